import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCpuQuota } from './cpu-quota.js';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'gridtune-quota-'));
});
afterEach(async () => {
  await rm(root, { recursive: true });
});

async function lay(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
}

const USED_2_5_S = 'usage_usec 2500000\nuser_usec 2000000\nsystem_usec 500000\nnr_periods 0\n';

describe('readCpuQuota', () => {
  it('reads the limit of a container, whose own group is at the top', async () => {
    await lay({
      'proc/self/cgroup': '0::/docker/0123abcd\n',
      'sys/fs/cgroup/cpu.max': '150000 100000\n',
      'sys/fs/cgroup/cpu.stat': USED_2_5_S,
    });
    expect(await readCpuQuota(root)).toEqual({ cores: 1.5, usedS: 2.5 });
  });

  it('takes the tightest limit of a group and those around it, with what is used under it', async () => {
    await lay({
      'proc/self/cgroup': '0::/user.slice/session\n',
      'sys/fs/cgroup/user.slice/session/cpu.max': '400000 100000\n',
      'sys/fs/cgroup/user.slice/session/cpu.stat': 'usage_usec 1000000\n',
      'sys/fs/cgroup/user.slice/cpu.max': '200000 100000\n',
      'sys/fs/cgroup/user.slice/cpu.stat': USED_2_5_S,
    });
    expect(await readCpuQuota(root)).toEqual({ cores: 2, usedS: 2.5 });
  });

  it('reads the older version', async () => {
    await lay({
      'proc/self/cgroup': '5:memory:/unlike\n4:cpu,cpuacct:/docker/01\n0::/\n',
      'sys/fs/cgroup/cpu/cpu.cfs_quota_us': '50000\n',
      'sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000\n',
      'sys/fs/cgroup/cpu/cpuacct.usage': '7000000000\n',
      // A group that this process is in for its memory alone.
      'sys/fs/cgroup/cpu/unlike/cpu.cfs_quota_us': '10000\n',
      'sys/fs/cgroup/cpu/unlike/cpu.cfs_period_us': '100000\n',
      'sys/fs/cgroup/cpu/unlike/cpuacct.usage': '0\n',
    });
    expect(await readCpuQuota(root)).toEqual({ cores: 0.5, usedS: 7 });
  });

  it.each([
    ['max', { 'sys/fs/cgroup/cpu.max': 'max 100000\n', 'sys/fs/cgroup/cpu.stat': USED_2_5_S }],
    [
      '-1',
      {
        'sys/fs/cgroup/cpu/cpu.cfs_quota_us': '-1\n',
        'sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000\n',
        'sys/fs/cgroup/cpu/cpuacct.usage': '7\n',
      },
    ],
    ['nothing', {}],
  ])('knows no limit where it says %s', async (_, files: Record<string, string>) => {
    await lay({ 'proc/self/cgroup': '3:cpu:/\n0::/\n', ...files });
    expect(await readCpuQuota(root)).toBeUndefined();
  });

  it('stays inside the tree for a group outside of what it can see', async () => {
    await lay({
      'proc/self/cgroup': '0::/../../other\n',
      'sys/fs/cpu.max': '10000 100000\n',
      'sys/fs/cpu.stat': 'usage_usec 0\n',
      'sys/fs/cgroup/cpu.max': '100000 100000\n',
      'sys/fs/cgroup/cpu.stat': USED_2_5_S,
    });
    expect(await readCpuQuota(root)).toEqual({ cores: 1, usedS: 2.5 });
  });

  it('knows no limit without control groups', async () => {
    expect(await readCpuQuota(root)).toBeUndefined();
  });
});
