import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readAppConfig } from './app-config.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'gridtune-config-'));
});
afterEach(async () => rm(directory, { recursive: true }));

async function read(text: string) {
  const file = path.join(directory, 'gridtune.yaml');
  await writeFile(file, text);
  return readAppConfig(file);
}

describe('readAppConfig', () => {
  it('starts one local worker where nothing else is said', async () => {
    expect(await readAppConfig(path.join(directory, 'none.yaml'))).toEqual({
      benchmark: { workers: 1, workerCount: 1 },
    });
    expect(await read('benchmark: {}\n')).toEqual({ benchmark: { workers: 1, workerCount: 1 } });
  });

  it('takes a number of local workers, or a broker and how many to wait for', async () => {
    expect((await read('benchmark: { workers: 3 }\n')).benchmark.workers).toBe(3);
    expect(
      (await read('benchmark: { workers: "mqtt://127.0.0.1:1884", workerCount: 2 }\n')).benchmark,
    ).toEqual({
      workers: 'mqtt://127.0.0.1:1884',
      workerCount: 2,
    });
  });

  it('names every fault with its path and line', async () => {
    const text = 'benchmark:\n  workers: http://somewhere\n  workerCount: 0\nbench: 1\n';
    await expect(read(text)).rejects.toThrow(
      /benchmark\.workers: must be a number of local workers, or a broker .*\(line 2\).*workerCount.*\(line 3\).*bench: is not a known key/,
    );
  });
});
