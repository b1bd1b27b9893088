import * as Plot from '@observablehq/plot';
import { choiceName, type CurvePoint, type TestedChoice } from '../../domain/study.js';
import { axisFor } from '../charts/axis.js';
import { axisLengths, panelPlot } from '../charts/panel-plot.js';
import { figure, panelSize, type Panel } from '../figure.js';
import { number, whole } from '../number-format.js';
import { html, type Html } from '../report-html.js';

const PARTS = [
  { name: 'train', label: 'training part', color: 'var(--baseline)' },
  { name: 'validation', label: 'validation part', color: 'var(--recommended)' },
] as const;

/** How the losses fell. */
export function curveSection(tested: readonly TestedChoice[]): Html {
  return html`<section>
    <h2>How training went</h2>
    ${figure({
      panels: tested.map((each) => curvePanel(each, tested.length)),
      legend: { shape: 'dots', entries: PARTS.map(({ label, color }) => ({ label, color })) },
      caption: html`Mean of the repeats, with a band of one standard deviation. Each repeat ends on its own,
        <b>at the pass that is best on the validation rows</b>; the drawing goes on to the last of them.`,
    })}
  </section>`;
}

function curvePanel({ role, choice, curve }: TestedChoice, count: number): Panel {
  const size = panelSize(count);
  const lengths = axisLengths(size);
  const bands = PARTS.map(({ name, color }) => ({
    color,
    points: curve.map((point) => bandOf(point, name)),
  }));
  const all = bands.flatMap(({ points }) => points);
  const x = axisFor(
    all.map(({ epoch }) => epoch),
    { ...lengths.x, linear: true },
  );
  // Bands may reach below 0, which a logarithmic axis does not: the means decide.
  const y = axisFor(
    all.map(({ mean }) => mean),
    lengths.y,
  );
  const [floor, ceiling] = y.scale.domain;
  const within = (value: number): number => Math.min(ceiling, Math.max(floor, value));
  const marks = bands.flatMap(({ color, points }) => [
    Plot.areaY(
      points.map((point) => ({ ...point, low: within(point.low), high: within(point.high) })),
      { x: 'epoch', y1: 'low', y2: 'high', fill: color, fillOpacity: 0.18 },
    ),
    Plot.line(points, { x: 'epoch', y: 'mean', stroke: color, strokeWidth: 2 }),
  ]);
  const last = curve.at(-1);
  const told = last
    ? `after ${whole(last.epoch)} passes ${number(last.train.mean, 4)} on the training part and ${number(last.validation.mean, 4)} on the validation part`
    : 'no passes';
  return {
    heading: `${role === 'chosen' ? 'Chosen' : 'Published shape'}: ${choiceName(choice)}`,
    alt: `Loss by pass: ${told}`,
    svg: panelPlot({ ...{ size, x, y, xLabel: 'Passes', yLabel: 'Loss (scaled)' }, marks }),
  };
}

function bandOf(
  point: CurvePoint,
  part: 'train' | 'validation',
): { readonly epoch: number; readonly mean: number; readonly low: number; readonly high: number } {
  const { mean, sd } = point[part];
  return { epoch: point.epoch, mean, low: mean - sd, high: mean + sd };
}
