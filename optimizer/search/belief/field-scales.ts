import { at } from '../../ann/queue/at.js';
import { factorise } from '../../ann/queue/cholesky.js';
import type { Random } from '../../domain/random.js';
import type { Likeness } from './likeness.js';
import type { SeenRounds } from './seen-rounds.js';

/** Standard deviations of the logarithm of a figure about what is expected of it. */
export interface FieldScales {
  /** What settings share with those like them. */
  readonly smooth: number;
  /** What is a setting's own, and comes again with every round of it. */
  readonly own: number;
  /** What a round has and the next one of the same setting has not, far below saturation. */
  readonly noise: number;
}

/** A value's middle, and the standard deviation of its logarithm. */
export interface ScaleBelief {
  readonly middle: number;
  readonly spread: number;
}
export type ScaleBeliefs = Readonly<Record<keyof FieldScales, ScaleBelief>>;

const NAMES = ['smooth', 'own', 'noise'] as const satisfies readonly (keyof FieldScales)[];

export function middleScales(beliefs: ScaleBeliefs): FieldScales {
  return { smooth: beliefs.smooth.middle, own: beliefs.own.middle, noise: beliefs.noise.middle };
}

/** Standard deviation of a proposed move of a scale's logarithm. */
const MOVE = 0.35;

export function movedScales(scales: FieldScales, random: Random): FieldScales {
  const move = (): number => Math.exp(MOVE * random.normal());
  return { smooth: scales.smooth * move(), own: scales.own * move(), noise: scales.noise * move() };
}

/** What rounds say of the settings tried, given scales and what counts as odd. One entry a tried setting. */
export interface ScaledRounds {
  readonly scales: FieldScales;
  /** Weighted means of the residuals. */
  readonly means: Float64Array;
  /** 1 / variance of these means. */
  readonly precisions: Float64Array;
  /** Lower root of the covariance of the means, T x T. */
  readonly root: Float64Array;
  /** Logarithm of the density of all rounds and of the scales, but for a constant. */
  readonly logDensity: number;
}

/** Variances that do not depend on the draw alone. */
export interface Variances {
  /** Of a round, by its number. */
  readonly round: (round: number, noise: number) => number;
  /** Of what is a candidate's own. */
  readonly own: (candidate: number, own: number) => number;
}

/** @returns undefined where numbers are too far apart to be told from each other. */
export function scaleRounds(
  scales: FieldScales,
  seen: SeenRounds,
  {
    likeness,
    variances,
    beliefs,
  }: {
    readonly likeness: Likeness;
    readonly variances: Variances;
    readonly beliefs: ScaleBeliefs;
  },
): ScaledRounds | undefined {
  const {
    means,
    precisions,
    logDensity: within,
  } = weighted(seen, (round) => variances.round(round, scales.noise));
  const n = seen.tried.length;
  const covariance = new Float64Array(n * n);
  for (let i = 0; i < n; i += 1) {
    const row = at(seen.tried, i) * likeness.size;
    for (let j = 0; j <= i; j += 1) {
      covariance[i * n + j] = scales.smooth ** 2 * at(likeness.matrix, row + at(seen.tried, j));
    }
    covariance[i * n + i] =
      at(covariance, i * n + i) + variances.own(at(seen.tried, i), scales.own) + 1 / at(precisions, i);
  }
  const root = factorise(covariance, n);
  if (!root) return undefined;
  const logDensity = within + logNormal(root, means) + logBelief(scales, beliefs);
  return { scales, means, precisions, root, logDensity };
}

/** Rounds put together setting by setting, and the density of how they differ within settings. */
function weighted(
  { places, residuals, tried }: SeenRounds,
  varianceOf: (round: number) => number,
): { means: Float64Array; precisions: Float64Array; logDensity: number } {
  const means = new Float64Array(tried.length);
  const precisions = new Float64Array(tried.length);
  let logDensity = 0;
  for (let round = 0; round < residuals.length; round += 1) {
    const place = at(places, round);
    const residual = at(residuals, round);
    const variance = varianceOf(round);
    precisions[place] = at(precisions, place) + 1 / variance;
    means[place] = at(means, place) + residual / variance;
    logDensity -= (Math.log(variance) + residual ** 2 / variance) / 2;
  }
  for (let place = 0; place < tried.length; place += 1) {
    const precision = at(precisions, place);
    logDensity += (at(means, place) ** 2 / precision - Math.log(precision)) / 2;
    means[place] = at(means, place) / precision;
  }
  return { means, precisions, logDensity };
}

/** Log density of `values` under a normal distribution with the covariance `root * root'`. */
function logNormal(root: Float64Array, values: Float64Array): number {
  const n = values.length;
  const standard = new Float64Array(n);
  let log = 0;
  for (let i = 0; i < n; i += 1) {
    let rest = at(values, i);
    for (let k = 0; k < i; k += 1) rest -= at(root, i * n + k) * at(standard, k);
    const value = rest / at(root, i * n + i);
    standard[i] = value;
    log -= value ** 2 / 2 + Math.log(at(root, i * n + i));
  }
  return log;
}

function logBelief(scales: FieldScales, beliefs: ScaleBeliefs): number {
  return NAMES.reduce((sum, name) => {
    const { middle, spread } = beliefs[name];
    return sum - (Math.log(scales[name] / middle) / spread) ** 2 / 2;
  }, 0);
}
