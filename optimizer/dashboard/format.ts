/** Figures and times as people read them. Every figure carries its unit. */

const DASH = '–';

function fixed(value: number, digits: number): string {
  const text = value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return /^-0(\.0*)?$/.test(text) ? text.slice(1) : text;
}

/** Three significant digits, whole numbers from 100 on; what is whole stays so. */
export function figure(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return DASH;
  const size = Math.abs(value);
  if (size >= 100 || Number.isInteger(value)) return fixed(value, 0);
  return fixed(value, size >= 10 ? 1 : 2);
}

export function withUnit(value: number | undefined, unit: string): string {
  return value === undefined || !Number.isFinite(value) ? DASH : `${figure(value)} ${unit}`;
}

export const tps = (value: number | undefined): string => withUnit(value, 'tps');
export const ms = (value: number | undefined): string => withUnit(value, 'ms');
export const pct = (value: number | undefined): string => withUnit(value, '%');

/** `210 to 290 ms` */
export function range(
  interval: { readonly low: number; readonly high: number } | undefined,
  unit: string,
): string {
  return interval ? `${figure(interval.low)} to ${figure(interval.high)} ${unit}` : DASH;
}

export function count(value: number): string {
  return value.toLocaleString('en');
}

/** `1 round`, `2 rounds` */
export function counted(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? '' : 's'}`;
}

/** `512 KiB`, `2 MiB` */
export function bytes(value: number | undefined): string {
  if (value === undefined) return DASH;
  const [size, unit] = value >= 1024 * 1024 ? [value / 1024 / 1024, 'MiB'] : [value / 1024, 'KiB'];
  return `${Number.isInteger(size) ? count(size) : figure(size)} ${unit}`;
}

/** `45 s`, `3 min 20 s`, `2 h 5 min` */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return joined(`${minutes} min`, seconds % 60, 's');
  if (minutes < 60) return `${Math.round(seconds / 60)} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return joined(`${hours} h`, minutes % 60, 'min');
  return joined(`${Math.floor(hours / 24)} days`, hours % 24, 'h');
}

function joined(most: string, rest: number, unit: string): string {
  return rest === 0 ? most : `${most} ${rest} ${unit}`;
}

/** `just now`, `3 min 20 s ago` */
export function ago(at: string | number, nowMs: number): string {
  const past = nowMs - (typeof at === 'number' ? at : Date.parse(at));
  return past < 2000 ? 'just now' : `${duration(past)} ago`;
}

/** In the reader's time zone: `22 Nov 2026, 18:04:31`. */
export function clock(at: string | number): string {
  return new Date(at).toLocaleString('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
}

/** The time alone where it is today's: `18:04:31`. */
export function clockToday(at: string | number, nowMs: number): string {
  const [then, now] = [new Date(at), new Date(nowMs)];
  return then.toDateString() === now.toDateString() ? then.toLocaleTimeString('en-GB') : clock(at);
}
