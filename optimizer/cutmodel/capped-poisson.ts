import { gammaP, poissonDensity } from './incomplete-gamma.js';

/**
 * Distance from the mean beyond which a Poisson number is taken as never to lie: its chance is below 1e-13.
 */
function isFar(cap: number, mean: number): boolean {
  return Math.abs(cap - mean) > 8 * Math.sqrt(mean) + 30;
}

/**
 * P(N >= cap) of N Poisson; for a real cap the chance that a gamma variable of this shape is at most the
 * mean.
 * @param cap - above 0, or Infinity.
 * @param mean - at least 0.
 */
export function chanceOfReaching(cap: number, mean: number): number {
  if (isFar(cap, mean)) return cap > mean ? 0 : 1;
  return gammaP(cap, mean);
}

/**
 * E[M] with M = min(N, cap) of N Poisson. For a real cap, E[M] / rate is the mean time until the timer fires
 * or the block is full, where filling takes a gamma distributed time of this shape.
 * @param cap - real, or Infinity; up to 0 the answer is 0.
 * @param mean - of N, at least 0.
 */
export function cappedMean(cap: number, mean: number): number {
  if (cap <= 0 || mean <= 0) return 0;
  if (isFar(cap, mean)) return Math.min(cap, mean);
  const density = poissonDensity(cap, mean);
  const full = gammaP(cap, mean, density);
  const below = 1 - full - (density * cap) / mean; // P(N <= cap - 2)
  return mean * below + cap * full;
}

/** E[M (M - 1)]: arguments as of {@link cappedMean}. */
export function cappedPairs(cap: number, mean: number): number {
  if (cap <= 0 || mean <= 0) return 0;
  if (isFar(cap, mean)) return cap > mean ? mean * mean : cap * (cap - 1);
  const density = poissonDensity(cap, mean);
  const full = gammaP(cap, mean, density);
  const last = (density * cap) / mean;
  const below = 1 - full - last * (1 + (cap - 1) / mean); // P(N <= cap - 3)
  return mean * mean * below + cap * (cap - 1) * full;
}
