import { readFile } from 'node:fs/promises';
import { NotFoundError } from '../../optimizer/domain/errors.js';
import type { ProcessUse } from '../../optimizer/domain/inside.js';
import { preciseNow } from '../../optimizer/domain/precise-time.js';
import { kernelUnits, type KernelUnits } from './kernel-units.js';

/** /proc/<pid>/io, in bytes since the process began. */
export interface IoCounters {
  /** Through read and write calls, whatever they were made on. */
  readonly rchar: number;
  readonly wchar: number;
  /** Fetched from, and sent to, the storage below the file systems. */
  readonly readBytes: number;
  readonly writeBytes: number;
  /** Of those to be written, given up because the file was cut or removed first. */
  readonly cancelledWriteBytes: number;
}

/** A process as it stands at one moment. Counters run since it began. */
export interface ProcessSample {
  /** As `preciseNow` gives it. */
  readonly takenMs: number;
  /** With the process id, this tells one process from a later one that got the same id. */
  readonly startTicks: number;
  /** Of all its threads, in user and kernel mode; of no child. */
  readonly cpuS: number;
  readonly residentBytes: number;
  /** Undefined where /proc/<pid>/io may not be read. */
  readonly io: IoCounters | undefined;
  /** Why `io` is not there. */
  readonly problem?: string | undefined;
}

/** Neither runs any more: ended and not yet collected by its parent, or about to disappear. */
const ENDED_STATES = new Set(['Z', 'X']);

/**
 * Reads /proc/<pid>/stat, statm and io.
 * @throws NotFoundError if there is no such process, or no Linux /proc
 */
export async function readProcessSample(pid: number | 'self'): Promise<ProcessSample> {
  const [units, io, stat, statm] = await Promise.all([
    kernelUnits(),
    readIo(pid),
    readOf(pid, 'stat'),
    readOf(pid, 'statm'),
  ]);
  const takenMs = preciseNow();
  const { state, ...times } = parseStat(stat, units);
  if (ENDED_STATES.has(state)) throw new NotFoundError(`process ${pid} has ended`);
  return { takenMs, ...times, residentBytes: parseResidentBytes(statm, units), ...io };
}

/** Whether both samples are of one process, not of two that had the same id one after the other. */
export function sameProcess(before: ProcessSample, after: ProcessSample): boolean {
  return before.startTicks === after.startTicks;
}

/**
 * What a process used between two of its samples.
 *
 * `networkBytesPerS` is an estimate: Linux counts no network traffic by process. It is what passed through
 * read and write calls less the file traffic, (rchar + wchar) - (read_bytes + write_bytes -
 * cancelled_write_bytes), and never below 0. It holds pipes and terminals too, and reads that the page cache
 * answered; it misses what went through send and recv calls, which neither Go nor Node uses for TCP. Disk and
 * network are 0 where /proc/<pid>/io could not be read; `problem` of the samples tells.
 */
export function processUse(
  name: string,
  kind: ProcessUse['kind'],
  before: ProcessSample,
  after: ProcessSample,
): ProcessUse {
  const elapsedS = (after.takenMs - before.takenMs) / 1000;
  // A counter that the kernel corrected downwards is no use below nothing.
  const perSecond = (delta: number): number => (elapsedS > 0 ? Math.max(0, delta) / elapsedS : 0);
  const moved = (of: (io: IoCounters) => number): number =>
    before.io && after.io ? of(after.io) - of(before.io) : 0;
  const read = moved(({ readBytes }) => readBytes);
  const written = moved(({ writeBytes, cancelledWriteBytes }) => writeBytes - cancelledWriteBytes);
  return {
    name,
    kind,
    cpuCores: perSecond(after.cpuS - before.cpuS),
    memoryBytes: after.residentBytes,
    diskReadBytesPerS: perSecond(read),
    diskWriteBytesPerS: perSecond(written),
    networkBytesPerS: perSecond(moved(({ rchar, wchar }) => rchar + wchar) - read - written),
  };
}

/** The fields of /proc/<pid>/stat that count here, by proc(5); times in seconds. */
export function parseStat(
  stat: string,
  { ticksPerS }: KernelUnits,
): { readonly state: string; readonly cpuS: number; readonly startTicks: number } {
  // The second field is the program's name in parentheses and may hold spaces and parentheses of its own.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const at = (place: number): number => Number(fields[place - 3]);
  return { state: fields[0] ?? '', cpuS: (at(14) + at(15)) / ticksPerS, startTicks: at(22) };
}

/** The second field of /proc/<pid>/statm counts the resident pages. */
export function parseResidentBytes(statm: string, { pageBytes }: KernelUnits): number {
  return Number(statm.split(' ')[1]) * pageBytes;
}

export function parseIo(text: string): IoCounters {
  const counters = new Map(
    text.split('\n').map((line): [string, number] => {
      const [name = '', value] = line.split(': ');
      return [name, Number(value)];
    }),
  );
  const of = (name: string): number => counters.get(name) ?? 0;
  return {
    rchar: of('rchar'),
    wchar: of('wchar'),
    readBytes: of('read_bytes'),
    writeBytes: of('write_bytes'),
    cancelledWriteBytes: of('cancelled_write_bytes'),
  };
}

async function readIo(pid: number | 'self'): Promise<Pick<ProcessSample, 'io' | 'problem'>> {
  const path = `/proc/${pid}/io`;
  try {
    return { io: parseIo(await readFile(path, 'utf8')) };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return {
      io: undefined,
      problem: `${path} cannot be read (${code}): its disk and network traffic counts as 0; run gridtune as the user that runs it`,
    };
  }
}

async function readOf(pid: number | 'self', file: 'stat' | 'statm'): Promise<string> {
  try {
    return await readFile(`/proc/${pid}/${file}`, 'utf8');
  } catch (cause) {
    throw new NotFoundError(`process ${pid} is not there`, { cause });
  }
}
