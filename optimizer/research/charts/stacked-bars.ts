import * as Plot from '@observablehq/plot';
import type { Panel, PanelSize } from '../figure.js';
import { niceBreaks } from './nice-breaks.js';
import { plotSvg } from './plot-svg.js';
import { plain } from '../number-format.js';

export interface BarPart {
  readonly color: string;
  readonly value: number;
  readonly title: string;
}

export interface StackedBar {
  readonly x: string;
  /** From the bottom up. */
  readonly parts: readonly BarPart[];
  /** Stands above the bar. */
  readonly note?: string;
}

export interface BarChart {
  readonly heading?: string;
  readonly alt: string;
  readonly bars: readonly StackedBar[];
  readonly size: PanelSize;
  /** Categories in order; all panels of a figure share them. */
  readonly xs: readonly string[];
  /** Upper end of the axis. */
  readonly most: number;
  readonly xLabel: string;
  readonly yLabel: string;
}

/** Keeps categories of the same name apart without being seen. */
export const UNSEEN = '\u200b';

const MARGIN = { left: 54, right: 8, top: 38, bottom: 44 } as const;

/** Bars made of parts. A bar may carry a word above it. */
export function stackedBars(chart: BarChart): Panel {
  const { heading, alt, bars, size, xs, most } = chart;
  const stepPx = (size.width - MARGIN.left - MARGIN.right) / xs.length;
  const ticks = [0, ...niceBreaks(0, most * 1.0001, 5)];
  const axis = { tickSize: 0, color: 'currentColor', labelArrow: 'none' } as const;
  const svg = plotSvg({
    ...size,
    marginLeft: MARGIN.left,
    marginRight: MARGIN.right,
    marginTop: MARGIN.top,
    marginBottom: MARGIN.bottom,
    x: { type: 'band', domain: xs, padding: xs.length === 1 ? 0.6 : 0.18 },
    y: { domain: [0, most] },
    marks: [
      Plot.gridY(ticks, { strokeOpacity: 0.1 }),
      Plot.barY(bars.flatMap(stacked), {
        ...{ x: 'x', y1: 'from', y2: 'to', fill: { value: 'color', scale: null }, title: 'title' },
      }),
      Plot.text(notes(bars, stepPx), {
        ...{ x: 'x', y: 'top', text: 'note', dy: -7, fontSize: 10.5, fill: 'currentColor' },
      }),
      Plot.axisX(everyFitting(xs, stepPx), {
        ...{ ...axis, label: chart.xLabel, labelAnchor: 'center', labelOffset: 38 },
      }),
      Plot.axisY(ticks, { ...axis, label: chart.yLabel, labelOffset: MARGIN.left - 4, tickFormat: plain }),
    ],
  });
  return { ...(heading === undefined ? {} : { heading }), alt, svg };
}

function stacked({
  x,
  parts,
}: StackedBar): { x: string; from: number; to: number; color: string; title: string }[] {
  let from = 0;
  return parts.flatMap(({ value, color, title }) => {
    const part = { x, from, to: from + value, color, title };
    from += value;
    return value > 0 ? [part] : [];
  });
}

/** All notes or, where they would run into each other, none. */
function notes(bars: readonly StackedBar[], stepPx: number): { x: string; top: number; note: string }[] {
  const written = bars.flatMap(({ x, parts, note }) =>
    note === undefined ? [] : [{ x, note, top: parts.reduce((sum, { value }) => sum + value, 0) }],
  );
  const longest = Math.max(0, ...written.map(({ note }) => note.length));
  return longest * 6 + 2 > stepPx ? [] : written;
}

function everyFitting(labels: readonly string[], stepPx: number): string[] {
  const seen = labels.map((label) => label.replaceAll(UNSEEN, ''));
  const longest = 6.4 * Math.max(...seen.map(({ length }) => length)) + 4;
  return labels.filter((_, index) => index % Math.ceil(longest / stepPx) === 0);
}
