import type { VNode } from 'preact';
import { useCallback, useMemo, useState } from 'preact/hooks';
import type { ModelRecord } from '../../../domain/model-record.js';
import type { FigureName } from '../../api-views.js';
import { importancePlot, learningPlot } from '../../charts/fit-plot.js';
import { PlotFigure } from '../../charts/plot-figure.js';
import { count, figure } from '../../format.js';
import { Card } from '../../parts/layout.js';
import { Empty } from '../../parts/states.js';

const TITLES: Readonly<Record<FigureName, string>> = {
  throughputTps: 'throughput',
  latencyMeanMs: 'mean latency',
  latencyP95Ms: 'p95 latency',
};
const NAMES = ['throughputTps', 'latencyMeanMs', 'latencyP95Ms'] as const;
const COLORS = ['var(--part-0)', 'var(--part-1)', 'var(--part-2)'] as const;

/** Whether more rounds would help, and which inputs matter. */
export function LearningCards({ model }: { readonly model: ModelRecord }): VNode {
  const { learningCurve = [], importance = [] } = model;
  return (
    <>
      <Card title="Learning curve">
        {learningCurve.length < 2 ? (
          <Empty title="Not known for this model">It takes more rows than it learnt from.</Empty>
        ) : (
          <LearningCurve curve={learningCurve} />
        )}
      </Card>
      <Card title="Importance of inputs">
        {importance.length === 0 ? (
          <Empty title="Not known for this model" />
        ) : (
          <Importance bars={importance} />
        )}
      </Card>
    </>
  );
}

function LearningCurve({ curve }: { readonly curve: NonNullable<ModelRecord['learningCurve']> }): VNode {
  const points = useMemo(
    () =>
      NAMES.flatMap((name) =>
        curve.flatMap((at) =>
          at[name] === undefined ? [] : [{ rows: at.rows, errorPct: at[name], figure: TITLES[name] }],
        ),
      ),
    [curve],
  );
  const draw = useCallback((px: number) => learningPlot(points, COLORS, px), [points]);
  return (
    <PlotFigure
      title="Mean error by rows learnt from"
      description="A curve that still falls says that more rounds would help."
      draw={draw}
      table={{
        rows: curve,
        keyOf: ({ rows }) => String(rows),
        columns: [
          { title: 'Rows', heading: true, cell: ({ rows }) => count(rows) },
          ...NAMES.map((name) => ({
            title: `${TITLES[name]}, %`,
            numeric: true,
            cell: (at: (typeof curve)[number]) => figure(at[name]),
          })),
        ],
      }}
    >
      <ul class="legend">
        {NAMES.filter((name) => curve.some((at) => at[name] !== undefined)).map((name) => (
          <li key={name}>
            <span class={`swatch part-${NAMES.indexOf(name)}`} />
            {TITLES[name]}
          </li>
        ))}
      </ul>
    </PlotFigure>
  );
}

function Importance({ bars }: { readonly bars: NonNullable<ModelRecord['importance']> }): VNode {
  const [name, setName] = useState<FigureName>('latencyMeanMs');
  const shown = useMemo(
    () =>
      bars
        .flatMap(({ input, increase }) => (increase[name] ? [{ input, ...increase[name] }] : []))
        .toSorted((a, b) => b.meanPct - a.meanPct),
    [bars, name],
  );
  const draw = useCallback((px: number) => importancePlot(shown, px), [shown]);
  return (
    <>
      <div class="row" role="group" aria-label="Figure">
        {NAMES.filter((each) => bars.some(({ increase }) => increase[each])).map((each) => (
          <button key={each} type="button" aria-pressed={each === name} onClick={() => setName(each)}>
            {TITLES[each]}
          </button>
        ))}
      </div>
      <PlotFigure
        title={`Error of ${TITLES[name]} without an input`}
        description="By how many percentage points the error grows when the values of one input are shuffled."
        draw={draw}
        table={{
          rows: shown,
          keyOf: ({ input }) => input,
          columns: [
            { title: 'Input', heading: true, cell: ({ input }) => input },
            { title: 'Error grows by, points', numeric: true, cell: ({ meanPct }) => figure(meanPct) },
            { title: 'Spread', numeric: true, cell: ({ spreadPct }) => figure(spreadPct) },
          ],
        }}
      >
        Lines: one standard deviation over the shuffles.
      </PlotFigure>
    </>
  );
}
