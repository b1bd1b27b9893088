const MINUS = '\u2212';

/** How many decimals leave about three significant digits of a number of this size: 981, 58.7, 1.25. */
export function decimalsFor(size: number): number {
  const magnitude = Math.abs(size);
  if (magnitude >= 99.95) return 0;
  return magnitude >= 9.995 ? 1 : 2;
}

/** A number for people: `1,212`, `58.7`, `−0.14`; `n/a` for what is not a number. */
export function number(value: number, decimals = decimalsFor(value)): string {
  if (!Number.isFinite(value)) return 'n/a';
  const digits = Math.abs(value).toLocaleString('en-US', {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  // A sign in front of a rounded zero would claim a direction that the digits do not show.
  return value < 0 && /[1-9]/.test(digits) ? MINUS + digits : digits;
}

/** Like {@link number}, with a plus sign where the value is above zero. */
export function signed(value: number, decimals = decimalsFor(value)): string {
  const text = number(value, decimals);
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

/** A whole number: `1,200`. */
export function whole(value: number): string {
  return number(value, 0);
}

/** A number as short as it can be written: axis ticks, settings, send rates: `0.5`, `60`, `1,000`. */
export function plain(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 3 });
}

/** A signed difference with its interval, all three with the digits of the largest: `−922 (−1,003 to −841)`. */
export function differenceWithInterval(difference: { mean: number; low: number; high: number }): {
  readonly mean: string;
  readonly low: string;
  readonly high: string;
} {
  const { mean, low, high } = difference;
  const decimals = decimalsFor(Math.max(...[mean, low, high].map(Math.abs)));
  return { mean: signed(mean, decimals), low: signed(low, decimals), high: signed(high, decimals) };
}

/** `1 pair`, `4 pairs`. */
export function counted(count: number, noun: string): string {
  return `${whole(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** `2026-11-22 02:10 UTC` for an ISO 8601 time in UTC; other text stays as it is. */
export function clockTime(iso: string): string {
  return iso.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(:[\d.]+)?Z$/, '$1 $2 UTC');
}

/** Bytes in the largest binary unit that is at least 1: `3.8 GiB`. */
export function bytes(value: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, value)) / 10));
  return `${number(value / 1024 ** power, power === 0 ? 0 : 1)} ${units[power] ?? ''}`;
}
