import * as Plot from '@observablehq/plot';
import { panelSize, type Panel } from '../figure.js';
import { plain, signed } from '../number-format.js';
import { axisFor, type Axis } from './axis.js';
import { axisLengths, panelPlot } from './panel-plot.js';

/** The change of one contender at one send rate. */
export interface ChangeMark {
  readonly sendRateTps: number;
  readonly label: string;
  /** A CSS colour. */
  readonly color: string;
  /** Relative to the baseline, %. */
  readonly changePct: number;
  readonly interval: { readonly low: number; readonly high: number } | undefined;
}

export interface ChangeChart {
  readonly heading: string;
  readonly marks: readonly ChangeMark[];
  /** Labels in the order in which they stand side by side at each rate. */
  readonly labels: readonly string[];
}

/** Changes with their intervals, contenders side by side at each send rate; the baseline is the line at 0. */
export function changeChart({ heading, marks, labels }: ChangeChart, count: number): Panel {
  const size = panelSize(count);
  const rates = [...new Set(marks.map(({ sendRateTps }) => sendRateTps))].toSorted((a, b) => a - b);
  const y = axisFor([0, ...marks.flatMap(({ changePct, interval }) => [changePct, ...endsOf(interval)])], {
    ...axisLengths(size).y,
    linear: true,
  });
  const x = rateAxis(rates);
  const [from, to] = x.scale.domain;
  const placed = marks.map((mark) => ({
    ...mark,
    x: rates.indexOf(mark.sendRateTps) + offset(labels.indexOf(mark.label), labels.length),
    low: mark.interval?.low ?? mark.changePct,
    high: mark.interval?.high ?? mark.changePct,
    title: titleOf(mark),
  }));
  const stroke = { value: 'color', scale: null };
  const svg = panelPlot({
    ...{ size, x, y, xLabel: 'send rate (tps)', yLabel: 'change (%)' },
    marks: [
      Plot.link([{ from, to, y: 0 }], {
        ...{ x1: 'from', x2: 'to', y1: 'y', y2: 'y' },
        ...{ stroke: 'currentColor', strokeOpacity: 0.6, strokeDasharray: '4 3' },
      }),
      Plot.ruleX(placed, { x: 'x', y1: 'low', y2: 'high', stroke, strokeWidth: 2 }),
      Plot.dot(placed, { x: 'x', y: 'changePct', r: 3.6, fill: stroke, title: 'title' }),
    ],
  });
  return { heading, alt: `${heading}: ${placed.map(({ title }) => title).join('; ')}`, svg };
}

function endsOf(interval: ChangeMark['interval']): number[] {
  return interval ? [interval.low, interval.high] : [];
}

/** Contenders share the middle six tenths of the room that a rate has. */
function offset(index: number, count: number): number {
  return count <= 1 ? 0 : (0.6 * index) / (count - 1) - 0.3;
}

function titleOf({ label, sendRateTps, changePct, interval }: ChangeMark): string {
  const range = interval ? ` (${signed(interval.low, 1)} to ${signed(interval.high, 1)})` : '';
  return `${label} at ${plain(sendRateTps)} tps: ${signed(changePct, 1)} %${range}`;
}

/** Rates side by side, each with the same room. */
function rateAxis(rates: readonly number[]): Axis {
  const domain: [number, number] = [-0.5, Math.max(0, rates.length - 1) + 0.5];
  const width = domain[1] - domain[0];
  return {
    scale: { type: 'linear', domain },
    ticks: rates.map((_, index) => index),
    tickText: (place) => plain(rates[place] ?? 0),
    share: (place) => (place - domain[0]) / width,
    at: (share) => domain[0] + share * width,
  };
}
