import { plain } from '../number-format.js';
import { niceBreaks } from './nice-breaks.js';

/** A class of values with the words for it, in rising order. */
export interface ValueClass {
  readonly label: string;
  /** Lowest value of the class; minus infinity where it has no end. */
  readonly from: number;
  readonly includes: (value: number) => boolean;
}

/** One class a value where the values are few, ranges between round numbers otherwise. */
export function classesOf(values: readonly number[], mostDistinct = 8): ValueClass[] {
  const distinct = [...new Set(values)].toSorted((a, b) => a - b);
  if (distinct.length <= mostDistinct) {
    return distinct.map((own) => ({ label: plain(own), from: own, includes: (value) => value === own }));
  }
  return rangesAt(niceBreaks(Math.min(...values), Math.max(...values), mostDistinct - 1));
}

/** The ranges that rising `breaks` cut the numbers into; each holds its lower end. */
export function rangesAt(breaks: readonly number[]): ValueClass[] {
  const ends = [Number.NEGATIVE_INFINITY, ...breaks];
  return ends.map((from, index) => {
    const to = breaks[index] ?? Number.POSITIVE_INFINITY;
    return { label: rangeLabel(from, to), from, includes: (value) => value >= from && value < to };
  });
}

/** Index of the class that holds `value`. */
export function classIndex(classes: readonly ValueClass[], value: number): number {
  return classes.findIndex((candidate) => candidate.includes(value));
}

function rangeLabel(from: number, to: number): string {
  if (from === Number.NEGATIVE_INFINITY && to === Number.POSITIVE_INFINITY) return 'all';
  if (from === Number.NEGATIVE_INFINITY) return `under ${plain(to)}`;
  return to === Number.POSITIVE_INFINITY ? `${plain(from)} and more` : `${plain(from)} to ${plain(to)}`;
}
