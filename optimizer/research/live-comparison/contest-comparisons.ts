import { BASELINES, type Baseline, type Contender } from '../../domain/comparison.js';
import { comparePaired, holmAdjusted, type PairedComparison } from '../../domain/paired.js';
import type { MeasuredRound } from '../../domain/round.js';
import { COMPARED, type Compared } from '../paired-rounds.js';
import type { ContenderAtRate } from './contest-view.js';

/** One figure of a contender held against a baseline at one send rate. */
export interface FigureCompared extends PairedComparison {
  readonly figure: Compared['name'];
  /** `p` adjusted after Holm for all intervals of the comparison. */
  readonly pHolm: number | undefined;
}

/** A contender held against a baseline at one send rate, repeat by repeat. */
export interface ContestComparison {
  readonly sendRateTps: number;
  readonly baseline: Baseline;
  readonly contender: Contender;
  /** Repeats that gave figures on both sides; only they are compared. */
  readonly pairs: number;
  /** Empty where there is nothing to compare; `reason` says why. */
  readonly figures: readonly FigureCompared[];
  readonly reason?: string;
}

const FEWEST_PAIRS = 2;

/**
 * Every contender against every baseline that took part; two baselines are compared once.
 * @param view - as `contestView` gives it.
 */
export function contestComparisons(view: readonly ContenderAtRate[]): ContestComparison[] {
  const raw = BASELINES.flatMap((baseline, index) =>
    view
      .filter(({ contender }) => !BASELINES.slice(0, index + 1).some((earlier) => earlier === contender))
      .flatMap((contender) => {
        const against = view.find(
          (other) => other.contender === baseline && other.sendRateTps === contender.sendRateTps,
        );
        return against ? [compared(baseline, against, contender)] : [];
      }),
  ).toSorted((a, b) => a.sendRateTps - b.sendRateTps);
  return withHolm(raw);
}

/** How many intervals a comparison states. */
export function intervalCount(comparisons: readonly ContestComparison[]): number {
  return comparisons.reduce((sum, { figures }) => sum + figures.length, 0);
}

function compared(
  baseline: Baseline,
  against: ContenderAtRate,
  contender: ContenderAtRate,
): ContestComparison {
  const pairs = pairsOf(against, contender);
  const reason = whyNot(baseline, against, contender, pairs.length);
  return {
    sendRateTps: contender.sendRateTps,
    baseline,
    contender: contender.contender,
    pairs: pairs.length,
    ...(reason === undefined
      ? { figures: COMPARED.map(({ name }) => figureOf(name, pairs)) }
      : { figures: [], reason }),
  };
}

type Pair = readonly [baseline: MeasuredRound, contender: MeasuredRound];

function pairsOf(against: ContenderAtRate, contender: ContenderAtRate): Pair[] {
  const byRepeat = new Map(against.measured.map((round) => [round.replicate, round]));
  return contender.measured.flatMap((round): Pair[] => {
    const partner = byRepeat.get(round.replicate);
    return partner ? [[partner, round]] : [];
  });
}

function whyNot(
  baseline: Baseline,
  against: ContenderAtRate,
  contender: ContenderAtRate,
  pairs: number,
): string | undefined {
  if (!contender.settings) return contender.reason ?? 'it has no settings';
  if (contender.sharedWith.includes(baseline)) return 'the same settings: nothing to compare';
  if (contender.measured.length === 0) return noneMeasured(contender);
  if (against.measured.length === 0) return `the baseline has no figures: ${noneMeasured(against)}`;
  if (pairs < FEWEST_PAIRS) return `only ${pairs} of ${contender.planned} repeats gave figures on both sides`;
  return undefined;
}

function noneMeasured({ failed, planned }: ContenderAtRate): string {
  if (failed.length === 0) return 'no round was run yet';
  const codes = [...new Set(failed.map(({ reason }) => reason.code))].join(', ');
  return `all ${failed.length} rounds of ${planned} failed (${codes})`;
}

function figureOf(name: Compared['name'], pairs: readonly Pair[]): FigureCompared {
  const values = (side: 0 | 1): number[] => pairs.map((pair) => pair[side].measurement[name]);
  return { figure: name, ...comparePaired(values(0), values(1)), pHolm: undefined };
}

function withHolm(comparisons: readonly ContestComparison[]): ContestComparison[] {
  const ps = comparisons.flatMap(({ figures }) => figures.flatMap(({ p }) => (p === undefined ? [] : [p])));
  const adjusted = holmAdjusted(ps).values();
  return comparisons.map((each) => ({
    ...each,
    figures: each.figures.map((figure) =>
      figure.p === undefined ? figure : { ...figure, pHolm: adjusted.next().value },
    ),
  }));
}
