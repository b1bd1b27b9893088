/** Ranges that span more than this factor are read on a logarithmic scale. */
const LOG_RATIO = 8;

/** Steps within a decade, from fine to coarse. */
const DECADE_STEPS = [[1, 1.5, 2, 3, 5, 7], [1, 2, 5], [1, 3], [1]] as const;

/** Whether values spread so widely above zero that a logarithmic scale shows them better. */
export function spansDecades(values: readonly number[]): boolean {
  const low = Math.min(...values);
  return low > 0 && Math.max(...values) / low >= LOG_RATIO;
}

/**
 * Round numbers strictly between `low` and `high`, at most `most` of them: steps within decades over a wide
 * range above zero (50, 70, 100, 150, ...), equal steps otherwise.
 */
export function niceBreaks(low: number, high: number, most: number): number[] {
  if (!(high > low)) return [];
  const inside = (values: readonly number[]): number[] =>
    values.filter((value) => value > low && value < high);
  if (!spansDecades([low, high])) return inside(multiples(low, high, niceStep((high - low) / most)));
  const choices = DECADE_STEPS.map((steps) => inside(withinDecades(low, high, steps)));
  return choices.find((breaks) => breaks.length <= most) ?? [];
}

/** The smallest of 1, 2, 5 times a power of ten that is not below `rough`. */
function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  return ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10) * power;
}

function multiples(low: number, high: number, step: number): number[] {
  const first = Math.floor(low / step);
  const count = Math.ceil(high / step) - first + 1;
  // Multiplying keeps 0.30000000000000004 away, which adding up would collect.
  return Array.from({ length: count }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}

function withinDecades(low: number, high: number, steps: readonly number[]): number[] {
  const from = Math.floor(Math.log10(low));
  const to = Math.ceil(Math.log10(high));
  return Array.from({ length: to - from + 1 }, (_, index) => from + index).flatMap((power) =>
    steps.map((step) => Number((step * 10 ** power).toPrecision(12))),
  );
}
