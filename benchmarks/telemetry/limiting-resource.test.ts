import { describe, expect, it } from 'vitest';
import type { HostUse, ProcessUse } from '../../optimizer/domain/inside.js';
import { limitOf } from './limiting-resource.js';

function use(name: string, values: Partial<ProcessUse> = {}): ProcessUse {
  return {
    name,
    kind: name.startsWith('load-worker') ? 'load-worker' : 'peer',
    cpuCores: 0.1,
    memoryBytes: 100,
    diskReadBytesPerS: 0,
    diskWriteBytesPerS: 0,
    networkBytesPerS: 0,
    ...values,
  };
}

const IDLE: HostUse = { cpus: 4, cpuShare: 0.2, memoryShare: 0.3, diskShare: 0.1, networkBytesPerS: 1e6 };
/** Each of them leads in one thing. */
const PROCESSES = [
  use('cpu-peer', { cpuCores: 2.5 }),
  use('big-peer', { memoryBytes: 9000 }),
  use('reader', { diskReadBytesPerS: 50, diskWriteBytesPerS: 60 }),
  use('writer', { diskWriteBytesPerS: 100 }),
  use('talker', { networkBytesPerS: 70 }),
];
const RESTED = [use('load-worker-0', { cpuCores: 0.4 })];

interface Case {
  readonly when: string;
  readonly host?: Partial<HostUse>;
  readonly linkShare?: number;
  readonly workers?: readonly ProcessUse[];
  readonly limit: object;
}

const CASES: Case[] = [
  { when: 'all have room', limit: { resource: 'none', utilisation: 0.4 } },
  { when: 'memory is nearest', host: { memoryShare: 0.94 }, limit: { resource: 'none', utilisation: 0.94 } },
  { when: 'a link is nearest', linkShare: 0.89, limit: { resource: 'none', utilisation: 0.89 } },
  {
    when: 'the CPU is nearly full',
    host: { cpuShare: 0.899 },
    limit: { resource: 'none', utilisation: 0.899 },
  },
  {
    when: 'the CPU is full',
    host: { cpuShare: 0.9 },
    limit: { resource: 'cpu', process: 'cpu-peer', utilisation: 0.9 },
  },
  {
    when: 'the CPU is full of programs that nobody watched',
    host: { cpuShare: 0.95, cpus: 16 },
    limit: { resource: 'cpu', utilisation: 0.95 },
  },
  {
    when: 'the disk is full and a worker writes most',
    host: { diskShare: 0.95 },
    workers: [use('load-worker-0', { diskWriteBytesPerS: 500 })],
    limit: { resource: 'disk', process: 'load-worker-0', utilisation: 0.95 },
  },
  {
    when: 'the disk is full',
    host: { diskShare: 0.8 },
    limit: { resource: 'disk', process: 'reader', utilisation: 0.8 },
  },
  {
    when: 'memory is full',
    host: { memoryShare: 0.95 },
    limit: { resource: 'memory', process: 'big-peer', utilisation: 0.95 },
  },
  {
    when: 'a link is full',
    linkShare: 0.9,
    limit: { resource: 'network', process: 'talker', utilisation: 0.9 },
  },
  {
    when: 'CPU and disk are full',
    host: { cpuShare: 0.91, diskShare: 1 },
    limit: { resource: 'cpu', process: 'cpu-peer', utilisation: 0.91 },
  },
  {
    when: 'all are full',
    host: { cpuShare: 1, diskShare: 1, memoryShare: 0.97 },
    linkShare: 1,
    limit: { resource: 'memory', process: 'big-peer', utilisation: 0.97 },
  },
  {
    when: 'a worker fills its core while the CPU is full',
    host: { cpuShare: 1 },
    workers: [...RESTED, use('load-worker-1', { cpuCores: 0.9 })],
    limit: { resource: 'load-generator', process: 'load-worker-1', utilisation: 0.9 },
  },
  {
    when: 'a worker collects garbage on a second core',
    workers: [use('load-worker-0', { cpuCores: 1.2 })],
    limit: { resource: 'load-generator', process: 'load-worker-0', utilisation: 1 },
  },
];

describe('limitOf', () => {
  it.each(CASES)('when $when', ({ host, linkShare, workers = RESTED, limit }) => {
    const reading = { host: { ...IDLE, ...host }, linkShare, processes: PROCESSES };
    expect(limitOf(reading, workers)).toEqual(limit);
  });

  it('knows a full worker of another machine although this one was not watched', () => {
    const workers = [use('load-worker-3', { cpuCores: 0.97 })];
    expect(limitOf({ processes: [] }, workers)).toEqual({
      resource: 'load-generator',
      process: 'load-worker-3',
      utilisation: 0.97,
    });
    expect(limitOf({ processes: [] }, RESTED)).toEqual({ resource: 'none', utilisation: 0.4 });
  });

  it('names no process where none used any of it', () => {
    const reading = { host: { ...IDLE, diskShare: 0.9 }, processes: [use('peer')] };
    expect(limitOf(reading, RESTED)).toEqual({ resource: 'disk', utilisation: 0.9 });
  });

  it('says nothing where nothing was watched', () => {
    expect(limitOf({ processes: [] }, [])).toBeUndefined();
  });
});
