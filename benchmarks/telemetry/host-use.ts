import { readFile } from 'node:fs/promises';
import { NotFoundError } from '../../optimizer/domain/errors.js';
import type { HostUse } from '../../optimizer/domain/inside.js';
import { preciseNow } from '../../optimizer/domain/precise-time.js';
import { readCpuQuota, type CpuQuota } from './cpu-quota.js';
import { linkBytes, parseNetDev, type Links } from './link-use.js';

/** CPU time of the machine since it started, over all CPUs, in ticks. */
export interface CpuTimes {
  readonly cpus: number;
  readonly busyTicks: number;
  readonly totalTicks: number;
}

/** The machine as it stands at one moment. */
export interface HostSample {
  /** As `preciseNow` gives it. */
  readonly takenMs: number;
  readonly cpu: CpuTimes;
  readonly quota: CpuQuota | undefined;
  readonly memoryShare: number;
  /** Milliseconds with I/O under way, by disk. */
  readonly diskBusyMs: ReadonlyMap<string, number>;
  readonly links: Links;
}

/**
 * Reads /proc/stat, meminfo, diskstats and net/dev, and the CPU limit of the container if there is one.
 * @throws NotFoundError if one of the files is not there
 */
export async function readHostSample(): Promise<HostSample> {
  const [stat, memory, disks, network, quota] = await Promise.all([
    readOf('stat'),
    readOf('meminfo'),
    readOf('diskstats'),
    readOf('net/dev'),
    readCpuQuota(),
  ]);
  return {
    takenMs: preciseNow(),
    cpu: parseCpuTimes(stat),
    quota,
    memoryShare: parseMemoryShare(memory),
    diskBusyMs: parseDiskBusyMs(disks),
    links: parseNetDev(network),
  };
}

/** What the machine used between two samples; memory is that of the second. */
export function hostUse(before: HostSample, after: HostSample): HostUse {
  const elapsedMs = after.takenMs - before.takenMs;
  return {
    cpus: Math.max(1, Math.min(after.cpu.cpus, Math.ceil(after.quota?.cores ?? Infinity))),
    cpuShare: Math.max(machineShare(before.cpu, after.cpu), quotaShare(before, after)),
    memoryShare: after.memoryShare,
    diskShare: busiestDiskShare(before.diskBusyMs, after.diskBusyMs, elapsedMs),
    networkBytesPerS: elapsedMs > 0 ? (1000 * linkBytes(before.links, after.links)) / elapsedMs : 0,
  };
}

/**
 * The `cpu` lines of /proc/stat, by proc(5). Waiting for a disk is idle time. Time that the hypervisor gave
 * to other machines (steal) is busy: it was no more to be had here than time that a process of ours used.
 * Time of guests is in user and nice already.
 */
export function parseCpuTimes(stat: string): CpuTimes {
  const [, columns = ''] = /^cpu +(.*)$/m.exec(stat) ?? [];
  // user, nice, system, idle, iowait, irq, softirq, steal
  const ticks = columns.split(' ').slice(0, 8).map(Number);
  const [, , , idle = 0, iowait = 0] = ticks;
  const totalTicks = ticks.reduce((sum, value) => sum + value, 0);
  return {
    cpus: stat.match(/^cpu\d+ /gm)?.length ?? 1,
    busyTicks: totalTicks - idle - iowait,
    totalTicks,
  };
}

/** 1 - MemAvailable / MemTotal: what cannot be had without swapping. */
export function parseMemoryShare(meminfo: string): number {
  const kilobytes = (name: string): number =>
    Number(new RegExp(`^${name}: +(\\d+) kB$`, 'm').exec(meminfo)?.[1]);
  const share = 1 - kilobytes('MemAvailable') / kilobytes('MemTotal');
  if (Number.isNaN(share))
    throw new NotFoundError('/proc/meminfo names no MemAvailable: Linux 3.14 or later does');
  return share;
}

/** /proc/diskstats: the tenth counter of a disk, by the kernel's admin-guide/iostats. */
export function parseDiskBusyMs(diskstats: string): Map<string, number> {
  const devices = diskstats
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .flatMap(([, , name, ...counters]): [string, number][] =>
      name === undefined ? [] : [[name, Number(counters[9])]],
    );
  const names = new Set(devices.map(([name]) => name));
  return new Map(devices.filter(([name]) => !/^(?:z?ram|loop)\d/.test(name) && !isPartition(name, names)));
}

/** sda1 of sda; where the disk's own name ends in a digit Linux puts a p between, as in nvme0n1p1. */
function isPartition(name: string, names: ReadonlySet<string>): boolean {
  const [, plain = ''] = /^(.*\D)\d+$/.exec(name) ?? [];
  const [, numbered = ''] = /^(.*\d)p\d+$/.exec(name) ?? [];
  return names.has(plain) || names.has(numbered);
}

function machineShare(before: CpuTimes, after: CpuTimes): number {
  const total = after.totalTicks - before.totalTicks;
  return total > 0 ? clampShare((after.busyTicks - before.busyTicks) / total) : 0;
}

/** Of a container's own limit. The machine may be idle while the container has used all that it may. */
function quotaShare(before: HostSample, after: HostSample): number {
  const elapsedS = (after.takenMs - before.takenMs) / 1000;
  if (!before.quota || !after.quota || elapsedS <= 0) return 0;
  return clampShare((after.quota.usedS - before.quota.usedS) / elapsedS / after.quota.cores);
}

/** A disk whose counter wrapped round, or that was added meanwhile, is left out. */
function busiestDiskShare(
  before: HostSample['diskBusyMs'],
  after: HostSample['diskBusyMs'],
  elapsedMs: number,
): number {
  if (elapsedMs <= 0) return 0;
  const shares = [...after].map(([name, busyMs]) => (busyMs - (before.get(name) ?? Infinity)) / elapsedMs);
  return clampShare(Math.max(0, ...shares));
}

/** Counters and clock are not read at quite the same moment. */
function clampShare(share: number): number {
  return Math.min(1, Math.max(0, share));
}

async function readOf(file: string): Promise<string> {
  const path = `/proc/${file}`;
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new NotFoundError(`${path} cannot be read: the use of a machine can only be read on Linux`, {
      cause,
    });
  }
}
