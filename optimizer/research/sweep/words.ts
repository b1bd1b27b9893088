import { number, plain } from '../number-format.js';

/** `a`, `a and b`, `a, b and c`. */
export function listWords(items: readonly string[]): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

/** `30`, `30 to 150`: the ends of some values. */
export function rangeWords(values: readonly number[], write: (value: number) => string = plain): string {
  const [low, high] = [write(Math.min(...values)), write(Math.max(...values))];
  return low === high ? low : `${low} to ${high}`;
}

/** `42 s`, `12 min`, `1 h 5 min`. */
export function durationWords(seconds: number): string {
  if (seconds < 90) return `${number(seconds, 0)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A share in whole percent, never rounded to nothing or to all: `42 %`, `under 1 %`, `over 99 %`. */
export function sharePct(part: number, all: number): string {
  const share = (100 * part) / all;
  if (part > 0 && share < 1) return 'under 1\u00a0%';
  if (part < all && share > 99) return 'over 99\u00a0%';
  return `${number(share, 0)}\u00a0%`;
}
