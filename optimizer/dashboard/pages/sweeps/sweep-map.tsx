import type { VNode } from 'preact';
import { useCallback, useMemo, useState } from 'preact/hooks';
import type { SweepPoint, SweepView } from '../../api-views.js';
import { cellPlot, type MeasuredCell } from '../../charts/cell-plot.js';
import { PlotFigure } from '../../charts/plot-figure.js';
import { bytes, figure, tps } from '../../format.js';
import { Empty } from '../../parts/states.js';

const FIGURES = [
  { id: 'latencyMeanMs', title: 'Mean latency', unit: 'ms', kind: 'latency' },
  { id: 'latencyP95Ms', title: 'p95 latency', unit: 'ms', kind: 'latency' },
  { id: 'throughputTps', title: 'Throughput', unit: 'tps', kind: 'throughputTps' },
] as const;

/** The points of a sweep over its settings, filled as rounds come in. */
export function SweepMap({ sweep }: { readonly sweep: SweepView }): VNode {
  const rates = useMemo(
    () => [...new Set(sweep.points.map(({ load }) => load.sendRateTps))].toSorted((a, b) => a - b),
    [sweep.points],
  );
  const [wanted, setRate] = useState<number>();
  const [figureId, setFigure] = useState<(typeof FIGURES)[number]['id']>('latencyMeanMs');
  const rate = wanted ?? sweep.current?.load.sendRateTps ?? rates[0];
  const shown = FIGURES.find(({ id }) => id === figureId) ?? FIGURES[0];
  const points = useMemo(
    () => sweep.points.filter(({ load }) => load.sendRateTps === rate),
    [sweep.points, rate],
  );
  const cells = useMemo(
    () => points.map((point) => cellOf(point, sweep.current?.pointId, shown)),
    [points, sweep.current?.pointId, shown],
  );
  const label = `${shown.title.toLowerCase()}, ${shown.unit}`;
  const draw = useCallback(
    (px: number) => cellPlot(cells, { kind: shown.kind, label }, px),
    [cells, shown, label],
  );
  if (points.length === 0 || rate === undefined)
    return <Empty title="No point yet">The first appears when the strategy has chosen it.</Empty>;
  return (
    <>
      <div class="row">
        {rates.length > 1 && (
          <div class="row" role="group" aria-label="Send rate">
            {rates.map((each) => (
              <button key={each} type="button" aria-pressed={each === rate} onClick={() => setRate(each)}>
                {tps(each)}
              </button>
            ))}
          </div>
        )}
        <div class="row" role="group" aria-label="Figure">
          {FIGURES.map(({ id, title }) => (
            <button key={id} type="button" aria-pressed={id === figureId} onClick={() => setFigure(id)}>
              {title}
            </button>
          ))}
        </div>
      </div>
      <PlotFigure
        title={`${shown.title} at ${tps(rate)}`}
        description="One cell for each pair of settings; the table has its figures."
        draw={draw}
        table={{
          rows: points,
          keyOf: ({ pointId }) => pointId,
          columns: [
            { title: 'maxMessageCount', numeric: true, cell: ({ settings }) => settings.maxMessageCount },
            { title: 'batchTimeoutMs', numeric: true, cell: ({ settings }) => settings.batchTimeoutMs },
            {
              title: 'preferredMaxBytes',
              numeric: true,
              cell: ({ settings }) => bytes(settings.preferredMaxBytes),
            },
            { title: 'Rounds', numeric: true, cell: ({ measured, planned }) => `${measured} of ${planned}` },
            ...FIGURES.map(({ id, title, unit }) => ({
              title: `${title}, ${unit}`,
              numeric: true,
              cell: ({ figures }: SweepPoint) => figure(figures?.[id]),
            })),
            { title: 'Failed', numeric: true, cell: ({ failed }) => failed },
          ],
        }}
      >
        Framed: being measured. Cross: failed, kept with its reason. Grey: still to come.
      </PlotFigure>
    </>
  );
}

function cellOf(
  point: SweepPoint,
  currentId: string | undefined,
  { id, title, unit }: (typeof FIGURES)[number],
): MeasuredCell {
  const { maxMessageCount, batchTimeoutMs } = point.settings;
  const value = point.figures?.[id];
  const words = value === undefined ? 'no figures yet' : `${title.toLowerCase()} ${figure(value)} ${unit}`;
  return {
    ...{ maxMessageCount, batchTimeoutMs, value },
    state: stateOf(point, currentId),
    title: `${maxMessageCount} messages, ${batchTimeoutMs} ms\n${words}\n${point.measured} of ${point.planned} rounds`,
  };
}

function stateOf(point: SweepPoint, currentId: string | undefined): MeasuredCell['state'] {
  if (point.pointId === currentId) return 'current';
  if (point.measured > 0) return 'measured';
  return point.failed > 0 ? 'failed' : 'open';
}
