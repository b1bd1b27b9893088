import { SETTING_NAMES } from './settings.js';

/** The box of values that a design spreads its points over. */

/** What a design may vary: the four settings and the send rate, whole numbers all of them. */
export const AXIS_NAMES = [...SETTING_NAMES, 'sendRateTps'] as const;
export type AxisName = (typeof AXIS_NAMES)[number];

export interface Axis {
  readonly name: AxisName;
  /** Least value, above 0. */
  readonly from: number;
  /** Greatest value, not below `from`. */
  readonly to: number;
  /** `log`: equal steps multiply by equal factors, natural for counts, bytes, timeouts and rates. */
  readonly scale: 'log' | 'linear';
}

/** A place in the unit cube, one coordinate from 0 to 1 an axis. */
export type UnitPoint = readonly number[];

/** Values on some axes. */
export type AxisValues = { readonly [Name in AxisName]?: number | undefined };

/**
 * The whole number at `u` of an axis: from (to / from)^u on a log scale, from + (to - from) u on a linear
 * one, rounded.
 * @param u - 0 to 1.
 */
export function valueAt({ from, to, scale }: Axis, u: number): number {
  return Math.round(scale === 'log' ? from * (to / from) ** u : from + (to - from) * u);
}

/** Where a value lies on an axis: the inverse of {@link valueAt} before rounding; 0 where `from` is `to`. */
export function placeOf({ from, to, scale }: Axis, value: number): number {
  if (from === to) return 0;
  return scale === 'log' ? Math.log(value / from) / Math.log(to / from) : (value - from) / (to - from);
}

/** The values at a place of the unit cube, repaired by {@link repaired}. */
export function valuesAt(axes: readonly Axis[], unit: UnitPoint): AxisValues {
  return repaired(
    Object.fromEntries(axes.map((axis, index) => [axis.name, valueAt(axis, unit[index] ?? 0)])),
  );
}

/**
 * Fabric refuses preferredMaxBytes above absoluteMaxBytes. Where a design drew such a pair, absoluteMaxBytes
 * is raised to meet the other: it ends no block, so that what the point measures stays what was drawn.
 */
export function repaired(values: AxisValues): AxisValues {
  const { preferredMaxBytes, absoluteMaxBytes } = values;
  if (preferredMaxBytes === undefined || absoluteMaxBytes === undefined) return values;
  return { ...values, absoluteMaxBytes: Math.max(absoluteMaxBytes, preferredMaxBytes) };
}

/** Equal values, equal keys. */
export function keyOf(values: AxisValues): string {
  return AXIS_NAMES.map((name) => values[name] ?? '').join(' ');
}

/** How many different values an axis holds. */
export function sizeOf({ from, to }: Axis): number {
  return to - from + 1;
}
