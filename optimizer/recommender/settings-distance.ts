import { SETTING_NAMES, type OrdererSettings } from '../domain/settings.js';

/** Distance in the logarithms of all four knobs: from 10 to 20 as far as from 100 to 200. */
export function settingsDistance(a: OrdererSettings, b: OrdererSettings): number {
  return Math.hypot(...SETTING_NAMES.map((name) => Math.log(a[name] / b[name])));
}
