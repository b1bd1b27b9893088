import { mean } from '../domain/statistics.js';
import type { MeasuredRound, Measurement, Round } from '../domain/round.js';
import { sameSettings, type OrdererSettings } from '../domain/settings.js';
import { measuredOf, type ReportInput } from './report-input.js';

/** A measured round with the baseline and the one beside it with the recommended settings. */
export interface RoundPair {
  readonly replicate: number;
  readonly baseline: MeasuredRound;
  readonly recommended: MeasuredRound;
}

/** The figures that are compared before and after. */
export const COMPARED = [
  { name: 'throughputTps', title: 'Throughput', inSentence: 'throughput', unit: 'tps' },
  { name: 'latencyMeanMs', title: 'Mean latency', inSentence: 'mean latency', unit: 'ms' },
  { name: 'latencyP95Ms', title: 'p95 latency', inSentence: 'p95 latency', unit: 'ms' },
] as const;
export type Compared = (typeof COMPARED)[number];
export type Side = 'baseline' | 'recommended';

/** The two settings that a verification measures against each other. */
export function sidesOf({
  verification,
  recommendation,
}: Pick<ReportInput, 'verification' | 'recommendation'>): Record<Side, OrdererSettings> {
  return {
    baseline: verification?.baseline ?? recommendation.current,
    recommended: verification?.applied ?? recommendation.settings,
  };
}

/** Pairs of which both rounds gave figures, matched by their replicate number. */
export function pairsOf(rounds: readonly Round[], sides: Record<Side, OrdererSettings>): RoundPair[] {
  const measured = measuredOf(rounds);
  const recommended = new Map(
    measured
      .filter((round) => sameSettings(round.settings, sides.recommended))
      .map((round) => [round.replicate, round]),
  );
  return measured
    .filter((round) => sameSettings(round.settings, sides.baseline))
    .flatMap((baseline): RoundPair[] => {
      const partner = recommended.get(baseline.replicate);
      // Equal settings on both sides would pair every round with itself.
      if (!partner || partner === baseline) return [];
      return [{ replicate: baseline.replicate, baseline, recommended: partner }];
    });
}

/** Mean of one figure over one side of the pairs. */
export function sideMean(pairs: readonly RoundPair[], side: Side, figure: Compared['name']): number {
  return mean(pairs.map((pair) => pair[side].measurement[figure]));
}

/** Failed transactions of one side and all that it sent inside the windows. */
export function failuresOf(
  pairs: readonly RoundPair[],
  side: Side,
): { readonly failed: number; readonly all: number; readonly sharePct: number } {
  const sum = (of: (measurement: Measurement) => number): number =>
    pairs.reduce((total, pair) => total + of(pair[side].measurement), 0);
  const failed = sum((measurement) => measurement.failed);
  const all = failed + sum((measurement) => measurement.succeeded);
  return { failed, all, sharePct: (100 * failed) / all };
}
