import { normalCdf } from '../cutmodel/incomplete-gamma.js';
import type { Interval } from '../domain/prediction.js';

/**
 * Where a figure above 0 may come to lie: its logarithm is normal on either side of the median, with a standard
 * deviation for each side, and half of the probability lies on each. So the distribution has the median and the
 * 5 % and 95 % quantiles of the prediction that it is made from.
 */
export interface LogSpread {
  /** Logarithm of the median. */
  readonly median: number;
  /** Standard deviations of the logarithm, 0 or more. */
  readonly below: number;
  readonly above: number;
}

/** 95 % quantile of the standard normal distribution. */
const Z95 = 1.644_853_626_951_472_6;
/** Stands for a figure of 0. */
const LEAST = 1e-9;
/** An interval that wide, a factor of e^16 to either side, says nothing any more. */
const MOST_SPREAD = 10;

/** @param interval - from the 5 % to the 95 % quantile, in the unit of `median`. */
export function logSpread(median: number, { low, high }: Interval): LogSpread {
  const middle = Math.log(Math.max(LEAST, median));
  const side = (distance: number): number => Math.min(MOST_SPREAD, Math.max(0, distance / Z95));
  return {
    median: middle,
    below: side(middle - Math.log(Math.max(LEAST, low))),
    above: side(Math.log(Math.max(LEAST, high)) - middle),
  };
}

/** P(X <= x) with `log` = ln x. */
export function atMost({ median, below, above }: LogSpread, log: number): number {
  const distance = log - median;
  const spread = distance < 0 ? below : above;
  if (spread === 0) return distance < 0 ? 0 : 1;
  return normalCdf(distance / spread);
}

/**
 * E(X) = e^median (e^(below²/2) Φ(-below) + e^(above²/2) Φ(above)): each half is a half-normal in logarithms.
 */
export function expected({ median, below, above }: LogSpread): number {
  const lower = Math.exp((below * below) / 2) * normalCdf(-below);
  return Math.exp(median) * (lower + Math.exp((above * above) / 2) * normalCdf(above));
}

/** The value below which a share lies that the standard normal has below `z`, as a logarithm. */
export function logQuantileAt({ median, below, above }: LogSpread, z: number): number {
  return median + z * (z < 0 ? below : above);
}

/** Of X^power: a negative power turns it round. */
export function toPower({ median, below, above }: LogSpread, power: number): LogSpread {
  const factor = Math.abs(power);
  const [under, over] = power < 0 ? [above, below] : [below, above];
  return { median: power * median, below: factor * under, above: factor * over };
}

/**
 * Where the median of many rounds may lie, as against that of one: with n rounds around to tell, each spread as this
 * one, the standard error of their middle is that of a round over the root of n.
 */
export function inTheLongRun({ median, below, above }: LogSpread, rounds = 1): LogSpread {
  const root = Math.sqrt(Math.max(1, rounds));
  return { median, below: below / root, above: above / root };
}

/** Of the product of two figures that are high and low together. */
export function productOf(a: LogSpread, b: LogSpread): LogSpread {
  return { median: a.median + b.median, below: a.below + b.below, above: a.above + b.above };
}

/** The standard normal value with a share `probability`, between 0 and 1, below it: found by halving. */
export function normalQuantile(probability: number): number {
  let [low, high] = [-9, 9];
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (normalCdf(middle) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Strips of equal probability that one of the figures is divided into. */
const STRIPS = 128;
const NODES = Float64Array.from({ length: STRIPS }, (_, strip) => normalQuantile((strip + 0.5) / STRIPS));

/**
 * P(A / B < e^log) of independent figures: the mean over 128 strips of A of what B leaves. The last digit or two
 * of a probability told in % are not exact.
 */
export function ratioBelow(a: LogSpread, b: LogSpread, log = 0): number {
  let sum = 0;
  for (const node of NODES) sum += 1 - atMost(b, logQuantileAt(a, node) - log);
  return sum / STRIPS;
}

/** The logarithm of A / B below which a share `probability` of independent pairs lies: found by halving. */
export function ratioQuantile(a: LogSpread, b: LogSpread, probability: number): number {
  const middle = a.median - b.median;
  const reach = 6 * (a.below + a.above + b.below + b.above) + 1e-9;
  let [low, high] = [middle - reach, middle + reach];
  for (let step = 0; step < 60; step += 1) {
    const next = (low + high) / 2;
    if (ratioBelow(a, b, next) < probability) low = next;
    else high = next;
  }
  return (low + high) / 2;
}
