import { deflateSync } from 'node:zlib';
import { Binary } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { packNumbers, unpackNumbers } from './packed-numbers.js';

const packedBytes = (type: number, bytes: number[]): Binary =>
  new Binary(Buffer.concat([Buffer.of(type), deflateSync(Buffer.from(bytes))]));

describe('packed numbers', () => {
  it.for([
    ['none', []],
    ['whole numbers of 32 bits', [0, -1, 2 ** 31 - 1, -(2 ** 31)]],
    ['one whole number too large for them', [1, 2 ** 31]],
    ['a negative zero', [0, -0, 1]],
    ['fractions', [0.1 + 0.2, 1 / 3, Number.MIN_VALUE, Number.MAX_VALUE]],
  ] as const)('unpack to the same bits: %s', ([, numbers]) => {
    const unpacked = unpackNumbers(packNumbers(numbers));
    expect(unpacked.length).toBe(numbers.length);
    expect(unpacked.every((value, index) => Object.is(value, numbers[index]))).toBe(true);
  });

  it('are little-endian, whatever the machine', () => {
    expect(unpackNumbers(packedBytes(1, [1, 2, 0, 0, 255, 255, 255, 255]))).toEqual([0x02_01, -1]);
    expect(unpackNumbers(packedBytes(2, [0, 0, 0, 0, 0, 0, 0xf0, 0x3f]))).toEqual([1]);
  });

  it('take less than 3 bytes for a whole number that hardly changes', () => {
    const blocks = Array.from({ length: 10_000 }, (_, index) => Math.floor(index / 100));
    expect(packNumbers(blocks).length()).toBeLessThan(30_000);
  });

  it.for([
    ['an unknown type', packedBytes(9, [0, 0, 0, 0]), 'packed numbers have the unknown type 9'],
    ['a cut number', packedBytes(2, [0, 0, 0, 0]), '4 bytes are no whole number of 8-byte numbers'],
    ['no bytes', new Binary(), 'unexpected end of file'],
    ['foreign bytes', new Binary(Buffer.from('\x01foreign')), 'incorrect header check'],
  ] as const)('are refused when damaged: %s', ([, packed, message]) => {
    expect(() => unpackNumbers(packed)).toThrow(message);
  });
});
