import { panelSize, type Panel } from '../figure.js';
import { number, plain } from '../number-format.js';
import { axisFor } from './axis.js';
import { axisLengths } from './panel-plot.js';
import { labelRoom, lineChart, type LinePoint } from './rate-lines.js';

/** A mean over rounds at one send rate. */
export interface RatePoint {
  readonly sendRateTps: number;
  readonly value: number;
  readonly low?: number | undefined;
  readonly high?: number | undefined;
  readonly rounds: number;
  readonly saturated: boolean;
}

export interface RateSeries {
  readonly label: string;
  /** A CSS colour. */
  readonly color: string;
  readonly points: readonly RatePoint[];
}

export interface RateChart {
  readonly heading?: string;
  /** With its unit: `mean latency (ms)`. */
  readonly yLabel: string;
  readonly series: readonly RateSeries[];
  /** Lines are named at their right ends, unless a legend names them. */
  readonly named?: boolean;
}

/** Lines of a figure against the send rate; rings are saturated, whiskers intervals. */
export function rateChart({ heading, yLabel, series, named = true }: RateChart, count: number): Panel {
  const size = panelSize(count);
  const drawn = series.filter(({ points }) => points.length > 0);
  const lengths = axisLengths(size, named ? labelRoom(drawn) : undefined);
  const points = drawn.flatMap((each) => each.points);
  const rates = points.map(({ sendRateTps }) => sendRateTps);
  const x = axisFor(rates, { ...lengths.x, linear: true, tickAt: rates });
  const y = axisFor(
    points.flatMap(({ value, low, high }) => [value, positive(low, value), high ?? value]),
    { ...lengths.y, fromZero: true },
  );
  const [floor] = y.scale.domain;
  return lineChart({
    ...(heading === undefined ? {} : { heading }),
    alt: `${yLabel} against send rate: ${drawn.map(altOf).join('; ')}`,
    lines: drawn.map(({ label, color, points: own }) => ({
      ...{ label: named ? label : '', color },
      points: own
        .toSorted((a, b) => a.sendRateTps - b.sendRateTps)
        .map((point) => linePoint(point, `${label}, ${yLabel}`, floor)),
    })),
    ...{ joined: true, size, x, y, xLabel: 'send rate (tps)', yLabel },
  });
}

function linePoint(point: RatePoint, what: string, floor: number): LinePoint {
  const { sendRateTps, value, low, high, rounds, saturated } = point;
  const title = `${what}: ${number(value)} at ${plain(sendRateTps)} tps, ${rounds} ${rounds === 1 ? 'round' : 'rounds'}${saturated ? ', saturated' : ''}`;
  return {
    ...{ x: sendRateTps, y: value, hollow: saturated, title },
    ...(low === undefined || high === undefined ? {} : { low: Math.max(low, floor), high }),
  };
}

/** An interval around a value above 0 may reach below it, where a logarithmic axis has no place. */
function positive(low: number | undefined, value: number): number {
  return low !== undefined && low > 0.2 * value ? low : value;
}

function altOf({ label, points }: RateSeries): string {
  const values = points.map(({ sendRateTps, value }) => `${number(value)} at ${plain(sendRateTps)} tps`);
  return `${label} ${values.join(', ')}`;
}
