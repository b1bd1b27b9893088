/**
 * The columns that a results file has a meaning for, and what their cells may hold. A rule is the end of a
 * sentence: `must be a whole number of at least 1`. Any other column is kept as text.
 */
export type ColumnRule =
  | { readonly kind: 'number'; readonly rule: string; readonly accepts: (value: number) => boolean }
  | { readonly kind: 'text'; readonly rule: string; readonly accepts: (cell: string) => boolean };

export const REQUIRED_COLUMNS = [
  'max_message_count',
  'batch_timeout_ms',
  'send_rate_tps',
  'throughput_tps',
  'latency_avg_ms',
] as const;

const wholeFrom = (min: number): ColumnRule => ({
  kind: 'number',
  rule: `must be a whole number of at least ${min}`,
  accepts: (value) => Number.isSafeInteger(value) && value >= min,
});
const aboveZero: ColumnRule = {
  kind: 'number',
  rule: 'must be a number above 0',
  accepts: (value) => value > 0,
};
const fromZero: ColumnRule = {
  kind: 'number',
  rule: 'must be a number of at least 0',
  accepts: (value) => value >= 0,
};
const anyNumber: ColumnRule = { kind: 'number', rule: 'must be a number', accepts: () => true };
const anyText: ColumnRule = { kind: 'text', rule: 'must be a text', accepts: () => true };
const time: ColumnRule = {
  kind: 'text',
  rule: 'must be a time such as 2026-01-31T12:00:00Z',
  accepts: isTime,
};

const RULES: ReadonlyMap<string, ColumnRule> = new Map([
  ['max_message_count', wholeFrom(1)],
  ['batch_timeout_ms', aboveZero],
  ['send_rate_tps', aboveZero],
  // A round in which nothing committed is a result too.
  ['throughput_tps', fromZero],
  ['latency_avg_ms', fromZero],
  ['preferred_max_bytes', wholeFrom(1)],
  ['absolute_max_bytes', wholeFrom(1)],
  ['tx_bytes', fromZero],
  ['achieved_rate_tps', fromZero],
  ['latency_p50_ms', fromZero],
  ['latency_p95_ms', fromZero],
  ['latency_p99_ms', fromZero],
  ['succeeded', wholeFrom(0)],
  ['failed', wholeFrom(0)],
  ['duration_s', aboveZero],
  ['at', time],
  ['replicate', wholeFrom(0)],
]);

/** Numeric properties of network or workload: `ctx_orderers`. */
const CONTEXT_COLUMN = /^ctx_./;

/** Columns of which none may hold more than the next one in the same row. */
export const ASCENDING_COLUMNS = [
  ['preferred_max_bytes', 'absolute_max_bytes'],
  ['latency_p50_ms', 'latency_p95_ms', 'latency_p99_ms'],
] as const;

export function ruleOf(column: string): ColumnRule {
  return RULES.get(column) ?? (CONTEXT_COLUMN.test(column) ? anyNumber : anyText);
}

export function isRequired(column: string): boolean {
  return REQUIRED_COLUMNS.some((name) => name === column);
}

/** A decimal number as programs write it. `Number` alone takes `0x1f`, `Infinity` and the empty text too. */
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** @returns undefined if the cell holds no finite number. */
export function numberIn(cell: string): number | undefined {
  const text = cell.trim();
  const value = DECIMAL.test(text) ? Number(text) : NaN;
  return Number.isFinite(value) ? value : undefined;
}

/** ISO 8601 from the day on; the zone may be left out. */
const ISO_TIME = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?$/;

function isTime(cell: string): boolean {
  return ISO_TIME.test(cell) && !Number.isNaN(Date.parse(cell));
}
