import * as Plot from '@observablehq/plot';
import { panelSize, type Panel } from '../figure.js';
import { axisFor } from './axis.js';
import { axisLengths, panelPlot } from './panel-plot.js';

export interface ScatterDot {
  readonly x: number;
  readonly y: number;
  /** A CSS colour; undefined for a point without figures. */
  readonly color: string | undefined;
  readonly saturated: boolean;
  readonly title: string;
}

export interface ScatterChart {
  readonly heading?: string;
  readonly alt: string;
  readonly dots: readonly ScatterDot[];
  /** What the axes have to hold; all panels of a figure share it. */
  readonly xs: readonly number[];
  readonly ys: readonly number[];
  readonly xLabel: string;
  readonly yLabel: string;
  /** Panels of the figure. */
  readonly count: number;
}

/** Coloured dots at the values of two settings, for points that do not lie on a grid. */
export function valueScatter({ heading, alt, dots, xs, ys, count, ...labels }: ScatterChart): Panel {
  const size = panelSize(count);
  const lengths = axisLengths(size);
  const fill = { value: 'color', scale: null };
  const of = (test: (dot: ScatterDot) => boolean): ScatterDot[] => dots.filter(test);
  const place = { x: 'x', y: 'y', title: 'title', stroke: 'currentColor', strokeWidth: 0.7 } as const;
  const svg = panelPlot({
    ...{ size, ...labels, x: axisFor(xs, lengths.x), y: axisFor(ys, lengths.y) },
    marks: [
      Plot.dot(
        of(({ color, saturated }) => color !== undefined && !saturated),
        { ...place, fill, r: 5.5 },
      ),
      Plot.dot(
        of(({ color, saturated }) => color !== undefined && saturated),
        { ...place, fill, r: 5.5, symbol: 'triangle' },
      ),
      Plot.dot(
        of(({ color }) => color === undefined),
        { ...place, stroke: 'var(--bad)', strokeWidth: 2, symbol: 'times', r: 4.5 },
      ),
    ],
  });
  return { ...(heading === undefined ? {} : { heading }), alt, svg };
}
