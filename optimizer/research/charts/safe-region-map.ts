import * as Plot from '@observablehq/plot';
import type { SafeRegion } from '../../domain/recommendation-detail.js';
import type { LegendEntry, Panel, PanelSize } from '../figure.js';
import { number, plain } from '../number-format.js';
import { axisFor } from './axis.js';
import { heatColor } from './palette.js';
import { axisLengths, panelPlot } from './panel-plot.js';

type Grid = NonNullable<SafeRegion['grid']>;

/** Upper ends of the classes of cells that are worse than as good, in % above the chosen settings' cost. */
const WORSE_PCT = [20, 50, 100, 300, Infinity] as const;
const AS_GOOD = 'var(--parts-2)';
const UNSURE = 'var(--parts-3)';

/** The words for those colours that {@link safeRegionMap} uses. */
export function safeRegionLegend(
  grid: Grid,
  { tolerancePct }: Pick<SafeRegion, 'tolerancePct'>,
): LegendEntry[] {
  const used = new Set(
    grid.safe.map((safe, place) => colorOf(grid.worsePct[place] ?? NaN, safe, tolerancePct)),
  );
  const entries = [
    { label: 'as good', color: AS_GOOD },
    { label: 'as good, limits not sure enough', color: UNSURE },
    ...WORSE_PCT.map((to, index) => {
      const from = WORSE_PCT[index - 1] ?? tolerancePct;
      const label =
        to === Infinity ? `over ${plain(from)} % worse` : `${plain(from)} to ${plain(to)} % worse`;
      return { label, color: worseColor(index) };
    }),
  ];
  return entries.filter(({ color }) => used.has(color));
}

function worseColor(index: number): string {
  return heatColor(index + 1, WORSE_PCT.length + 1);
}

/** Message count and timeout moved together: which settings are as good as the chosen ones, and how bad others are. */
export function safeRegionMap(
  grid: Grid,
  { tolerancePct }: Pick<SafeRegion, 'tolerancePct'>,
  chosen: { readonly maxMessageCount: number; readonly batchTimeoutMs: number; readonly label: string },
  size: PanelSize,
): Panel {
  const lengths = axisLengths(size);
  const columns = borders(grid.maxMessageCounts);
  const rows = borders(grid.batchTimeoutsMs);
  const cells = grid.maxMessageCounts.flatMap((count, i) =>
    grid.batchTimeoutsMs.map((timeoutMs, j) => {
      const place = i * grid.batchTimeoutsMs.length + j;
      const worsePct = grid.worsePct[place] ?? NaN;
      const safe = grid.safe[place] ?? false;
      return {
        ...{ x1: columns[i], x2: columns[i + 1], y1: rows[j], y2: rows[j + 1] },
        color: colorOf(worsePct, safe, tolerancePct),
        title: `${plain(count)} messages, ${plain(timeoutMs)} ms: ${number(worsePct, 0)} % worse${safe ? ', as good' : ''}`,
      };
    }),
  );
  const place = [{ x: chosen.maxMessageCount, y: chosen.batchTimeoutMs, label: chosen.label }];
  const x = axisFor(columns, lengths.x);
  const y = axisFor(rows, lengths.y);
  const safeCells = grid.safe.filter(Boolean).length;
  return {
    alt: `Settings about as good as ${plain(chosen.maxMessageCount)} messages and ${plain(chosen.batchTimeoutMs)} ms: ${safeCells} of ${grid.safe.length} cells of message count and timeout`,
    svg: panelPlot({
      ...{ size, x, y, xLabel: 'maxMessageCount (messages)', yLabel: 'batchTimeoutMs (ms)' },
      marks: [
        Plot.rect(cells, {
          ...{ x1: 'x1', x2: 'x2', y1: 'y1', y2: 'y2', title: 'title', className: 'cells' },
          ...{ fill: { value: 'color', scale: null }, inset: -0.25 },
        }),
        Plot.dot(place, { x: 'x', y: 'y', r: 7, stroke: 'var(--plot-background)', strokeWidth: 5 }),
        Plot.dot(place, { x: 'x', y: 'y', r: 7, stroke: 'var(--mark)', strokeWidth: 2.5 }),
        Plot.text(place, {
          ...{ x: 'x', y: 'y', text: 'label', dy: y.share(chosen.batchTimeoutMs) < 0.8 ? -18 : 18 },
          ...{ textAnchor: x.share(chosen.maxMessageCount) < 0.3 ? 'start' : 'end', fontWeight: 600 },
          ...{ fill: 'currentColor', stroke: 'var(--plot-background)', strokeWidth: 4 },
        }),
      ],
    }),
  };
}

function colorOf(worsePct: number, safe: boolean, tolerancePct: number): string {
  if (safe) return AS_GOOD;
  if (worsePct <= tolerancePct) return UNSURE;
  return worseColor(WORSE_PCT.findIndex((to) => worsePct <= to));
}

/** Around each value, half way by ratio to its neighbours; the outer ones end at their value. */
function borders(values: readonly number[]): number[] {
  const between = values.slice(1).map((value, index) => Math.sqrt(value * (values[index] ?? value)));
  return [values.at(0) ?? NaN, ...between, values.at(-1) ?? NaN];
}
