import * as Plot from '@observablehq/plot';
import { panelSize, type Panel, type PanelSize } from '../figure.js';
import { number } from '../number-format.js';
import { axisFor, type Axis } from './axis.js';
import { axisLengths, panelPlot } from './panel-plot.js';
import { labelRoom, lineChart } from './rate-lines.js';

/** Regret of one strategy over its searches, after 1, 2, ... rounds; in %. */
export interface RegretCurve {
  readonly label: string;
  /** A CSS colour. */
  readonly color: string;
  readonly median: readonly number[];
  readonly p10: readonly number[];
  readonly p90: readonly number[];
}

/** Less is drawn as this: a logarithmic axis has no 0, and nobody can measure the difference. */
export const LEAST_DRAWN_PCT = 1;

const WIDE = { width: 560, height: 340 } as const;
const LABELS = { xLabel: 'rounds measured', yLabel: 'regret (%)' } as const;

/** The medians of all strategies in one drawing. @param closePct - drawn as a dashed line. */
export function regretMedians(curves: readonly RegretCurve[], closePct: number): Panel {
  const axes = axesOf(curves, closePct, WIDE, labelRoom(curves));
  return lineChart({
    ...LABELS,
    ...axes,
    size: WIDE,
    joined: true,
    lines: curves.map(({ label, color, median }) => ({
      label,
      color,
      points: median.map((regret, index) => ({
        x: index + 1,
        y: drawn(regret),
        hollow: false,
        title: `${label}, ${index + 1} rounds\nmedian regret ${number(regret)} %`,
      })),
    })),
    ground: [closeLine(closePct)],
    alt: `Median regret by rounds measured, for ${curves.map(({ label }) => label).join(', ')}`,
  });
}

/** One drawing a strategy: its median within its band, and the medians of the others in grey. All on one scale. */
export function regretBands(curves: readonly RegretCurve[], closePct: number): Panel[] {
  const size = panelSize(curves.length);
  const axes = axesOf(curves, closePct, size);
  return curves.map(({ label, color, ...own }): Panel => {
    const points = own.median.map((regret, index) => ({
      x: index + 1,
      y: drawn(regret),
      low: drawn(own.p10[index] ?? regret),
      high: drawn(own.p90[index] ?? regret),
    }));
    const others = curves
      .filter((other) => other.label !== label)
      .flatMap((other) =>
        other.median.map((regret, index) => ({ x: index + 1, y: drawn(regret), z: other.label })),
      );
    const svg = panelPlot({
      ...LABELS,
      ...axes,
      size,
      marks: [
        closeLine(closePct),
        Plot.line(others, {
          x: 'x',
          y: 'y',
          z: 'z',
          stroke: 'currentColor',
          strokeOpacity: 0.22,
          strokeWidth: 1.2,
        }),
        Plot.areaY(points, { x: 'x', y1: 'low', y2: 'high', fill: color, fillOpacity: 0.22 }),
        Plot.line(points, { x: 'x', y: 'y', stroke: color, strokeWidth: 2.2 }),
      ],
    });
    const [median, p90] = [own.median.at(-1) ?? NaN, own.p90.at(-1) ?? NaN];
    const note = `at the end: median ${number(median)} %, 90th percentile ${number(p90)} %`;
    return { heading: label, note, svg, alt: `${label}: regret by rounds measured; ${note}` };
  });
}

function drawn(regretPct: number): number {
  return Math.max(LEAST_DRAWN_PCT, regretPct);
}

function axesOf(
  curves: readonly RegretCurve[],
  closePct: number,
  size: PanelSize,
  right?: number,
): Record<'x' | 'y', Axis> {
  const lengths = axisLengths(size, right);
  const rounds = Math.max(...curves.map(({ median }) => median.length));
  const regrets = curves.flatMap(({ median, p10, p90 }) => [...median, ...p10, ...p90]);
  return {
    x: axisFor([1, rounds], { ...lengths.x, linear: true, fromZero: true }),
    // One scale for both drawings; it begins at the least that is drawn, so that it is the same on every page.
    y: axisFor([LEAST_DRAWN_PCT, ...regrets.map(drawn), 2 * closePct], lengths.y),
  };
}

function closeLine(closePct: number): Plot.Markish {
  return Plot.ruleY([closePct], { stroke: 'currentColor', strokeOpacity: 0.5, strokeDasharray: '4 3' });
}
