import { describe, expect, it } from 'vitest';
import { NotFoundError } from '../../optimizer/domain/errors.js';
import {
  hostUse,
  parseCpuTimes,
  parseDiskBusyMs,
  parseMemoryShare,
  readHostSample,
  type HostSample,
} from './host-use.js';

const STAT = `cpu  855325 955 151436 1554755 8909 120 8873 1841 400 30
cpu0 422094 593 73110 788850 2649 60 2925 901 400 30
cpu1 433231 361 78325 765904 6260 60 5948 940 0 0
intr 28756043 0 0 0 1 13
ctxt 68212311
btime 1763773912
procs_running 3
`;

const MEMINFO = `MemTotal:       24684092 kB
MemFree:        23466468 kB
MemAvailable:   23751692 kB
Buffers:           14736 kB
HugePages_Total:       0
`;

const DISKSTATS = `   7       0 loop0 11 0 28 1 0 0 0 0 0 9000001 1 0 0 0 0 0 0
   1       0 ram0 0 0 0 0 0 0 0 0 0 9000002 0
 253       0 zram0 0 0 0 0 0 0 0 0 0 9000003 0 0 0 0 0 0 0
 254       0 vda 1182494 170057 51377178 1061766 1280853 606513 46760040 269102 0 235940 1390794 365575 180 49302872 32812 352240 27112
 254       1 vda1 1182394 170057 51377178 1061766 1280853 606513 46760040 269102 0 235939 1390794 365575 180 49302872 32812 0 0
 259       0 nvme0n1 20 0 100 3 40 0 800 7 0 5210 10 0 0 0 0 0 0
 259       1 nvme0n1p1 20 0 100 3 40 0 800 7 0 5209 10 0 0 0 0 0 0
 252       1 dm-1 20 0 100 3 40 0 800 7 0 310 10 0 0 0 0 0 0
 252      10 dm-10 20 0 100 3 40 0 800 7 0 311 10 0 0 0 0 0 0
 202       1 xvdb1 20 0 100 3 40 0 800 7 0 42 10
`;

describe('the files of a machine', () => {
  it('takes stolen time for busy, waiting for a disk for idle, and guests for counted already', () => {
    const busy = 855_325 + 955 + 151_436 + 120 + 8873 + 1841;
    expect(parseCpuTimes(STAT)).toEqual({
      cpus: 2,
      busyTicks: busy,
      totalTicks: busy + 1_554_755 + 8909,
    });
  });

  it('reads a kernel with fewer columns', () => {
    expect(parseCpuTimes('cpu  10 0 20 70\ncpu0 10 0 20 70\n')).toEqual({
      cpus: 1,
      busyTicks: 30,
      totalTicks: 100,
    });
  });

  it('gives the share of memory that is not available', () => {
    expect(parseMemoryShare(MEMINFO)).toBeCloseTo((24_684_092 - 23_751_692) / 24_684_092, 12);
    expect(() => parseMemoryShare('MemTotal: 5 kB\n')).toThrow(NotFoundError);
  });

  it('counts whole disks only, none that lies in memory or in a file', () => {
    expect([...parseDiskBusyMs(DISKSTATS)]).toEqual([
      ['vda', 235_940],
      ['nvme0n1', 5210],
      ['dm-1', 310],
      ['dm-10', 311],
      // A partition of no disk that can be seen is all there is.
      ['xvdb1', 42],
    ]);
  });
});

function sample(values: Partial<HostSample> = {}): HostSample {
  return {
    takenMs: 0,
    cpu: { cpus: 8, busyTicks: 0, totalTicks: 0 },
    quota: undefined,
    memoryShare: 0,
    diskBusyMs: new Map(),
    links: new Map(),
    ...values,
  };
}

const AFTER = sample({ takenMs: 2000, cpu: { cpus: 8, busyTicks: 400, totalTicks: 1600 } });

describe('hostUse', () => {
  it('gives what happened between two samples, and the memory at the end', () => {
    const before = sample({
      takenMs: 1000,
      cpu: { cpus: 8, busyTicks: 100, totalTicks: 400 },
      memoryShare: 0.1,
      diskBusyMs: new Map([
        ['sda', 100],
        ['sdb', 5000],
      ]),
      links: new Map([['lo', { receivedBytes: 10, sentBytes: 10 }]]),
    });
    const after = sample({
      takenMs: 5000,
      cpu: { cpus: 8, busyTicks: 1300, totalTicks: 2000 },
      memoryShare: 0.2,
      diskBusyMs: new Map([
        ['sda', 900],
        ['sdb', 6600],
      ]),
      links: new Map([['lo', { receivedBytes: 410, sentBytes: 410 }]]),
    });
    expect(hostUse(before, after)).toEqual({
      cpus: 8,
      cpuShare: (1300 - 100) / (2000 - 400),
      memoryShare: 0.2,
      diskShare: (6600 - 5000) / 4000,
      networkBytesPerS: (410 - 10) / 4,
    });
  });

  it('holds a container to its limit although the machine has room', () => {
    const quota = { cores: 1.5, usedS: 10 };
    const use = hostUse(sample({ quota }), { ...AFTER, quota: { cores: 1.5, usedS: 12.4 } });
    expect(use.cpuShare).toBeCloseTo((12.4 - 10) / 2 / 1.5, 12);
    expect(use.cpus).toBe(2);
  });

  it('knows a full machine although the container has used little', () => {
    const full = sample({ takenMs: 2000, cpu: { cpus: 8, busyTicks: 1580, totalTicks: 1600 } });
    const quota = { cores: 1.5, usedS: 10 };
    expect(hostUse(sample({ quota }), { ...full, quota: { cores: 1.5, usedS: 10.3 } }).cpuShare).toBe(
      1580 / 1600,
    );
  });

  it('has the cores of the machine where the limit is wider', () => {
    const quota = { cores: 64, usedS: 0 };
    expect(hostUse(sample({ quota }), { ...AFTER, quota }).cpus).toBe(8);
  });

  it('leaves out a disk that came meanwhile or whose counter began anew', () => {
    const before = sample({ diskBusyMs: new Map([['sda', 4_294_967_000]]) });
    const diskBusyMs = new Map([
      ['sda', 200],
      ['sdb', 1900],
    ]);
    expect(hostUse(before, { ...AFTER, diskBusyMs }).diskShare).toBe(0);
  });

  it('has no share above 1', () => {
    const before = sample({ diskBusyMs: new Map([['sda', 0]]) });
    expect(hostUse(before, { ...AFTER, diskBusyMs: new Map([['sda', 2003]]) }).diskShare).toBe(1);
  });

  it('gives numbers for two samples at one moment', () => {
    expect(hostUse(sample(), sample())).toEqual({
      cpus: 8,
      cpuShare: 0,
      memoryShare: 0,
      diskShare: 0,
      networkBytesPerS: 0,
    });
  });
});

describe('readHostSample', () => {
  it('reads this machine', async () => {
    const { cpu, memoryShare, links } = await readHostSample();
    expect(cpu.cpus).toBeGreaterThan(0);
    expect(cpu.totalTicks).toBeGreaterThan(cpu.busyTicks);
    expect(memoryShare).toBeGreaterThan(0);
    expect(memoryShare).toBeLessThan(1);
    expect(links.has('lo')).toBe(true);
  });
});
