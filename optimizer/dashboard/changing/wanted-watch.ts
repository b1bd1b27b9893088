import type { WatchRequest } from '../api-views.js';
import { limitsIn } from './limit-from.js';

/** What the form about watching holds, as typed. */
export interface WatchForm {
  readonly isWanted: boolean;
  readonly seconds: string;
  readonly probeTps: string;
  readonly limits: string;
}

export const USUAL_WATCH: WatchForm = { isWanted: true, seconds: '60', probeTps: '0', limits: '' };

/** @returns the wish, or what is wrong with it */
export function watchOf(
  form: WatchForm,
): { readonly watch: WatchRequest | undefined } | { readonly fault: string } {
  if (!form.isWanted) return { watch: undefined };
  const seconds = numberIn(form.seconds, 5, 3600);
  if (seconds === undefined || !Number.isInteger(seconds))
    return { fault: 'seconds of watching: a whole number from 5 to 3600' };
  const probeTps = numberIn(form.probeTps, 0, 1000);
  if (probeTps === undefined) return { fault: 'transactions of our own: a number from 0 to 1000 a second' };
  const { limits, faults } = limitsIn(form.limits);
  if (faults.length > 0) return { fault: `no limit: ${faults.join(', ')}` };
  const written = limits.map(({ figure, bound, value }) => `${figure}${bound}${value}`);
  return {
    watch: {
      seconds,
      ...(probeTps > 0 ? { probeTps } : {}),
      ...(written.length > 0 ? { limits: written } : {}),
    },
  };
}

/** @returns undefined for anything but a number between the two */
function numberIn(text: string, low: number, high: number): number | undefined {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  return value >= low && value <= high ? value : undefined;
}
