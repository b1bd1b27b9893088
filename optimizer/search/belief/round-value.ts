import { normalCdf } from '../../cutmodel/incomplete-gamma.js';
import { at } from '../../ann/queue/at.js';
import { factorise, solve } from '../../ann/queue/cholesky.js';
import type { Judgement } from './judgement.js';
import type { AspectBelief, SurfaceBelief } from './surface-belief.js';

export interface RoundValue {
  /** The candidate of which one more round is worth most. */
  readonly candidate: number;
  /** By how much that round is expected to lower the loss of what is recommended, as a share of the best cost. */
  readonly gain: number;
  /** What knowing everything would lower it by, at most. */
  readonly mostGain: number;
}

/** Challengers that are compared with the recommended candidate. */
const CHALLENGERS = 14;
/** Losses beyond this are all the same to the next round: a gain can be no larger. */
const LOSS_IN_SIGHT = 1;

/**
 * The knowledge gradient of a round, over pairs: with D the loss of the recommended candidate less that of a
 * challenger, a round of a candidate moves the mean of D by a normal amount of deviation s, and what is gained is the
 * mean of max(0, D) after it (Frazier, Powell and Dayanik 2009, The knowledge-gradient policy for correlated normal
 * beliefs). s comes from the covariances of D with the candidate's figures over the drawn surfaces, so limits,
 * ties and stories that exclude each other all count. No gain is larger than that of knowing D.
 */
export function bestRound(belief: SurfaceBelief, judgement: Judgement): RoundValue {
  const { samples, candidates } = belief;
  const challengers = challengersOf(belief, judgement);
  let best = { candidate: judgement.recommended, gain: 0 };
  for (let candidate = 0; candidate < candidates; candidate += 1) {
    const columns = belief.aspects.map((aspect) => columnOf(aspect, candidate, candidates, samples));
    const root = factorise(covarianceOf(columns), columns.length);
    if (!root) continue;
    for (const { differences, mean, mostGain } of challengers) {
      const shared = Float64Array.from(columns, ({ centred }) => covariance(differences, centred));
      const solved = solve(root, shared);
      const variance = shared.reduce((sum, value, i) => sum + value * at(solved, i), 0);
      const gain = Math.min(mostGain, expectedMaximum(mean, Math.sqrt(Math.max(0, variance))));
      if (gain > best.gain) best = { candidate, gain };
    }
  }
  return { ...best, mostGain: challengers.reduce((most, each) => Math.max(most, each.mostGain), 0) };
}

interface Challenger {
  /** Of each sample: loss of the recommended candidate less that of the challenger. */
  readonly differences: Float64Array;
  readonly mean: number;
  /** Mean of max(0, difference). */
  readonly mostGain: number;
}

function challengersOf(
  { samples, candidates }: SurfaceBelief,
  { loss, recommended }: Judgement,
): Challenger[] {
  const lossOf = (sample: number, candidate: number): number =>
    Math.min(LOSS_IN_SIGHT, at(loss, sample * candidates + candidate));
  return Array.from({ length: candidates }, (_, candidate) => {
    const differences = Float64Array.from(
      { length: samples },
      (__, sample) => lossOf(sample, recommended) - lossOf(sample, candidate),
    );
    const mean = differences.reduce((sum, value) => sum + value, 0) / samples;
    const mostGain = differences.reduce((sum, value) => sum + Math.max(0, value), 0) / samples;
    return { differences, mean, mostGain };
  })
    .toSorted((a, b) => b.mostGain - a.mostGain)
    .slice(0, CHALLENGERS);
}

interface Column {
  /** Values of the samples less their mean. */
  readonly centred: Float64Array;
  /** Mean square of what a round scatters about them. */
  readonly noise: number;
}

function columnOf(
  { values, noise }: AspectBelief,
  candidate: number,
  candidates: number,
  samples: number,
): Column {
  const own = Float64Array.from({ length: samples }, (_, sample) =>
    at(values, sample * candidates + candidate),
  );
  const mean = own.reduce((sum, value) => sum + value, 0) / samples;
  let square = 0;
  for (let sample = 0; sample < samples; sample += 1) {
    square += at(noise, sample * candidates + candidate) ** 2;
  }
  return { centred: own.map((value) => value - mean), noise: square / samples };
}

/** Of what a round would show of the aspects. */
function covarianceOf(columns: readonly Column[]): Float64Array {
  return Float64Array.from(
    columns.flatMap((a) => columns.map((b) => covariance(a.centred, b.centred) + (a === b ? a.noise : 0))),
  );
}

/** @param centred - of mean 0. */
function covariance(values: Float64Array, centred: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i += 1) sum += at(values, i) * at(centred, i);
  return sum / values.length;
}

/** The mean of max(0, X) of a normal X. */
export function expectedMaximum(mean: number, deviation: number): number {
  if (deviation === 0) return Math.max(0, mean);
  const z = mean / deviation;
  return mean * normalCdf(z) + (deviation * Math.exp(-(z ** 2) / 2)) / Math.sqrt(2 * Math.PI);
}
