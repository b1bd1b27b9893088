import * as Plot from '@observablehq/plot';
import type { PanelSize } from '../figure.js';
import type { Html } from '../report-html.js';
import type { Axis, AxisOptions } from './axis.js';
import { plotSvg } from './plot-svg.js';

/** Room for labels around the axes, in units of the drawing, which scales with the page. */
const MARGIN = { left: 54, right: 16, top: 30, bottom: 44 } as const;

export interface PanelOptions {
  readonly size: PanelSize;
  /** Room above the drawing, where marks at its upper edge are named. */
  readonly top?: number;
  /** Room to the right of it, where lines are named at their ends. */
  readonly right?: number;
  readonly x: Axis;
  readonly y: Axis;
  /** With its unit. */
  readonly xLabel: string;
  readonly yLabel: string;
  readonly marks: readonly Plot.Markish[];
}

export type AxisLength = Pick<AxisOptions, 'lengthPx' | 'labelPx'>;

/** Pixels that the axes of a panel have, to space their ticks. */
export function axisLengths(
  { width, height }: PanelSize,
  right: number = MARGIN.right,
): Record<'x' | 'y', AxisLength> {
  return {
    x: { lengthPx: width - MARGIN.left - right, labelPx: 38 },
    y: { lengthPx: height - MARGIN.top - MARGIN.bottom, labelPx: 20 },
  };
}

/** A drawing with a light grid, two labelled axes and `marks` above them. */
export function panelPlot(options: PanelOptions): Html {
  const { x, y, size, top = MARGIN.top, right = MARGIN.right } = options;
  const axis = { tickSize: 0, labelArrow: 'none', color: 'currentColor' } as const;
  return plotSvg({
    ...size,
    marginLeft: MARGIN.left,
    marginRight: right,
    marginTop: top,
    marginBottom: MARGIN.bottom,
    x: { ...x.scale },
    y: { ...y.scale },
    marks: [
      Plot.gridX(x.ticks, { strokeOpacity: 0.1 }),
      Plot.gridY(y.ticks, { strokeOpacity: 0.1 }),
      ...options.marks,
      Plot.axisX(x.ticks, {
        ...axis,
        label: options.xLabel,
        labelAnchor: 'center',
        labelOffset: 38,
        // A function given as tickFormat would be skipped on a logarithmic scale.
        text: x.tickText,
      }),
      Plot.axisY(y.ticks, {
        ...axis,
        label: options.yLabel,
        labelOffset: MARGIN.left - 4,
        text: y.tickText,
      }),
    ],
  });
}
