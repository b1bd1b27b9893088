import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** A stream of numbers that the same seed always repeats. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform whole number in [0, bound). */
  below(bound: number): number;
  /** Standard normal. */
  normal(): number;
}

/** @param seed - any whole number; equal seeds give equal streams. */
export function seededRandom(seed: number): Random {
  const generator = xoroshiro128plus(scattered(seed));
  const next = (): number => (generator.next() >>> 0) / 2 ** 32;
  return {
    next,
    below: (bound) => Math.floor(next() * bound),
    // Box-Muller; 1 - next() keeps the logarithm finite.
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
  };
}

/**
 * Seeds that are close give generators whose first numbers are close too; small ones begin near 1. This spreads
 * them over all 32 bits (the finaliser of MurmurHash3), one to one.
 */
function scattered(seed: number): number {
  let bits = seed | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}

/** A copy in random order (Fisher-Yates). */
export function shuffled<T>(items: readonly T[], seed: number): T[] {
  const random = seededRandom(seed);
  const copy = [...items];
  for (let last = copy.length - 1; last > 0; last -= 1) {
    const other = random.below(last + 1);
    const [a, b] = [copy[last], copy[other]];
    if (a !== undefined && b !== undefined) [copy[last], copy[other]] = [b, a];
  }
  return copy;
}

/** From the beta distribution, as a share of two gamma draws. @param a, b - above 0. */
export function betaDraw(a: number, b: number, random: Random): number {
  const first = gammaDraw(a, random);
  return first / (first + gammaDraw(b, random));
}

/** Marsaglia and Tsang 2000, A simple method for generating gamma variables. */
function gammaDraw(shape: number, random: Random): number {
  if (shape < 1) return gammaDraw(shape + 1, random) * (1 - random.next()) ** (1 / shape);
  const d = shape - 1 / 3;
  for (;;) {
    const normal = random.normal();
    const v = (1 + normal / Math.sqrt(9 * d)) ** 3;
    const bound = normal ** 2 / 2 + d - d * v + d * Math.log(v);
    if (v > 0 && Math.log(1 - random.next()) < bound) return d * v;
  }
}
