import type { ScaleOptions } from '@observablehq/plot';
import { plain } from '../number-format.js';
import { niceBreaks, spansDecades } from './nice-breaks.js';

/** A numeric axis: its scale, and the ticks that fit on it. */
export interface Axis {
  readonly scale: ScaleOptions & { readonly type: 'log' | 'linear'; readonly domain: [number, number] };
  readonly ticks: readonly number[];
}

export interface AxisOptions {
  /** Length of the axis in pixels, so that tick labels do not run into each other. */
  readonly lengthPx: number;
  /** Room that one tick label needs along the axis. */
  readonly labelPx: number;
  /** Put the ticks at the values themselves where they are few, as for swept settings. */
  readonly atValues?: boolean;
  /** Let a linear axis start at zero. */
  readonly fromZero?: boolean;
  /** Never use a logarithmic scale. */
  readonly linear?: boolean;
}

const MOST_VALUE_TICKS = 10;

/** An axis that holds every one of `values`, logarithmic where they span a wide range above zero. */
export function axisFor(values: readonly number[], options: AxisOptions): Axis {
  const log = !options.linear && spansDecades(values);
  const domain = domainOf(values, log, options.fromZero ?? false);
  const distinct = [...new Set(values)].toSorted((a, b) => a - b);
  const wanted = options.atValues && distinct.length <= MOST_VALUE_TICKS ? distinct : ticksIn(domain);
  const at = (value: number): number => {
    const [low, high] = log ? domain.map(Math.log) : domain;
    const place = log ? Math.log(value) : value;
    return ((place - (low ?? 0)) / ((high ?? 1) - (low ?? 0))) * options.lengthPx;
  };
  return {
    scale: { type: log ? 'log' : 'linear', domain },
    ticks: wanted.filter(spaced(at, options.labelPx)),
  };
}

export const tickText = plain;

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

function ticksIn([low, high]: readonly [number, number]): number[] {
  // The end of a domain that starts at zero is a tick too; niceBreaks keeps strictly inside.
  return [...(low === 0 ? [0] : []), ...niceBreaks(low, high, 5)];
}

/** Drops a tick that stands too close to the last one kept. */
function spaced(at: (value: number) => number, gapPx: number): (value: number) => boolean {
  let last = Number.NEGATIVE_INFINITY;
  return (value) => {
    const place = at(value);
    if (place - last < gapPx) return false;
    last = place;
    return true;
  };
}
