import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { NotFoundError } from '../../optimizer/domain/errors.js';
import {
  parseIo,
  parseResidentBytes,
  parseStat,
  processUse,
  readProcessSample,
  sameProcess,
  type IoCounters,
  type ProcessSample,
} from './process-use.js';

const PATIENT = { timeout: 10_000 };
const UNITS = { ticksPerS: 100, pageBytes: 4096 };

/** Of a peer; its name was changed for the second one. */
const STAT =
  '31337 (peer) S 1 31337 31337 0 -1 1077936384 29113 0 12 0 4021 979 3 5 20 0 14 0 1370022 1893564416 21894 ' +
  '18446744073709551615 1 1 0 0 0 0 0 0 2143420159 0 0 0 17 1 0 0 0 0 0 0 0 0 0 0 0 0 0\n';
const STATM = '462295 21894 11008 9411 0 46321 0\n';
const IO =
  'rchar: 41022\nwchar: 9130\nsyscr: 217\nsyscw: 93\nread_bytes: 8192\nwrite_bytes: 20480\n' +
  'cancelled_write_bytes: 4096\n';

describe('the files of a process', () => {
  it('gives the CPU time of its threads in seconds, without that of its children', () => {
    expect(parseStat(STAT, UNITS)).toEqual({ state: 'S', cpuS: (4021 + 979) / 100, startTicks: 1_370_022 });
  });

  it.each(['(tmux: server)', '(a) b (c)', '()', '(ends with ) 1 2)'])(
    'is not misled by the name %s',
    (name) => {
      expect(parseStat(STAT.replace('(peer)', name), UNITS)).toEqual(parseStat(STAT, UNITS));
    },
  );

  it('counts time in the ticks of this kernel, and memory in its pages', () => {
    expect(parseStat(STAT, { ticksPerS: 250, pageBytes: 4096 }).cpuS).toBe(5000 / 250);
    expect(parseResidentBytes(STATM, { ticksPerS: 100, pageBytes: 65_536 })).toBe(21_894 * 65_536);
  });

  it('tells traffic through calls from traffic with the disk', () => {
    expect(parseIo(IO)).toEqual({
      rchar: 41_022,
      wchar: 9130,
      readBytes: 8192,
      writeBytes: 20_480,
      cancelledWriteBytes: 4096,
    });
  });
});

function io(counters: Partial<IoCounters> = {}): IoCounters {
  return { rchar: 0, wchar: 0, readBytes: 0, writeBytes: 0, cancelledWriteBytes: 0, ...counters };
}

function sample(values: Partial<ProcessSample> = {}): ProcessSample {
  return { takenMs: 0, startTicks: 7, cpuS: 0, residentBytes: 0, io: io(), ...values };
}

describe('processUse', () => {
  it('gives cores and bytes a second between two samples, and the memory at the end', () => {
    const before = sample({
      takenMs: 1000,
      cpuS: 10,
      residentBytes: 5000,
      io: io({ rchar: 100, readBytes: 10 }),
    });
    const after = sample({
      takenMs: 5000,
      cpuS: 16,
      residentBytes: 7000,
      io: io({ rchar: 900, wchar: 1200, readBytes: 50, writeBytes: 480, cancelledWriteBytes: 80 }),
    });
    expect(processUse('peer', 'peer', before, after)).toEqual({
      name: 'peer',
      kind: 'peer',
      cpuCores: (16 - 10) / 4,
      memoryBytes: 7000,
      diskReadBytesPerS: (50 - 10) / 4,
      diskWriteBytesPerS: (480 - 80) / 4,
      networkBytesPerS: (900 - 100 + 1200 - (50 - 10) - (480 - 80)) / 4,
    });
  });

  it('estimates no less than nothing where pages were written that no call wrote', () => {
    const after = sample({ takenMs: 1000, io: io({ wchar: 100, writeBytes: 4096 }) });
    expect(processUse('orderer', 'orderer', sample(), after).networkBytesPerS).toBe(0);
  });

  it('takes more cancelled than written for nothing written', () => {
    const after = sample({ takenMs: 1000, io: io({ writeBytes: 4096, cancelledWriteBytes: 8192 }) });
    expect(processUse('orderer', 'orderer', sample(), after).diskWriteBytesPerS).toBe(0);
  });

  it('keeps CPU and memory without io at either end', () => {
    const after = sample({
      takenMs: 2000,
      cpuS: 1,
      residentBytes: 9,
      io: io({ rchar: 4000, readBytes: 4000 }),
    });
    for (const use of [
      processUse('peer', 'peer', sample({ io: undefined }), after),
      processUse('peer', 'peer', sample(), { ...after, io: undefined }),
    ]) {
      expect(use).toMatchObject({ cpuCores: 0.5, memoryBytes: 9 });
      expect(use).toMatchObject({ diskReadBytesPerS: 0, diskWriteBytesPerS: 0, networkBytesPerS: 0 });
    }
  });

  it('gives numbers for two samples at one moment', () => {
    expect(processUse('peer', 'peer', sample(), sample({ cpuS: 1 })).cpuCores).toBe(0);
  });

  it('tells a process from a later one with the same id', () => {
    expect(sameProcess(sample(), sample({ cpuS: 3 }))).toBe(true);
    expect(sameProcess(sample(), sample({ startTicks: 8 }))).toBe(false);
  });
});

describe('readProcessSample', () => {
  it('reads this process, by its id and as self', async () => {
    const [own, self] = await Promise.all([readProcessSample(process.pid), readProcessSample('self')]);
    expect(own.startTicks).toBe(self.startTicks);
    expect(own.cpuS).toBeGreaterThan(0);
    // Fewer than ten times apart: a wrong unit would be far off.
    expect(own.residentBytes / process.memoryUsage.rss()).toBeGreaterThan(0.1);
    expect(own.residentBytes / process.memoryUsage.rss()).toBeLessThan(10);
    expect(own.io?.rchar).toBeGreaterThan(0);
  });

  it('says that a process is not there', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    const gone = readProcessSample(child.pid ?? 0);
    await expect(gone).rejects.toThrow(NotFoundError);
    await expect(gone).rejects.toThrow(`process ${child.pid} is not there`);
  });

  it('takes one that ended for ended, although nobody collected it', async () => {
    // The shell becomes a program that never asks after its child.
    const parent = spawn('sh', ['-c', 'sleep 60 & echo $!; exec sleep 60']);
    try {
      const [line] = (await once(parent.stdout, 'data')) as [Buffer];
      const pid = Number(line.toString());
      await expect.poll(async () => readFile(`/proc/${parent.pid}/comm`, 'utf8'), PATIENT).toBe('sleep\n');
      process.kill(pid, 'SIGKILL');
      await expect.poll(async () => readProcessSample(pid).catch(String), PATIENT).toMatch(/has ended/);
    } finally {
      parent.kill('SIGKILL');
    }
  });
});
