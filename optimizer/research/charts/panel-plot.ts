import * as Plot from '@observablehq/plot';
import type { Html } from '../report-html.js';
import { tickText, type Axis } from './axis.js';
import { plotSvg } from './plot-svg.js';

/** Size of one drawing. It scales with the page; text of 12 units stays readable from 360 px upwards. */
export const PANEL = { width: 380, height: 262, left: 54, right: 16, top: 30, bottom: 44 } as const;

interface PanelSize {
  readonly width?: number;
  readonly height?: number;
  readonly right?: number;
}

export interface PanelOptions extends PanelSize {
  readonly x: Axis;
  readonly y: Axis;
  /** With its unit. */
  readonly xLabel: string;
  readonly yLabel: string;
  readonly marks: readonly Plot.Markish[];
  readonly xTickText?: (value: number) => string;
}

/** Pixels that the axes of a panel have, to space their ticks. */
export function axisLengths(size: PanelSize = {}): Record<'x' | 'y', { lengthPx: number; labelPx: number }> {
  const { width = PANEL.width, height = PANEL.height, right = PANEL.right } = size;
  return {
    x: { lengthPx: width - PANEL.left - right, labelPx: 38 },
    y: { lengthPx: height - PANEL.top - PANEL.bottom, labelPx: 20 },
  };
}

/** A drawing with a light grid, two labelled axes and `marks` above them. */
export function panelPlot(options: PanelOptions): Html {
  const { x, y, width = PANEL.width, height = PANEL.height, right = PANEL.right } = options;
  const axis = { tickSize: 0, labelArrow: 'none', color: 'currentColor' } as const;
  return plotSvg({
    width,
    height,
    marginLeft: PANEL.left,
    marginRight: right,
    marginTop: PANEL.top,
    marginBottom: PANEL.bottom,
    style: { fontSize: '12px' },
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
        tickFormat: options.xTickText ?? tickText,
      }),
      Plot.axisY(y.ticks, {
        ...axis,
        label: options.yLabel,
        labelOffset: PANEL.left - 4,
        tickFormat: tickText,
      }),
    ],
  });
}
