/** Ranges that span more than this factor are read on a logarithmic scale. */
export const LOG_RATIO = 8;

export function spansDecades(values: readonly number[]): boolean {
  const low = Math.min(...values);
  return low > 0 && Math.max(...values) / low >= LOG_RATIO;
}

/**
 * Round numbers strictly between `low` and `high`, about `wanted` of them: 1-2-5 steps over a wide range
 * above zero, equal steps otherwise.
 */
export function niceBreaks(low: number, high: number, wanted = 6): number[] {
  if (!(high > low)) return [];
  const inside = (values: readonly number[]): number[] =>
    values.filter((value) => value > low && value < high);
  if (!spansDecades([low, high])) return inside(multiples(low, high, niceStep((high - low) / wanted)));
  const fine = inside(mantissas(low, high, [1, 2, 5]));
  return fine.length <= wanted + 1 ? fine : inside(mantissas(low, high, [1]));
}

/** The largest of 1, 2, 5 times a power of ten that is not above `rough`, or the next one. */
function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 5].findLast((candidate) => candidate * power <= rough * 1.25) ?? 1;
  return factor * power;
}

function multiples(low: number, high: number, step: number): number[] {
  const first = Math.floor(low / step);
  const count = Math.ceil(high / step) - first + 1;
  // Multiplying keeps 0.30000000000000004 away, which adding up would collect.
  return Array.from({ length: count }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}

function mantissas(low: number, high: number, factors: readonly number[]): number[] {
  const from = Math.floor(Math.log10(low));
  const to = Math.ceil(Math.log10(high));
  return Array.from({ length: to - from + 1 }, (_, index) => from + index).flatMap((power) =>
    factors.map((factor) => Number((factor * 10 ** power).toPrecision(12))),
  );
}
