import * as Plot from '@observablehq/plot';
import type { Scores } from '../../domain/model-record.js';
import { mean } from '../../domain/statistics.js';
import { axisFor, type Axis } from '../charts/axis.js';
import { orderedColor } from '../charts/palette.js';
import { axisLengths } from '../charts/panel-plot.js';
import { labelRoom, lineChart, type LinePoint } from '../charts/rate-lines.js';
import { figure, type Panel } from '../figure.js';
import { groupBy } from '../group-by.js';
import { counted, number, plain } from '../number-format.js';
import { pageFrame } from '../page-frame.js';
import { html, table, type Html } from '../report-html.js';

/** What one predictor got after learning from so many points, once. */
export interface CurveScore {
  readonly predictor: string;
  readonly points: number;
  readonly scores: Scores;
}

export interface LearningCurveInput {
  /** The predictor that the page is about. */
  readonly model: string;
  readonly curve: readonly CurveScore[];
  /** Rows behind each score. */
  readonly testRows: number;
  /** MAPE in % that no model can be expected to beat, where it is known. */
  readonly noiseFloor: Partial<Record<keyof Scores, number>>;
  readonly generatedAt: string;
  /** What makes this page again. */
  readonly commands: readonly string[];
}

const OUTPUTS = [
  { name: 'throughputTps', title: 'Throughput' },
  { name: 'latencyMeanMs', title: 'Mean latency' },
  { name: 'latencyP95Ms', title: '95th percentile of latency' },
] as const satisfies readonly { name: keyof Scores; title: string }[];
type Output = (typeof OUTPUTS)[number];

/** All draws of one predictor at one number of points. */
interface Draws {
  readonly predictor: string;
  readonly points: number;
  readonly errorsPct: readonly number[];
}

const SIZE = { width: 560, height: 340 } as const;

/** The error of predictors by the number of points that they learnt from, as one page that needs nothing else. */
export function renderLearningCurve(input: LearningCurveInput): string {
  const { model, testRows, generatedAt, commands } = input;
  return pageFrame(
    { title: `Learning curve of ${model}`, generatedAt },
    html`<section>
        <h2>Error by number of points learnt from</h2>
        <p>Each score is of ${counted(testRows, 'row')} of other points, which none of the predictors saw.</p>
        ${OUTPUTS.map((output) => outputFigure(output, input))}
      </section>
      <section>
        <h2>Figures</h2>
        ${OUTPUTS.map((output) => outputTable(output, input))}
      </section>
      <section>
        <h2>Again</h2>
        ${commands.map((command) => html`<pre>${command}</pre>`)}
      </section>`,
  ).markup;
}

function drawsOf({ name }: Output, curve: readonly CurveScore[]): Draws[] {
  const places = groupBy(curve, ({ predictor, points }) => JSON.stringify([predictor, points]));
  return [...places.values()].flatMap((same) => {
    const errorsPct = same.flatMap(({ scores }) => scores[name]?.mapePct ?? []);
    const [first] = same;
    return first && errorsPct.length > 0
      ? [{ predictor: first.predictor, points: first.points, errorsPct }]
      : [];
  });
}

function outputFigure(output: Output, { curve, noiseFloor }: LearningCurveInput): Html | undefined {
  const draws = drawsOf(output, curve);
  if (draws.length === 0) return undefined;
  const floor = noiseFloor[output.name];
  // Of the whole curve, so that a predictor has one colour in all figures.
  const predictors = [...new Set(curve.map(({ predictor }) => predictor))];
  return figure({
    panels: [panelOf(output, draws, predictors, floor)],
    className: 'wide',
    caption: html`<b>${output.title}: MAPE by points learnt from.</b> Lines join the means of the draws, bars
      reach from the best draw to the worst.
      ${floor === undefined ? '' : `The dashed line is what a perfect model would get, because replicates differ: ${number(floor)} %.`}`,
  });
}

function panelOf(
  { title }: Output,
  draws: readonly Draws[],
  predictors: readonly string[],
  floor: number | undefined,
): Panel {
  const byPredictor = [...groupBy(draws, ({ predictor }) => predictor)];
  const lines = byPredictor.map(([label, own]) => ({
    label,
    color: orderedColor(predictors.indexOf(label), predictors.length),
    points: own.toSorted((a, b) => a.points - b.points).map(linePoint),
  }));
  const lengths = axisLengths(SIZE, labelRoom(lines));
  const axis = (values: readonly number[], along: 'x' | 'y', tickAt: readonly number[] = []): Axis =>
    axisFor(values, { ...lengths[along], tickAt });
  const sizes = draws.map(({ points }) => points);
  const floors = floor === undefined || floor === 0 ? [] : [floor];
  return lineChart({
    lines,
    joined: true,
    size: SIZE,
    x: axis(sizes, 'x', sizes),
    y: axis([...draws.flatMap(({ errorsPct }) => errorsPct), ...floors], 'y'),
    ground: [Plot.ruleY(floors, { stroke: 'currentColor', strokeOpacity: 0.5, strokeDasharray: '4 3' })],
    xLabel: 'points learnt from',
    yLabel: 'MAPE (%)',
    alt: `${title}: error by number of points learnt from, for ${byPredictor.map(([name]) => name).join(', ')}`,
  });
}

function linePoint({ predictor, points, errorsPct }: Draws): LinePoint {
  const [least, most] = [Math.min(...errorsPct), Math.max(...errorsPct)];
  return {
    x: points,
    y: mean(errorsPct),
    ...(errorsPct.length > 1 ? { low: least, high: most } : {}),
    hollow: false,
    title: `${predictor}, ${counted(points, 'point')}\n${number(mean(errorsPct))} % (${number(least)} to ${number(most)})`,
  };
}

function outputTable(output: Output, { curve }: LearningCurveInput): Html | undefined {
  const draws = drawsOf(output, curve);
  if (draws.length === 0) return undefined;
  const predictors = [...new Set(draws.map(({ predictor }) => predictor))];
  const sizes = [...new Set(draws.map(({ points }) => points))].toSorted((a, b) => a - b);
  const cell = (points: number, predictor: string): string => {
    const found = draws.find((draw) => draw.points === points && draw.predictor === predictor);
    return found ? number(mean(found.errorsPct)) : 'too few';
  };
  return table(
    `${output.title}: mean MAPE in %`,
    [{ heading: 'Points' }, ...predictors.map((heading) => ({ heading, numeric: true }))],
    sizes.map((points) => [plain(points), ...predictors.map((predictor) => cell(points, predictor))]),
  );
}
