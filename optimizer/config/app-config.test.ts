import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noGuardRails } from '../domain/guard-rails.js';
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
  it('starts one local worker and serves loopback alone where nothing else is said', async () => {
    expect(await readAppConfig(path.join(directory, 'none.yaml'))).toEqual({
      benchmark: { workers: 1, workerCount: 1 },
      guardRails: noGuardRails,
      service: {
        ...{ host: '127.0.0.1', port: 8080, hostNames: [], logLevel: 'info' },
        ...{ approvalsRequired: 1, concurrentJobs: 2, tokenLifetimeDays: 90, stopDeadlineS: 120 },
        ...{ requestsPerMinute: 6000, failedTokensPerMinute: 30, bodyLimitBytes: 1_048_576 },
      },
    });
    expect((await read('benchmark: {}\n')).benchmark).toEqual({ workers: 1, workerCount: 1 });
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

  it('takes guard rails, and leaves out what is not said', async () => {
    const text = [
      'guardRails:',
      '  batchTimeoutMs: { min: 100, max: 2000, largestFactor: 4 }',
      '  smallestTimeBetweenChangesS: 600',
      '  hours:',
      '    timeZone: Europe/Berlin',
      '    windows: [{ days: [mon, tue], from: 22:00, to: 05:00 }]',
    ].join('\n');
    expect((await read(text)).guardRails).toEqual({
      ...noGuardRails,
      batchTimeoutMs: { min: 100, max: 2000, largestFactor: 4 },
      smallestTimeBetweenChangesS: 600,
      hours: {
        timeZone: 'Europe/Berlin',
        windows: [{ days: ['mon', 'tue'], from: '22:00', to: '05:00' }],
      },
    });
  });

  it.each([
    [
      'batchTimeoutMs: { min: 20, max: 10 }',
      /guardRails\.batchTimeoutMs\.min: must not be greater than max, 10; got 20 \(line 2\)/,
    ],
    [
      'batchTimeoutMs: { min: 60001 }',
      /batchTimeoutMs\.min: allows nothing: the hard limits are 10 to 60000, got 60001/,
    ],
    [
      'absoluteMaxBytes: { max: 1000000 }',
      /absoluteMaxBytes\.max: allows nothing: the hard limits are 1048576 to/,
    ],
    [
      'preferredMaxBytes: { min: 4194304 }\n  absoluteMaxBytes: { max: 2097152 }',
      /preferredMaxBytes\.min: must not be greater than the largest absoluteMaxBytes, 2097152; got 4194304/,
    ],
    ['maxMessageCount: { largestFactor: 1 }', /guardRails\.maxMessageCount\.largestFactor: .*>1/],
    ['maxMessageCount: { largest: 1 }', /guardRails\.maxMessageCount\.largest: is not a known key/],
    [
      'hours: { timeZone: Europe/Berlln, windows: [{ from: "08:00", to: "09:00" }] }',
      /guardRails\.hours\.timeZone: must be a time zone of the IANA database such as Europe\/Berlin, got Europe\/Berlln \(line 2\)/,
    ],
    [
      'hours: { timeZone: "+01:00", windows: [{ from: "08:00", to: "09:00" }] }',
      /hours\.timeZone: must be a time zone/,
    ],
    [
      'hours: { timeZone: UTC, windows: [{ from: "08:00", to: "08:00" }] }',
      /guardRails\.hours\.windows\.0\.to: must differ from "from"/,
    ],
    [
      'hours: { timeZone: UTC, windows: [{ from: "8:00", to: "25:00" }] }',
      /windows\.0\.from: must be a time.*windows\.0\.to: must be a time/,
    ],
    ['hours: { timeZone: UTC, windows: [] }', /hours\.windows: must hold at least one window/],
  ])('refuses guard rails that nothing could keep: %s', async (line, fault) => {
    await expect(read(`guardRails:\n  ${line}\n`)).rejects.toThrow(fault);
  });
});
