import { csvText, type Cell } from '../../dataset/results-csv.js';
import { SETTING_NAMES } from '../../domain/settings.js';
import type { MeasuredRound, Round } from '../../domain/round.js';
import type { ContestComparison } from './contest-comparisons.js';
import type { ContenderAtRate } from './contest-view.js';

const ROUND_COLUMNS = [
  ...[
    'round_id',
    'send_rate_tps',
    'repeat',
    'contenders',
    'kind',
    'max_message_count',
    'preferred_max_bytes',
  ],
  ...['absolute_max_bytes', 'batch_timeout_ms', 'achieved_rate_tps', 'throughput_tps', 'latency_avg_ms'],
  ...['latency_p95_ms', 'succeeded', 'failed', 'saturated', 'generator_limited', 'started_at', 'failure'],
];

/** One row a round, in the order in which they ran; `contenders` with a space in between share it. */
export function roundsCsv(rounds: readonly Round[], view: readonly ContenderAtRate[]): string {
  const inOrder = rounds.toSorted((a, b) => Date.parse(a.startedAt) - Date.parse(b.startedAt));
  return csvText(
    ROUND_COLUMNS,
    inOrder.map((round) => {
      const { id, load, replicate, settings, startedAt, kind } = round;
      return [
        ...[id, load.sendRateTps, replicate, contendersOf(round, view), kind],
        ...SETTING_NAMES.map((name) => settings[name]),
        ...(round.kind === 'measured' ? figuresOf(round) : NO_FIGURES),
        startedAt,
        round.kind === 'failed' ? `${round.reason.code}: ${round.reason.message}` : undefined,
      ];
    }),
  );
}

function figuresOf({ measurement, quality }: MeasuredRound): Cell[] {
  const { achievedRateTps, throughputTps, latencyMeanMs, latencyP95Ms, succeeded, failed } = measurement;
  return [
    ...[achievedRateTps, throughputTps, latencyMeanMs, latencyP95Ms, succeeded, failed],
    ...[quality?.saturated, quality?.generatorLimited],
  ];
}

/** One empty cell for each that a measured round has. */
const NO_FIGURES: readonly Cell[] = Array.from({ length: 8 });

function contendersOf({ id }: Round, view: readonly ContenderAtRate[]): string {
  return view
    .filter(({ measured, failed }) => [...measured, ...failed].some((round) => round.id === id))
    .map(({ contender }) => contender)
    .join(' ');
}

const COMPARISON_COLUMNS = [
  ...[
    'send_rate_tps',
    'baseline',
    'contender',
    'figure',
    'pairs',
    'baseline_mean',
    'contender_mean',
    'difference',
  ],
  ...['difference_low', 'difference_high', 'change_pct', 'change_low_pct', 'change_high_pct', 'cohens_dz'],
  ...['rank_biserial', 'p', 'p_holm', 'reason'],
];

/** One row a comparison of a figure; one without figures where there was nothing to compare, with its reason. */
export function comparisonsCsv(comparisons: readonly ContestComparison[]): string {
  return csvText(
    COMPARISON_COLUMNS,
    comparisons.flatMap(({ sendRateTps, baseline, contender, pairs, figures, reason }) => {
      const who = [sendRateTps, baseline, contender];
      const nothing = COMPARISON_COLUMNS.slice(who.length, -1).map((name) =>
        name === 'pairs' ? pairs : undefined,
      );
      if (figures.length === 0) return [[...who, ...nothing, reason]];
      return figures.map(({ figure, difference, changeIntervalPct, ...each }) => [
        ...[...who, figure, pairs, each.baselineMean, each.contenderMean],
        ...[difference.mean, difference.low, difference.high, difference.changePct],
        ...[changeIntervalPct?.low, changeIntervalPct?.high, each.cohensDz, each.rankBiserial],
        ...[each.p, each.pHolm, undefined],
      ]);
    }),
  );
}
