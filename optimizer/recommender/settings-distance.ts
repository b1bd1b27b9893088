import { SETTING_NAMES, type OrdererSettings } from '../domain/settings.js';

/** Distance in the logarithms of all four knobs: from 10 to 20 as far as from 100 to 200. */
export function settingsDistance(a: OrdererSettings, b: OrdererSettings): number {
  return Math.hypot(...SETTING_NAMES.map((name) => Math.log(a[name] / b[name])));
}

/** One row of logarithms a candidate, for comparing many. */
export function logarithms(settings: readonly OrdererSettings[]): Float64Array {
  const width = SETTING_NAMES.length;
  const values = new Float64Array(width * settings.length);
  for (const [row, each] of settings.entries())
    for (const [column, name] of SETTING_NAMES.entries()) values[width * row + column] = Math.log(each[name]);
  return values;
}
