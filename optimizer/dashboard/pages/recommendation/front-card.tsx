import type { VNode } from 'preact';
import { useCallback } from 'preact/hooks';
import { dot, line, plot, ruleX, tip, pointer, text } from '@observablehq/plot';
import type { Recommendation } from '../../../domain/recommendation.js';
import type { Front, FrontPoint } from '../../../domain/recommendation-detail.js';
import { settingsWords } from '../../changing/change-words.js';
import { PlotFigure } from '../../charts/plot-figure.js';
import { AXIS, PLOT_STYLE } from '../../charts/plot-style.js';
import { count, figure, range, tps } from '../../format.js';
import { Card } from '../../parts/layout.js';
import type { Column } from '../../parts/table.js';

const COLUMNS: readonly Column<FrontPoint>[] = [
  { title: 'Settings', heading: true, cell: ({ settings }) => settingsWords(settings) },
  { title: 'Throughput, tps', numeric: true, cell: ({ throughputTps }) => figure(throughputTps) },
  { title: 'Mean latency, ms', numeric: true, cell: ({ latencyMeanMs }) => figure(latencyMeanMs) },
  {
    title: 'of 90 in 100 rounds',
    numeric: true,
    cell: ({ interval90 }) => range(interval90.latencyMeanMs, 'ms'),
  },
];

/** Candidates by throughput and latency, and those that no other beats in both. */
export function FrontCard({
  front,
  recommendation,
}: {
  readonly front: Front;
  readonly recommendation: Pick<Recommendation, 'predicted' | 'predictedCurrent'>;
}): VNode {
  const { predicted, predictedCurrent } = recommendation;
  const draw = useCallback(
    (width: number) => chart(front, { predicted, predictedCurrent }, width),
    [front, predicted, predictedCurrent],
  );
  return (
    <Card title="What could be traded" wide>
      <p class="soft">
        {count(front.candidates)} candidates at {tps(front.sendRateTps)}. {frontWords(front.size)} Left is
        less throughput, down is less latency.
      </p>
      <PlotFigure
        title="Mean latency over throughput"
        description={`${count(front.candidates)} candidates; the table lists the best trades`}
        draw={draw}
        table={{ columns: COLUMNS, rows: front.points, keyOf: ({ settings }) => settingsWords(settings) }}
      />
    </Card>
  );
}

function frontWords(size: number): string {
  if (size === 1) return 'No other beats the one that is marked in throughput or latency.';
  return `On the line are the ${count(size)} that no other beats in throughput and latency at once.`;
}

function chart(
  { points, others }: Front,
  { predicted, predictedCurrent }: Pick<Recommendation, 'predicted' | 'predictedCurrent'>,
  width: number,
): Element {
  const dominated = others.throughputTps.map((throughputTps, index) => ({
    throughputTps,
    latencyMeanMs: others.latencyMeanMs[index] ?? Number.NaN,
  }));
  const at = { x: 'throughputTps', y: 'latencyMeanMs' } as const;
  const named = [
    { ...predictedCurrent, name: 'in force' },
    { ...predicted, name: 'recommended' },
  ];
  return plot({
    width,
    height: Math.min(340, Math.max(240, width * 0.5)),
    ...PLOT_STYLE,
    marginLeft: 64,
    marginRight: 64,
    x: { ...AXIS, label: 'throughput, tps', grid: true, nice: true },
    y: { ...AXIS, label: 'mean latency, ms', grid: true, zero: true, nice: true },
    marks: [
      dot(dominated, { ...at, r: 2, fill: 'var(--edge)', fillOpacity: 0.5 }),
      ruleX(points, {
        x: 'throughputTps',
        y1: lowOf,
        y2: highOf,
        stroke: 'var(--accent)',
        strokeOpacity: 0.35,
      }),
      line(points, { ...at, stroke: 'var(--accent)', strokeWidth: 2 }),
      dot(points, { ...at, r: 3.5, fill: 'var(--accent)' }),
      dot(named, { ...at, r: 7, stroke: 'var(--ink)', strokeWidth: 2, symbol: nameSymbol }),
      text(named, {
        ...at,
        text: 'name',
        dy: -14,
        fill: 'var(--ink)',
        stroke: 'var(--paper)',
        strokeWidth: 4,
      }),
      tip(
        points,
        pointer({
          ...at,
          title: ({ settings }: FrontPoint) => settingsWords(settings),
          fill: 'var(--paper)',
        }),
      ),
    ],
  });
}

const lowOf = ({ interval90 }: FrontPoint): number => interval90.latencyMeanMs.low;
const highOf = ({ interval90 }: FrontPoint): number => interval90.latencyMeanMs.high;
const nameSymbol = ({ name }: { readonly name: string }): string =>
  name === 'in force' ? 'square' : 'circle';
