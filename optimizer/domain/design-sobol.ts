import type { UnitPoint } from './design-space.js';
import type { Random } from './random.js';

/** Scrambled Sobol points: they fill a box more evenly than random ones, however many are taken. */

const BITS = 32;

/**
 * Primitive polynomials (their inner coefficients as bits) and first direction numbers of dimensions 2 to 5.
 * Source: Joe and Kuo, SIAM J. Scientific Computing 30(5), 2008, table new-joe-kuo-6.21201.
 */
const POLYNOMIALS = [
  { coefficients: 0b0, first: [1] },
  { coefficients: 0b1, first: [1, 3] },
  { coefficients: 0b01, first: [1, 3, 1] },
  { coefficients: 0b10, first: [1, 1, 1] },
] as const;

export const MOST_DIMENSIONS = POLYNOMIALS.length + 1;

/** The 32 direction numbers of a dimension, counted from 0, as 32-bit fractions: place k is m_k / 2 ^ k. */
export function directionsOf(dimension: number): number[] {
  const polynomial = POLYNOMIALS[dimension - 1];
  // The first dimension is the van der Corput sequence.
  if (!polynomial) return Array.from({ length: BITS }, (_, bit) => (1 << (BITS - 1 - bit)) >>> 0);
  const { coefficients, first } = polynomial;
  const degree = first.length;
  const directions: number[] = first.map((number, bit) => (number << (BITS - 1 - bit)) >>> 0);
  for (let bit = degree; bit < BITS; bit += 1) {
    const oldest = directions[bit - degree] ?? 0;
    let next = oldest ^ (oldest >>> degree);
    for (let back = 1; back < degree; back += 1) {
      if ((coefficients >>> (degree - 1 - back)) & 1) next ^= directions[bit - back] ?? 0;
    }
    directions.push(next >>> 0);
  }
  return directions;
}

/** The Sobol point `index` of one dimension as a 32-bit fraction. */
function sobolBits(index: number, directions: readonly number[]): number {
  return (
    directions.reduce((bits, direction, bit) => ((index >>> bit) & 1 ? bits ^ direction : bits), 0) >>> 0
  );
}

function reverseBits(bits: number): number {
  let reversed = 0;
  for (let bit = 0; bit < BITS; bit += 1) reversed = (reversed << 1) | ((bits >>> bit) & 1);
  return reversed >>> 0;
}

/**
 * Owen's nested uniform scrambling, by a hash in which each bit depends on the higher ones alone. Source:
 * Burley, Practical Hash-based Owen Scrambling, J. Computer Graphics Techniques 9(4), 2020.
 */
function owenScrambled(bits: number, seed: number): number {
  let x = (reverseBits(bits) + seed) >>> 0;
  for (const factor of [0x6c50b47c, 0xb82f1e52, 0xc7afe638, 0x8d22f6e6]) x = (x ^ Math.imul(x, factor)) >>> 0;
  return reverseBits(x);
}

/**
 * Scrambled Sobol points without end, the first one included: leaving it out spoils the sequence (Owen, On
 * dropping the first Sobol' point, 2022).
 * @param dimensions - 1 to {@link MOST_DIMENSIONS}.
 * @returns points of `dimensions` coordinates in [0, 1).
 */
export function* scrambledSobol(dimensions: number, random: Random): Generator<UnitPoint, never> {
  const axes = Array.from({ length: dimensions }, (_, dimension) => ({
    directions: directionsOf(dimension),
    seed: random.below(2 ** BITS),
  }));
  for (let index = 0; ; index += 1) {
    yield axes.map(({ directions, seed }) => owenScrambled(sobolBits(index, directions), seed) / 2 ** BITS);
  }
}
