import type { Contender } from '../../domain/comparison.js';
import type { MeasuredRound, Round } from '../../domain/round.js';
import { measuredOf } from '../report-input.js';
import { mean } from '../../domain/statistics.js';
import { CONTENDER_NAME } from '../charts/comparison-colors.js';
import { groupBy } from '../group-by.js';
import { plain } from '../number-format.js';
import type { ContenderAtRate } from './contest-view.js';
import type { ThesisFigure } from './quoted-results.js';

/** What one of the thesis's figures shows, and on how many organisations. */
export interface ThesisFigureKind {
  readonly figure: ThesisFigure;
  readonly metric: 'throughputTps' | 'latencyMeanMs';
  readonly by: 'scheme' | 'block size';
  readonly organisations: number;
}

const both = (
  [throughput, latency]: readonly [ThesisFigure, ThesisFigure],
  by: ThesisFigureKind['by'],
  organisations: number,
): ThesisFigureKind[] => [
  { figure: throughput, metric: 'throughputTps', by, organisations },
  { figure: latency, metric: 'latencyMeanMs', by, organisations },
];

/** One TSO, and one, two or five DSOs. */
export const THESIS_FIGURE_KINDS: readonly ThesisFigureKind[] = [
  ...both(['5-11', '5-12'], 'block size', 2),
  ...both(['6-3', '6-4'], 'scheme', 2),
  ...both(['6-5', '6-6'], 'scheme', 3),
  ...both(['6-7', '6-8'], 'scheme', 6),
];

export interface SeriesPoint {
  readonly sendRateTps: number;
  readonly value: number;
  readonly rounds: number;
  readonly saturated: boolean;
}

/** A line of ours: one scheme or block size against the send rate. */
export interface Series {
  readonly label: string;
  readonly points: readonly SeriesPoint[];
}

/** Ours beside one of the thesis's figures, or why there is nothing comparable. */
export type OwnFigure =
  | { readonly kind: 'measured'; readonly series: readonly Series[]; readonly source: string }
  | { readonly kind: 'nothing'; readonly reason: string };

/** The schemes of chapter 6: its baseline, and the one that learns. */
const SCHEMES: readonly Contender[] = ['thesisBaseline', 'gridtune'];
const BLOCK_MESSAGES = [35, 65, 100] as const;
/** Chapter 5's timeout; under a shorter one the timer would end the blocks that its figures are about. */
const CHAPTER_5_TIMEOUT_MS = 5000;

/**
 * What was measured here that one of the figures can be held against.
 * @param view - of this comparison.
 * @param stored - rounds of other sweeps on the same network.
 */
export function ownFigure(
  kind: ThesisFigureKind,
  view: readonly ContenderAtRate[],
  stored: readonly Round[],
): OwnFigure {
  return kind.by === 'scheme' ? byScheme(kind, view) : byBlockSize(kind, stored);
}

function byScheme({ metric, organisations }: ThesisFigureKind, view: readonly ContenderAtRate[]): OwnFigure {
  const here = organisationsOf(view.flatMap(({ measured }) => measured));
  if (here === undefined) return { kind: 'nothing', reason: 'No round of this comparison gave figures.' };
  if (here !== organisations) {
    return {
      kind: 'nothing',
      reason: `Nothing comparable was measured: the figure is about ${organisations} organisations, this network has ${here}.`,
    };
  }
  const series = SCHEMES.flatMap((contender) => {
    const points = view
      .filter((each) => each.contender === contender)
      .flatMap(({ measured, sendRateTps }) => pointOf(measured, sendRateTps, metric));
    return points.length > 0 ? [{ label: CONTENDER_NAME[contender], points: byRate(points) }] : [];
  });
  if (series.length === 0)
    return { kind: 'nothing', reason: 'Neither thesisBaseline nor gridtune has a round with figures.' };
  return {
    kind: 'measured',
    series,
    source: `the alternating rounds of this comparison, on ${here} organisations`,
  };
}

function byBlockSize({ metric, organisations }: ThesisFigureKind, stored: readonly Round[]): OwnFigure {
  const rounds = measuredOf(stored).filter(
    ({ settings, load }) =>
      settings.batchTimeoutMs === CHAPTER_5_TIMEOUT_MS &&
      load.workload === 'publish' &&
      BLOCK_MESSAGES.some((messages) => messages === settings.maxMessageCount),
  );
  const here = organisationsOf(rounds);
  if (here === undefined) {
    const how = '"gridtune sweep --plan thesis-chapter-5" measures it';
    return {
      kind: 'nothing',
      reason: `No stored round has blocks of 35, 65 or 100 messages under 5 s: ${how}.`,
    };
  }
  const series = BLOCK_MESSAGES.map((messages) => {
    const own = rounds.filter(({ settings }) => settings.maxMessageCount === messages);
    const points = [...groupBy(own, ({ load }) => load.sendRateTps)].flatMap(([rate, group]) =>
      pointOf(group, rate, metric),
    );
    return { label: `${plain(messages)} messages`, points: byRate(points) };
  }).filter(({ points }) => points.length > 0);
  const sweeps = [...new Set(rounds.map(({ sweepId }) => sweepId))].join(', ');
  const other = here === organisations ? '' : `; the thesis had ${organisations}`;
  return { kind: 'measured', series, source: `${sweeps}, on ${here} organisations${other}` };
}

function pointOf(
  rounds: readonly MeasuredRound[],
  sendRateTps: number,
  metric: ThesisFigureKind['metric'],
): SeriesPoint[] {
  if (rounds.length === 0) return [];
  return [
    {
      sendRateTps,
      value: mean(rounds.map(({ measurement }) => measurement[metric])),
      rounds: rounds.length,
      saturated: rounds.some(({ quality }) => quality?.saturated === true),
    },
  ];
}

function byRate(points: readonly SeriesPoint[]): SeriesPoint[] {
  return points.toSorted((a, b) => a.sendRateTps - b.sendRateTps);
}

function organisationsOf(rounds: readonly MeasuredRound[]): number | undefined {
  return rounds[0]?.context.organisations;
}
