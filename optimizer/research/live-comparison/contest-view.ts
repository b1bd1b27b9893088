import { CONTENDERS, type Contender, type Entry, type LiveComparison } from '../../domain/comparison.js';
import { meanInterval } from '../../domain/paired.js';
import { pointIdOf } from '../../domain/plan.js';
import type { FailedRound, MeasuredRound, Round } from '../../domain/round.js';
import { mean } from '../../domain/statistics.js';
import type { Compared } from '../paired-rounds.js';

/** A mean over repeats; the 95 % Student t interval of it from two rounds on. */
export interface MeanOfRounds {
  readonly mean: number;
  readonly low?: number;
  readonly high?: number;
}

/** What the alternating rounds at one send rate say of one contender. */
export interface ContenderAtRate extends Entry {
  /** Contenders with the very same settings: their rounds are these. */
  readonly sharedWith: readonly Contender[];
  readonly measured: readonly MeasuredRound[];
  readonly failed: readonly FailedRound[];
  /** Rounds that were planned; the rest was not run yet. */
  readonly planned: number;
  /** Undefined where no round gave figures. */
  readonly figures: Readonly<Record<Compared['name'] | 'achievedRateTps', MeanOfRounds>> | undefined;
  /** Failed transactions of the measured rounds, % of those sent in their windows. */
  readonly failedPct: number | undefined;
  /** Rounds in which the load generator fell more than 3 % short of the rate asked. */
  readonly generatorLimited: number;
  readonly saturated: number;
}

/**
 * Every contender at every send rate, in the order of rates and of {@link CONTENDERS}.
 * @param rounds - of the comparison's own sweep, in any order.
 */
export function contestView(comparison: LiveComparison, rounds: readonly Round[]): ContenderAtRate[] {
  const place = ({ contender }: Entry): number => CONTENDERS.indexOf(contender);
  return comparison.sendRatesTps.flatMap((rate) => {
    const entries = comparison.entries
      .filter(({ sendRateTps }) => sendRateTps === rate)
      .toSorted((a, b) => place(a) - place(b));
    return entries.map((entry) => atRate(entry, entries, comparison, rounds));
  });
}

function atRate(
  entry: Entry,
  entries: readonly Entry[],
  { plan, repeats }: LiveComparison,
  rounds: readonly Round[],
): ContenderAtRate {
  const idOf = ({ settings, sendRateTps }: Entry): string | undefined =>
    settings && pointIdOf(settings, { workload: plan.workload, sendRateTps });
  const pointId = idOf(entry);
  const own = rounds
    .filter((round) => round.pointId === pointId)
    .toSorted((a, b) => a.replicate - b.replicate);
  const measured = own.filter((round) => round.kind === 'measured');
  return {
    ...entry,
    sharedWith: entries
      .filter((other) => other !== entry && pointId !== undefined && idOf(other) === pointId)
      .map(({ contender }) => contender),
    measured,
    failed: own.filter((round) => round.kind === 'failed'),
    planned: pointId === undefined ? 0 : repeats,
    figures: figuresOf(measured),
    failedPct: failedPctOf(measured),
    generatorLimited: measured.filter(({ quality }) => quality?.generatorLimited === true).length,
    saturated: measured.filter(({ quality }) => quality?.saturated === true).length,
  };
}

function figuresOf(measured: readonly MeasuredRound[]): ContenderAtRate['figures'] {
  if (measured.length === 0) return undefined;
  const of = (name: Compared['name'] | 'achievedRateTps'): MeanOfRounds => {
    const values = measured.map(({ measurement }) => measurement[name]);
    return values.length > 1 ? meanInterval(values) : { mean: mean(values) };
  };
  return {
    throughputTps: of('throughputTps'),
    latencyMeanMs: of('latencyMeanMs'),
    latencyP95Ms: of('latencyP95Ms'),
    achievedRateTps: of('achievedRateTps'),
  };
}

function failedPctOf(measured: readonly MeasuredRound[]): number | undefined {
  const sum = (of: 'failed' | 'succeeded'): number =>
    measured.reduce((total, { measurement }) => total + measurement[of], 0);
  const all = sum('failed') + sum('succeeded');
  return all > 0 ? (100 * sum('failed')) / all : undefined;
}
