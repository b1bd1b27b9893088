import { describe, expect, it } from 'vitest';
import { bytes, clockTime, counted, differenceWithInterval, number, plain, signed } from './number-format.js';

describe('number', () => {
  it('keeps about three significant digits', () => {
    expect([1211.6, 980.9, 58.74, 1.256, 0.128].map((value) => number(value))).toEqual([
      '1,212',
      '981',
      '58.7',
      '1.26',
      '0.13',
    ]);
  });

  it('does not gain a digit by rounding up to the next size', () => {
    expect([99.96, 9.996].map((value) => number(value))).toEqual(['100', '10.0']);
  });

  it('shows no sign on a rounded zero', () => {
    expect([number(-0.001), signed(-0.001), signed(0.001)]).toEqual(['0.00', '0.00', '0.00']);
  });

  it('says n/a for what is not a number', () => {
    expect([number(Number.NaN), number(Infinity)]).toEqual(['n/a', 'n/a']);
  });
});

describe('signed', () => {
  it('uses plus and a real minus sign', () => {
    expect([signed(22.34), signed(-22.34)]).toEqual(['+22.3', '\u221222.3']);
  });
});

describe('differenceWithInterval', () => {
  it('gives all three the digits of the largest', () => {
    expect(differenceWithInterval({ mean: -0.14, low: -12.34, high: 12.06 })).toEqual({
      mean: '\u22120.1',
      low: '\u221212.3',
      high: '+12.1',
    });
  });
});

describe('words for quantities', () => {
  it('counts in singular and plural', () => {
    expect([counted(1, 'pair'), counted(1200, 'pair')]).toEqual(['1 pair', '1,200 pairs']);
  });

  it('writes bytes in the largest unit that is at least 1', () => {
    expect([bytes(512), bytes(1536), bytes(8_589_934_592)]).toEqual(['512 B', '1.5 KiB', '8.0 GiB']);
  });

  it('writes settings and rates as short as they are', () => {
    expect([plain(0.5), plain(60), plain(10_485_760)]).toEqual(['0.5', '60', '10,485,760']);
  });

  it('writes an ISO time in words and leaves other text alone', () => {
    expect(clockTime('2026-11-22T00:01:12.000Z')).toBe('2026-11-22 00:01 UTC');
    expect(clockTime('2026-11-22T00:01Z')).toBe('2026-11-22 00:01 UTC');
    expect(clockTime('yesterday')).toBe('yesterday');
  });
});
