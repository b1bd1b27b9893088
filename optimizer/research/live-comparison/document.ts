import type { LiveComparison } from '../../domain/comparison.js';
import type { Context, Round } from '../../domain/round.js';
import { contestComparisons, intervalCount, type ContestComparison } from './contest-comparisons.js';
import { contestView, type ContenderAtRate } from './contest-view.js';
import type { QuotedResult } from './quoted-results.js';
import { ownFigure, THESIS_FIGURE_KINDS, type OwnFigure, type ThesisFigureKind } from './thesis-series.js';

/** Everything that a report of a live comparison is made from. Nothing else finds its way into it. */
export interface LiveComparisonInput {
  readonly comparison: LiveComparison;
  /** The alternating rounds, in any order. */
  readonly rounds: readonly Round[];
  /** Of the sweep that measured the grid; empty where there was none. */
  readonly gridRounds: readonly Round[];
  /** Other rounds of the same network, for figures of the thesis that this comparison does not measure. */
  readonly stored: readonly Round[];
  readonly quoted: readonly QuotedResult[];
  /** ISO 8601. */
  readonly generatedAt: string;
  /** Runs all of it again. */
  readonly command: string;
}

/** A figure of the thesis: what it quotes, and ours beside it. */
export interface ThesisBeside extends ThesisFigureKind {
  readonly quoted: readonly QuotedResult[];
  readonly own: OwnFigure;
}

/** What a comparison found. The machine-readable report is this, with rounds cut down to their figures. */
export interface LiveFindings {
  readonly input: LiveComparisonInput;
  readonly view: readonly ContenderAtRate[];
  readonly comparisons: readonly ContestComparison[];
  /** Intervals stated, and so the size of Holm's family. */
  readonly intervals: number;
  readonly contexts: readonly Context[];
  readonly thesis: readonly ThesisBeside[];
}

export function findingsOf(input: LiveComparisonInput): LiveFindings {
  const view = contestView(input.comparison, input.rounds);
  const comparisons = contestComparisons(view);
  return {
    input,
    view,
    comparisons,
    intervals: intervalCount(comparisons),
    contexts: contextsOf(input.rounds),
    thesis: THESIS_FIGURE_KINDS.map((kind) => ({
      ...kind,
      quoted: input.quoted.filter(({ figure }) => figure === kind.figure),
      own: ownFigure(kind, view, input.stored),
    })),
  };
}

/** The version of {@link comparisonDocument}'s shape: raised by one with every change that a reader could trip over. */
export const DOCUMENT_VERSION = 1;

/** The machine-readable report; plain values throughout, `null` where a figure is not defined. */
export function comparisonDocument(findings: LiveFindings) {
  const { input, view, comparisons, intervals, contexts, thesis } = findings;
  const { comparison, generatedAt, command, gridRounds } = input;
  return {
    version: DOCUMENT_VERSION,
    generatedAt,
    command,
    comparison,
    contexts,
    preparation: {
      gridRounds: gridRounds.length,
      searches: comparison.searches,
      rounds: gridRounds.length + comparison.searches.reduce((sum, { rounds }) => sum + rounds, 0),
    },
    contenders: view.map(contenderRecord),
    formula: 'change relative to the baseline: 100 * (contender - baseline) / baseline, of means',
    intervals,
    adjustment: 'Holm over all intervals',
    comparisons: comparisons.map(comparisonRecord),
    rounds: input.rounds.map(roundRecord),
    thesis,
  };
}
export type LiveComparisonDocument = ReturnType<typeof comparisonDocument>;

function contenderRecord({
  measured,
  failed,
  figures,
  failedPct,
  settings,
  reason,
  ...rest
}: ContenderAtRate) {
  return {
    ...rest,
    settings: settings ?? null,
    reason: reason ?? null,
    measured: measured.length,
    failed: failed.length,
    figures: figures ?? null,
    failedPct: failedPct ?? null,
  };
}

function comparisonRecord({ figures, reason, ...rest }: ContestComparison) {
  return {
    ...rest,
    reason: reason ?? null,
    figures: figures.map(({ changeIntervalPct, p, pHolm, cohensDz, ...figure }) => ({
      ...figure,
      changeIntervalPct: changeIntervalPct ?? null,
      p: p ?? null,
      pHolm: pHolm ?? null,
      cohensDz: cohensDz ?? null,
    })),
  };
}

function roundRecord(round: Round) {
  const { id, replicate, settings, load, startedAt, endedAt } = round;
  return {
    ...{ id, repeat: replicate, sendRateTps: load.sendRateTps, settings, startedAt, endedAt },
    ...(round.kind === 'measured'
      ? { kind: round.kind, measurement: round.measurement, quality: round.quality ?? null }
      : { kind: round.kind, reason: round.reason }),
  };
}

function contextsOf(rounds: readonly Round[]): Context[] {
  return [...new Map(rounds.map(({ context }) => [JSON.stringify(context), context])).values()];
}
