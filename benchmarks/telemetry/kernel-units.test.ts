import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { NotFoundError } from '../../optimizer/domain/errors.js';
import { kernelUnits, unitsOf } from './kernel-units.js';

/** AT_PAGESZ 65,536, AT_CLKTCK 250, AT_NULL, behind an entry that does not count here. */
const ENTRIES = [
  [16, 0xbfeb],
  [6, 65_536],
  [17, 250],
  [0, 0],
].flat();
const EXPECTED = { pageBytes: 65_536, ticksPerS: 250 };

describe('kernelUnits', () => {
  it('agrees with getconf', async () => {
    const getconf = (name: string): number => Number(execFileSync('getconf', [name], { encoding: 'utf8' }));
    expect(await kernelUnits()).toEqual({ pageBytes: getconf('PAGESIZE'), ticksPerS: getconf('CLK_TCK') });
  });
});

describe('unitsOf', () => {
  it('reads words of eight bytes in either order', () => {
    const little = Buffer.alloc(8 * ENTRIES.length);
    const big = Buffer.alloc(8 * ENTRIES.length);
    for (const [place, value] of ENTRIES.entries()) {
      little.writeBigUInt64LE(BigInt(value), 8 * place);
      big.writeBigUInt64BE(BigInt(value), 8 * place);
    }
    expect(unitsOf(little, 8, 'LE')).toEqual(EXPECTED);
    expect(unitsOf(big, 8, 'BE')).toEqual(EXPECTED);
  });

  it('reads words of four bytes', () => {
    const vector = Buffer.alloc(4 * ENTRIES.length);
    for (const [place, value] of ENTRIES.entries()) vector.writeUInt32LE(value, 4 * place);
    expect(unitsOf(vector, 4, 'LE')).toEqual(EXPECTED);
  });

  it('assumes nothing where an entry is not there', () => {
    expect(() => unitsOf(Buffer.alloc(32), 8, 'LE')).toThrow(NotFoundError);
  });
});
