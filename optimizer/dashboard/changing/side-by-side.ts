import type { Expected, Recommendation } from '../../domain/recommendation.js';
import type { OrdererSettings, SettingName } from '../../domain/settings.js';

export interface Figure {
  readonly value: number;
  /** 90 of 100 rounds lie between these; absent where nobody knows. */
  readonly low?: number;
  readonly high?: number;
}

/** One figure under the settings in force and under those recommended. */
export interface FigureRow {
  readonly name: 'throughputTps' | 'latencyMeanMs' | 'latencyP95Ms';
  readonly label: string;
  readonly unit: string;
  readonly before: Figure | undefined;
  readonly after: Figure | undefined;
  /** Of the expected values, %; undefined where one of them is missing or the first is 0. */
  readonly changePct: number | undefined;
  /** Of a latency less is better. */
  readonly lessIsBetter: boolean;
}

const FIGURES = [
  { name: 'throughputTps', label: 'throughput', unit: 'tps', lessIsBetter: false },
  { name: 'latencyMeanMs', label: 'mean latency', unit: 'ms', lessIsBetter: true },
  { name: 'latencyP95Ms', label: '95th percentile of latency', unit: 'ms', lessIsBetter: true },
] as const;

/** Figures that nobody expects anything of are left out. */
export function figureRows(before: Expected | undefined, after: Expected | undefined): FigureRow[] {
  return FIGURES.map((known) => {
    const [from, to] = [figureOf(before, known.name), figureOf(after, known.name)];
    return { ...known, before: from, after: to, changePct: changePct(from, to) };
  }).filter(({ before: from, after: to }) => from !== undefined || to !== undefined);
}

function figureOf(expected: Expected | undefined, name: FigureRow['name']): Figure | undefined {
  const value = expected?.[name];
  if (value === undefined) return undefined;
  return { value, ...expected?.interval90?.[name] };
}

function changePct(from: Figure | undefined, to: Figure | undefined): number | undefined {
  if (!from || !to || from.value === 0) return undefined;
  return 100 * (to.value / from.value - 1);
}

export interface SettingRow {
  readonly name: SettingName;
  readonly label: string;
  readonly unit: 'transactions' | 'ms' | 'bytes';
  readonly before: number;
  readonly after: number;
}

export const SETTING_LABELS: Readonly<Record<SettingName, Pick<SettingRow, 'label' | 'unit'>>> = {
  maxMessageCount: { label: 'most transactions in a block', unit: 'transactions' },
  preferredMaxBytes: { label: 'preferred size of a block', unit: 'bytes' },
  absoluteMaxBytes: { label: 'greatest size of a block', unit: 'bytes' },
  batchTimeoutMs: { label: 'batch timeout', unit: 'ms' },
};

// The domain's own list would bring its whole validation into the browser.
const IN_ORDER = ['maxMessageCount', 'batchTimeoutMs', 'preferredMaxBytes', 'absoluteMaxBytes'] as const;

export function settingRows(before: OrdererSettings, after: OrdererSettings): SettingRow[] {
  return IN_ORDER.map((name) => ({
    name,
    ...SETTING_LABELS[name],
    before: before[name],
    after: after[name],
  }));
}

export interface LimitRow {
  /** `latencyP95Ms <= 400` */
  readonly words: string;
  readonly before: number;
  readonly after: number;
  /** Whether it is kept with the confidence that was asked for. */
  readonly kept: boolean;
}

export function limitRows({ limits = [], goal }: Pick<Recommendation, 'limits' | 'goal'>): LimitRow[] {
  return limits.map(({ limit: { figure, bound, value }, probability, probabilityCurrent }) => ({
    words: `${figure} ${bound} ${Number(value.toPrecision(4))}`,
    before: probabilityCurrent,
    after: probability,
    kept: probability >= (goal?.confidence ?? 0),
  }));
}
