import * as Plot from '@observablehq/plot';
import type { Panel } from '../figure.js';
import { trusted, type Html } from '../report-html.js';
import type { GroundAndInk } from './palette.js';
import { plotSvg } from './plot-svg.js';

export const CELL_MARKS = ['saturated', 'generator-limited', 'failed'] as const;
export type CellMark = (typeof CELL_MARKS)[number];

export interface HeatCell {
  readonly x: string;
  readonly y: string;
  /** Absent in a cell without figures. */
  readonly value?: { readonly text: string; readonly color: GroundAndInk };
  readonly marks: readonly CellMark[];
  /** Shown when the pointer rests on the cell. */
  readonly title: string;
}

export interface HeatPanel {
  readonly heading?: string;
  readonly alt: string;
  readonly cells: readonly HeatCell[];
  /** Values of the axes, rising. */
  readonly xs: readonly string[];
  readonly ys: readonly string[];
  readonly xLabel: string;
  readonly yLabel: string;
}

const CELL = { height: 31, narrowest: 20, widest: 60, widestMap: 430 } as const;
/** A character of a cell's value or of a tick label. */
const CHARACTER_PX = 6.2;

/** Pixels that a map of this many columns is drawn in. */
export function heatMapPx(panel: Pick<HeatPanel, 'xs' | 'ys'>): number {
  return leftMargin(panel) + panel.xs.length * cellWidth(panel) + 8;
}

/** One coloured cell for each pair of values; values written where they fit, marks where something is off. */
export function heatMap(panel: HeatPanel): Panel {
  const { heading, alt, cells, xs, ys } = panel;
  const width = heatMapPx(panel);
  const left = leftMargin(panel);
  const axis = { tickSize: 0, color: 'currentColor', labelArrow: 'none' } as const;
  const svg = plotSvg({
    width,
    height: ys.length * CELL.height + 20 + 44,
    marginLeft: left,
    marginRight: 8,
    marginTop: 20,
    marginBottom: 44,
    x: { type: 'band', domain: xs, padding: 0.04 },
    y: { type: 'band', domain: ys.toReversed(), padding: 0.05 },
    marks: [
      ...grounds(cells),
      ...values(cells, cellWidth(panel)),
      ...cellMarks(cells, cellWidth(panel)),
      Plot.axisX(thinned(xs, cellWidth(panel)), {
        ...axis,
        label: panel.xLabel,
        labelAnchor: 'center',
        labelOffset: 38,
      }),
      Plot.axisY({ ...axis, label: panel.yLabel, labelAnchor: 'top', labelOffset: left }),
    ],
  });
  return { ...(heading === undefined ? {} : { heading }), alt, svg };
}

function grounds(cells: readonly HeatCell[]): Plot.Markish[] {
  const filled = cells.flatMap((cell) => (cell.value ? [{ ...cell, fill: cell.value.color.ground }] : []));
  const empty = cells.filter(({ value }) => value === undefined);
  return [
    Plot.cell(filled, { x: 'x', y: 'y', fill: { value: 'fill', scale: null }, title: 'title' }),
    Plot.cell(empty, {
      ...{ x: 'x', y: 'y', title: 'title', fill: 'var(--shade)', stroke: 'var(--line)', inset: 0.5 },
    }),
  ];
}

function values(cells: readonly HeatCell[], widthPx: number): Plot.Markish[] {
  const texts = cells.flatMap(({ x, y, value }) =>
    value ? [{ x, y, text: value.text, ink: value.color.ink }] : [],
  );
  const longest = Math.max(0, ...texts.map(({ text }) => text.length));
  if (longest * CHARACTER_PX > widthPx - 2) return [];
  const fill = { value: 'ink', scale: null };
  return [Plot.text(texts, { x: 'x', y: 'y', text: 'text', fill, fontSize: 11.5, dy: 3 })];
}

/** Marks stand in the upper corners, where no value is written; a failed cell has no value. */
function cellMarks(cells: readonly HeatCell[], widthPx: number): Plot.Markish[] {
  const marked = (mark: CellMark): { x: string; y: string; ink: string }[] =>
    cells
      .filter(({ marks }) => marks.includes(mark))
      .map(({ x, y, value }) => ({ x, y, ink: value?.color.ink ?? 'currentColor' }));
  const ink = { value: 'ink', scale: null };
  const [side, up] = [widthPx / 2 - 6, -CELL.height / 2 + 6];
  const failed = marked('failed');
  return [
    Plot.dot(marked('saturated'), {
      x: 'x',
      y: 'y',
      symbol: 'triangle',
      r: 2.6,
      fill: ink,
      dx: side,
      dy: up,
    }),
    Plot.dot(marked('generator-limited'), {
      ...{ x: 'x', y: 'y', symbol: 'circle', r: 2.4, stroke: ink, strokeWidth: 1.3, dx: -side, dy: up },
    }),
    Plot.dot(failed, { x: 'x', y: 'y', symbol: 'times', r: 4.5, stroke: 'var(--bad)', strokeWidth: 2 }),
  ];
}

/** The marks as the legend shows them. */
export const MARK_SYMBOLS: Readonly<Record<CellMark, Html>> = {
  saturated: symbol('<path d="M8 3.5 12.5 12h-9z" fill="currentColor"/>'),
  'generator-limited': symbol(
    '<circle cx="8" cy="8" r="3.4" fill="none" stroke="currentColor" stroke-width="1.6"/>',
  ),
  failed: symbol('<path d="M4 4l8 8M12 4l-8 8" fill="none" stroke="var(--bad)" stroke-width="2"/>'),
};

function symbol(shape: string): Html {
  return trusted(`<svg viewBox="0 0 16 16" aria-hidden="true">${shape}</svg>`);
}

function cellWidth({ xs }: Pick<HeatPanel, 'xs'>): number {
  return Math.max(CELL.narrowest, Math.min(CELL.widest, CELL.widestMap / xs.length));
}

function leftMargin({ ys }: Pick<HeatPanel, 'ys'>): number {
  return 14 + CHARACTER_PX * Math.max(2, ...ys.map(({ length }) => length));
}

/** Every tick where labels fit, every second or third otherwise. */
function thinned(labels: readonly string[], widthPx: number): string[] {
  const longest = CHARACTER_PX * Math.max(...labels.map(({ length }) => length)) + 4;
  const step = Math.ceil(longest / widthPx);
  return labels.filter((_, index) => index % step === 0);
}
