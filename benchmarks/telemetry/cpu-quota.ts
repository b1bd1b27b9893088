import { readFile } from 'node:fs/promises';
import { posix } from 'node:path';

/** A limit on CPU time set on a container or service, and what was used of it so far. */
export interface CpuQuota {
  readonly cores: number;
  /** Seconds of CPU that everything under the limit has used. */
  readonly usedS: number;
}

/** Where the limit and the use of one control group stand, in the two versions that Linux has of them. */
interface Version {
  readonly mount: string;
  readonly read: (group: string) => Promise<CpuQuota | undefined>;
}

const UNIFIED: Version = { mount: '/sys/fs/cgroup', read: readUnified };
const LEGACY: Version = { mount: '/sys/fs/cgroup/cpu', read: readLegacy };

/**
 * The tightest CPU limit on this process: its control group's and those around it, by cgroups(7).
 * @param root - of the file system
 * @returns undefined where none is set, which is usual outside containers
 */
export async function readCpuQuota(root = '/'): Promise<CpuQuota | undefined> {
  const membership = await textOf(posix.join(root, 'proc/self/cgroup'));
  const found = await Promise.all(
    (membership ?? '').split('\n').flatMap((line) => {
      const [, id, controllers = '', path = ''] = /^(\d+):([^:]*):(\/.*)$/.exec(line) ?? [];
      if (id === undefined) return [];
      if (id === '0')
        return levels(path).map(async (level) => UNIFIED.read(posix.join(root, UNIFIED.mount, level)));
      if (!controllers.split(',').includes('cpu')) return [];
      return levels(path).map(async (level) => LEGACY.read(posix.join(root, LEGACY.mount, level)));
    }),
  );
  return found.filter((quota) => quota !== undefined).toSorted((a, b) => a.cores - b.cores)[0];
}

/**
 * A group and all that hold it. A container sees its own group at the top although its path may be that of
 * the machine: the top is always among them.
 */
function levels(path: string): string[] {
  const all = [posix.normalize(path)];
  for (let level = all[0] ?? '/'; level !== '/'; level = posix.dirname(level)) all.push(posix.dirname(level));
  return all;
}

async function readUnified(group: string): Promise<CpuQuota | undefined> {
  const [limit, stat] = await Promise.all([
    textOf(posix.join(group, 'cpu.max')),
    textOf(posix.join(group, 'cpu.stat')),
  ]);
  const [quota, period] = (limit ?? '').split(' ').map(Number);
  const [, usedUs] = /^usage_usec (\d+)$/m.exec(stat ?? '') ?? [];
  return quotaOf(quota, period, usedUs === undefined ? undefined : Number(usedUs) / 1e6);
}

async function readLegacy(group: string): Promise<CpuQuota | undefined> {
  const [quota, period, usedNs] = await Promise.all(
    ['cpu.cfs_quota_us', 'cpu.cfs_period_us', 'cpuacct.usage'].map(async (file) => {
      const text = await textOf(posix.join(group, file));
      return text === undefined ? undefined : Number(text);
    }),
  );
  return quotaOf(quota, period, usedNs === undefined ? undefined : usedNs / 1e9);
}

/** No limit is written as `max`, which is no number, or -1. */
function quotaOf(quota = Number.NaN, period = Number.NaN, usedS = Number.NaN): CpuQuota | undefined {
  return quota > 0 && period > 0 && Number.isFinite(usedS) ? { cores: quota / period, usedS } : undefined;
}

/** Undefined if there is no such file: most of those asked for exist on some systems only. */
async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return undefined;
  }
}
