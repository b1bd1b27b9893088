import type { ScaleOptions } from '@observablehq/plot';
import { plain } from '../number-format.js';
import { niceBreaks, spansDecades } from './nice-breaks.js';

/** A numeric axis: its scale, and the ticks that fit on it. */
export interface Axis {
  readonly scale: ScaleOptions & { readonly type: 'log' | 'linear'; readonly domain: [number, number] };
  readonly ticks: readonly number[];
  readonly tickText: (value: number) => string;
  /** Place of a value along the axis: 0 at its lower end, 1 at its upper end. */
  readonly share: (value: number) => number;
  /** The value at a place: the inverse of `share`. */
  readonly at: (share: number) => number;
}

export interface AxisOptions {
  /** Length of the axis in pixels, so that tick labels do not run into each other. */
  readonly lengthPx: number;
  /** Room that one tick label needs along the axis. */
  readonly labelPx: number;
  /** Where ticks belong if they are few, as for swept settings; round numbers are taken otherwise. */
  readonly tickAt?: readonly number[];
  /** Let a linear axis start at zero. */
  readonly fromZero?: boolean;
  /** Never use a logarithmic scale. */
  readonly linear?: boolean;
}

const MOST_GIVEN_TICKS = 10;

/** An axis that holds every one of `values`, logarithmic where they span a wide range above zero. */
export function axisFor(values: readonly number[], options: AxisOptions): Axis {
  const { tickAt = [], fromZero = false, linear = false, lengthPx, labelPx } = options;
  const log = !linear && spansDecades(values);
  const domain = domainOf(values, log, fromZero);
  const given = [...new Set(tickAt)].toSorted((a, b) => a - b);
  const useGiven = given.length > 0 && given.length <= MOST_GIVEN_TICKS;
  const wanted = useGiven ? given : roundTicks(domain, log ? Math.floor(lengthPx / labelPx) : 7);
  const place = (value: number): number => (log ? Math.log(value) : value);
  const [low, high] = domain;
  const share = (value: number): number => (place(value) - place(low)) / (place(high) - place(low));
  const ticks = wanted.filter(spaced((value) => share(value) * lengthPx, labelPx));
  return {
    scale: { type: log ? 'log' : 'linear', domain },
    ticks,
    tickText: log ? plain : withSameDecimals(ticks),
    share,
    at: (part) => (log ? low * (high / low) ** part : low + part * (high - low)),
  };
}

function domainOf(values: readonly number[], log: boolean, fromZero: boolean): [number, number] {
  const low = Math.min(...values);
  const high = Math.max(...values);
  if (log) {
    const margin = (high / low) ** 0.04;
    return [low / margin, high * margin];
  }
  const margin = low === high ? Math.abs(low) * 0.5 || 1 : (high - low) * 0.06;
  return [fromZero && low >= 0 ? 0 : low - margin, high + margin];
}

function roundTicks([low, high]: readonly [number, number], most: number): number[] {
  // The end of a domain that starts at zero is a tick too; niceBreaks keeps strictly inside.
  return [...(low === 0 ? [0] : []), ...niceBreaks(low, high, most)];
}

/** Drops a tick that stands too close to the last one kept. */
function spaced(placePx: (value: number) => number, gapPx: number): (value: number) => boolean {
  let last = Number.NEGATIVE_INFINITY;
  return (value) => {
    const here = placePx(value);
    if (here - last < gapPx) return false;
    last = here;
    return true;
  };
}

/** `59.5, 60.0, 60.5` rather than `59.5, 60, 60.5`. */
function withSameDecimals(ticks: readonly number[]): (value: number) => string {
  const decimals = Math.max(0, ...ticks.map((tick) => plain(tick).split('.')[1]?.length ?? 0));
  return (value) =>
    value.toLocaleString('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}
