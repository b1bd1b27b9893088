import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ProgressDouble } from '../../test/doubles/network.js';
import { goBuild } from './go-build.js';

let directory: string;
let progress: ProgressDouble;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'gridtune-go-'));
  progress = new ProgressDouble();
  await mkdir(path.join(directory, 'bin'));
  await mkdir(path.join(directory, 'module'));
  await writeFile(path.join(directory, 'module', 'go.mod'), 'module test\n');
  await writeFile(path.join(directory, 'module', 'main.go'), 'package main\n');
  // Nothing but what a test puts there can be found.
  vi.stubEnv('PATH', path.join(directory, 'bin'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(directory, { recursive: true });
});

/** A compiler that says it has `version` and "builds" by writing one file, or fails. */
async function installGo(version: string, { fails = false } = {}): Promise<void> {
  const file = path.join(directory, 'bin', 'go');
  const build = fails
    ? 'echo "cannot find module providing package x" >&2; exit 1'
    : 'echo built > "$4/program"';
  await writeFile(file, `#!/bin/sh\nif [ "$1" = env ]; then echo ${version}; else ${build}; fi\n`);
  await chmod(file, 0o755);
}

const build = (neededBytes = 1) =>
  goBuild(
    { name: 'thing', directory: path.join(directory, 'module'), buildArguments: [] },
    { cacheDirectory: path.join(directory, 'cache'), progress, neededBytes },
  );

describe('goBuild', () => {
  it('builds once and finds the result again by the content of the module', async () => {
    await installGo('go1.24.2');
    const first = await build();
    expect(await readFile(path.join(first, 'program'), 'utf8')).toBe('built\n');
    await rm(path.join(directory, 'bin', 'go'));
    expect(await build()).toBe(first);
    expect(progress.steps).toHaveLength(1);
  });

  it('builds anew when a source changes, not when a test does', async () => {
    await installGo('go1.26');
    const first = await build();
    await writeFile(path.join(directory, 'module', 'main_test.go'), 'package main\n');
    expect(await build()).toBe(first);
    await writeFile(path.join(directory, 'module', 'main.go'), 'package main // changed\n');
    expect(await build()).not.toBe(first);
  });

  it('says what to install when there is no Go', async () => {
    await expect(build()).rejects.toMatchObject({
      code: 'MISSING_TOOL',
      message: 'Go is not installed: install Go 1.24 or newer and run the command again',
    });
  });

  it('says what to install when Go is too old', async () => {
    await installGo('go1.23.9');
    await expect(build()).rejects.toMatchObject({
      code: 'MISSING_TOOL',
      message: 'Go go1.23.9 is too old: install Go 1.24 or newer and run the command again',
    });
  });

  it('says how much space is missing before it starts', async () => {
    await installGo('go1.26');
    await expect(build(2 ** 60)).rejects.toMatchObject({
      code: 'NO_SPACE',
      message: expect.stringMatching(/only .* GiB are free .* needs 1073741824\.0 GiB: free some space/),
    });
    expect(progress.steps).toEqual([]);
  });

  it("passes the compiler's words on and leaves nothing half built", async () => {
    await installGo('go1.26', { fails: true });
    await expect(build()).rejects.toMatchObject({
      code: 'BUILD_FAILED',
      message: expect.stringContaining('cannot find module providing package x'),
    });
    expect(await readdir(path.join(directory, 'cache'))).toEqual([]);
  });
});
