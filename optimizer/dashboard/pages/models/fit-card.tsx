import type { VNode } from 'preact';
import { useCallback, useMemo, useState } from 'preact/hooks';
import { answerOf, api } from '../../api.js';
import type { FigureName, FitView } from '../../api-views.js';
import { fitPlot, residualPlot, type FitPoint } from '../../charts/fit-plot.js';
import { PlotFigure } from '../../charts/plot-figure.js';
import { count, figure, pct, range } from '../../format.js';
import { Card } from '../../parts/layout.js';
import { Empty, Show } from '../../parts/states.js';
import { useResource } from '../../use-resource.js';

const FIGURES = {
  throughputTps: { title: 'Throughput', unit: 'tps' },
  latencyMeanMs: { title: 'Mean latency', unit: 'ms' },
  latencyP95Ms: { title: 'p95 latency', unit: 'ms' },
} as const satisfies Record<FigureName, unknown>;
const NAMES = ['throughputTps', 'latencyMeanMs', 'latencyP95Ms'] as const;

/** Predicted against measured, row by row. */
export function FitCard({ id }: { readonly id: string }): VNode {
  const fit = useResource(id, () => answerOf(api.GET('/models/{id}/fit', { params: { path: { id } } })));
  return (
    <Card title="Predicted against measured" wide>
      <Show of={fit} what="the rows">
        {(data) =>
          data.rows.length === 0 ? (
            <Empty title="Its rows are not in the store">
              The rounds it was made from have to be there to compare.
            </Empty>
          ) : (
            <Fit fit={data} />
          )
        }
      </Show>
    </Card>
  );
}

function Fit({ fit }: { readonly fit: FitView }): VNode {
  const [name, setName] = useState<FigureName>('latencyMeanMs');
  const points = useMemo(() => pointsOf(fit, name), [fit, name]);
  const { title, unit } = FIGURES[name];
  const label = `${title.toLowerCase()}, ${unit}`;
  const drawFit = useCallback((px: number) => fitPlot(points, label, px), [points, label]);
  const drawResiduals = useCallback((px: number) => residualPlot(points, label, px), [points, label]);
  const inside = points.filter(({ measured, low, high }) => measured >= low && measured <= high).length;
  const table = {
    rows: points,
    keyOf: ({ key }: Point) => key,
    columns: [
      { title: 'Point', heading: true, cell: ({ settings }: Point) => settings },
      { title: 'Send rate, tps', numeric: true, cell: ({ rateTps }: Point) => figure(rateTps) },
      { title: `Measured, ${unit}`, numeric: true, cell: ({ measured }: Point) => figure(measured) },
      { title: `Predicted, ${unit}`, numeric: true, cell: ({ predicted }: Point) => figure(predicted) },
      { title: '90 of 100 rounds', numeric: true, cell: (point: Point) => range(point, unit) },
      { title: 'Held out', cell: ({ heldOut }: Point) => (heldOut ? 'yes' : '') },
    ],
  } as const;
  return (
    <>
      <div class="row" role="group" aria-label="Figure">
        {NAMES.filter((each) => fit.rows.some(({ figures }) => figures[each])).map((each) => (
          <button key={each} type="button" aria-pressed={each === name} onClick={() => setName(each)}>
            {FIGURES[each].title}
          </button>
        ))}
      </div>
      <p>
        {count(inside)} of {count(points.length)} measured values (
        {pct((100 * inside) / Math.max(points.length, 1))}) lie in their 90 % interval. {fit.heldOutNote}
      </p>
      <div class="two">
        <PlotFigure
          title={`${title}: predicted against measured`}
          description="Each dot is a round; on the dashed line prediction and measurement are equal."
          draw={drawFit}
          table={table}
        >
          <FitLegend />
        </PlotFigure>
        <PlotFigure
          title={`${title}: residuals`}
          description="How far measurements lie above what was predicted, in %."
          draw={drawResiduals}
        >
          <FitLegend />
        </PlotFigure>
      </div>
    </>
  );
}

function FitLegend(): VNode {
  return (
    <ul class="legend">
      <li>
        <span class="swatch accent" /> held out: the scores are of these
      </li>
      <li>
        <span class="swatch edge" /> learnt from
      </li>
    </ul>
  );
}

interface Point extends FitPoint {
  readonly key: string;
  readonly settings: string;
  readonly rateTps: number;
}

function pointsOf(fit: FitView, name: FigureName): Point[] {
  const { unit } = FIGURES[name];
  return fit.rows.flatMap(({ roundId, sendRateTps, settings, heldOut, figures }) => {
    const known = figures[name];
    if (!known) return [];
    const { measured, predicted, interval90 } = known;
    const point = `${settings.maxMessageCount} messages, ${settings.batchTimeoutMs} ms`;
    return [
      {
        ...{
          measured,
          predicted,
          ...interval90,
          heldOut,
          key: roundId,
          settings: point,
          rateTps: sendRateTps,
        },
        title: `${point}, ${figure(sendRateTps)} tps\nmeasured ${figure(measured)} ${unit}, predicted ${figure(predicted)} ${unit}`,
      },
    ];
  });
}
