import type { Limit, LimitedFigure } from '../../domain/goal.js';

const FIGURES: readonly LimitedFigure[] = ['latencyMeanMs', 'latencyP95Ms', 'throughputTps', 'failedPct'];

/** Reads `latencyP95Ms<=400`. @returns undefined if that is no limit */
export function limitFrom(text: string): Limit | undefined {
  const [, name, bound, number] = /^\s*(\w+)\s*(<=|>=|≤|≥)\s*(\d+(?:\.\d+)?)\s*$/.exec(text) ?? [];
  const figure = FIGURES.find((each) => each === name);
  if (!figure || number === undefined) return undefined;
  return { figure, bound: bound === '<=' || bound === '≤' ? '<=' : '>=', value: Number(number) };
}

/** Limits, one a line or between commas, and what among them is none. */
export function limitsIn(text: string): {
  readonly limits: readonly Limit[];
  readonly faults: readonly string[];
} {
  const each = text
    .split(/[\n,;]/)
    .map((line) => line.trim())
    .filter(Boolean)
    .map((line) => ({ line, limit: limitFrom(line) }));
  return {
    limits: each.flatMap(({ limit }) => (limit ? [limit] : [])),
    faults: each.flatMap(({ line, limit }) => (limit ? [] : [line])),
  };
}
