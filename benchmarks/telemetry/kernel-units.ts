import { readFile } from 'node:fs/promises';
import { endianness } from 'node:os';
import { NotFoundError } from '../../optimizer/domain/errors.js';

/** What Linux counts in: CPU time in ticks and memory in pages, neither of them the same everywhere. */
export interface KernelUnits {
  readonly ticksPerS: number;
  readonly pageBytes: number;
}

/** Entries of the auxiliary vector: `AT_PAGESZ` and `AT_CLKTCK` in linux/auxvec.h. */
const PAGE_SIZE_ENTRY = 6;
const CLOCK_TICK_ENTRY = 17;
/** Where a machine word has four bytes, among the processors that Node runs on. */
const NARROW = new Set(['arm', 'ia32']);

let known: Promise<KernelUnits> | undefined;

/**
 * Read once from the auxiliary vector that the kernel hands every program, which is where `getconf CLK_TCK`
 * and `getconf PAGESIZE` have them from; no program has to be started for it.
 * @throws NotFoundError where /proc is not Linux's
 */
export async function kernelUnits(): Promise<KernelUnits> {
  known ??= readUnits();
  return known;
}

async function readUnits(): Promise<KernelUnits> {
  const path = '/proc/self/auxv';
  try {
    return unitsOf(await readFile(path), NARROW.has(process.arch) ? 4 : 8, endianness());
  } catch (cause) {
    throw new NotFoundError(`${path} cannot be read: the use of processes can only be read on Linux`, {
      cause,
    });
  }
}

/**
 * @param vector - pairs of machine words: kind of entry, its value
 * @throws NotFoundError if one of the two is not in it
 */
export function unitsOf(vector: Buffer, wordBytes: 4 | 8, order: 'LE' | 'BE'): KernelUnits {
  const entries = new Map<number, number>();
  for (let at = 0; at + 2 * wordBytes <= vector.length; at += 2 * wordBytes)
    entries.set(wordAt(vector, at, wordBytes, order), wordAt(vector, at + wordBytes, wordBytes, order));
  const pageBytes = entries.get(PAGE_SIZE_ENTRY);
  const ticksPerS = entries.get(CLOCK_TICK_ENTRY);
  if (!pageBytes || !ticksPerS)
    throw new NotFoundError('the auxiliary vector names no page size or clock tick');
  return { pageBytes, ticksPerS };
}

function wordAt(vector: Buffer, at: number, wordBytes: 4 | 8, order: 'LE' | 'BE'): number {
  if (wordBytes === 4) return order === 'LE' ? vector.readUInt32LE(at) : vector.readUInt32BE(at);
  return Number(order === 'LE' ? vector.readBigUInt64LE(at) : vector.readBigUInt64BE(at));
}
