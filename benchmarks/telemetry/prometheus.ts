/** One line of a metrics page. */
export interface Series {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly value: number;
}

export interface MetricsPage {
  readonly series: readonly Series[];
  /** Lines that are not in the format, counted from 1. */
  readonly malformedLines: readonly number[];
}

/** A page, or why there is none. */
export type Scrape =
  | { readonly kind: 'page'; readonly page: MetricsPage }
  | { readonly kind: 'failed'; readonly reason: string };

const SAMPLE = /^\s*([a-zA-Z_:][\w:]*)\s*(?:\{(.*)\})?\s*([^\s{}]+)(?:\s+-?\d+)?\s*$/;
const LABEL = /([a-zA-Z_]\w*)\s*=\s*"((?:[^"\\]|\\.)*)"\s*(?:,\s*|$)/y;
const INFINITY = /^([+-]?)inf(?:inity)?$/i;
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/**
 * Asks a node for its metrics page.
 * @param deadlineMs - for the whole of it, the body too
 */
export async function scrape(url: string, deadlineMs: number): Promise<Scrape> {
  try {
    const response = await fetch(url, {
      // A server may answer in OpenMetrics otherwise, which is another format; and a node that is being
      // measured should spend no time on compressing.
      headers: { accept: 'text/plain;version=0.0.4', 'accept-encoding': 'identity' },
      signal: AbortSignal.timeout(deadlineMs),
    });
    const body = await response.text();
    if (!response.ok) return { kind: 'failed', reason: `${url} answered with status ${response.status}` };
    return { kind: 'page', page: parsePage(body) };
  } catch (error) {
    return { kind: 'failed', reason: `${url} ${whyNot(error, deadlineMs)}` };
  }
}

/**
 * The text format of Prometheus, version 0.0.4: `name{label="value",...} value [timestamp]`, comments after
 * #. Lines that are not in it are left out and named.
 */
export function parsePage(text: string): MetricsPage {
  const series: Series[] = [];
  const malformedLines: number[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (/^\s*(?:#|$)/.test(line)) continue;
    const parsed = parseLine(line);
    if (parsed) series.push(parsed);
    else malformedLines.push(index + 1);
  }
  return { series, malformedLines };
}

function parseLine(line: string): Series | undefined {
  const [, name, labelText = '', valueText = ''] = SAMPLE.exec(line) ?? [];
  if (name === undefined) return undefined;
  const labels = parseLabels(labelText);
  const value = parseValue(valueText);
  return labels && value !== undefined ? { name, labels, value } : undefined;
}

function parseLabels(text: string): Map<string, string> | undefined {
  const labels = new Map<string, string>();
  const trimmed = text.trim();
  LABEL.lastIndex = 0;
  while (LABEL.lastIndex < trimmed.length) {
    const [, name, value] = LABEL.exec(trimmed) ?? [];
    if (name === undefined || value === undefined) return undefined;
    labels.set(name, value.includes('\\') ? unescape(value) : value);
  }
  return labels;
}

function unescape(value: string): string {
  return value.replaceAll(/\\(.)/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped));
}

function parseValue(text: string): number | undefined {
  if (/^nan$/i.test(text)) return Number.NaN;
  const [, sign] = INFINITY.exec(text) ?? [];
  if (sign !== undefined) return sign === '-' ? -Infinity : Infinity;
  return DECIMAL.test(text) ? Number(text) : undefined;
}

function whyNot(error: unknown, deadlineMs: number): string {
  if (!(error instanceof Error)) return `cannot be asked: ${String(error)}`;
  if (error.name === 'TimeoutError') return `did not answer within ${deadlineMs} ms`;
  // fetch says no more than that it failed; the reason is in the cause.
  return `cannot be asked: ${error.cause instanceof Error ? error.cause.message : error.message}`;
}
