import type { Goal, Limit } from '../../domain/goal.js';
import type { ExpectedGain } from '../../domain/recommendation.js';
import {
  describeSettings,
  SETTING_NAMES,
  type OrdererSettings,
  type SettingName,
} from '../../domain/settings.js';
import { number, plain, signed } from '../number-format.js';

export const SETTING_UNITS: Readonly<Record<SettingName, string>> = {
  maxMessageCount: 'messages',
  preferredMaxBytes: 'bytes',
  absoluteMaxBytes: 'bytes',
  batchTimeoutMs: 'ms',
};

/** `maxMessageCount from 100 to 5 messages and batchTimeoutMs from 2,000 to 100 ms`. */
export function changeWords(before: OrdererSettings, after: OrdererSettings): string {
  const changed = SETTING_NAMES.filter((name) => before[name] !== after[name]).map(
    (name) => `${name} from ${plain(before[name])} to ${plain(after[name])} ${SETTING_UNITS[name]}`,
  );
  return changed.join(' and ') || `no difference from ${describeSettings(before)}`;
}

/** What was asked for, as a noun. */
export function goalWords({ objective, latency, weights, throughputTolerance }: Goal): string {
  const name = latency === 'p95' ? '95th percentile of latency' : 'mean latency';
  if (objective === 'max-throughput') return 'the highest throughput';
  if (objective === 'min-latency')
    return `the lowest ${name} at no less than ${plain(100 * (1 - throughputTolerance))} % of the send rate`;
  const powers = `throughput${powerText(weights.throughput)} / latency${powerText(weights.latency)}`;
  return `a balance of throughput and ${name}, the highest ${powers},`;
}

function powerText(power: number): string {
  return power === 1 ? '' : `^${plain(power)}`;
}

const GAIN_WORDS: Readonly<Record<ExpectedGain['figure'], string>> = {
  latencyMeanMs: 'mean latency',
  latencyP95Ms: '95th percentile of latency',
  throughputTps: 'throughput',
  power: 'throughput for the latency',
};

/** `mean latency −62 % (90 % interval −75 to −40 %)`. */
export function gainWords({ figure, changePct, low, high }: ExpectedGain): string {
  const range = `90 % interval ${signed(low, 0)} to ${signed(high, 0)} %`;
  return `${GAIN_WORDS[figure]} ${signed(changePct, 0)} % (${range})`;
}

const FIGURE_UNITS: Readonly<Record<Limit['figure'], string>> = {
  latencyMeanMs: 'ms',
  latencyP95Ms: 'ms',
  throughputTps: 'tps',
  failedPct: '%',
};
const FIGURE_NAMES: Readonly<Record<Limit['figure'], string>> = {
  latencyMeanMs: 'mean latency',
  latencyP95Ms: '95th percentile of latency',
  throughputTps: 'throughput',
  failedPct: 'failed transactions',
};

/** `throughput at least 57 tps`. */
export function limitWords({ figure, bound, value }: Limit): string {
  return `${FIGURE_NAMES[figure]} at ${bound === '<=' ? 'most' : 'least'} ${plain(value)} ${FIGURE_UNITS[figure]}`;
}

/** `59.1 (51.0 to 70.2)`; `n/a` where the model does not know it. */
export function withInterval(
  value: number | undefined,
  interval: { readonly low: number; readonly high: number } | undefined,
): string {
  if (value === undefined) return 'n/a';
  return interval ? `${number(value)} (${number(interval.low)} to ${number(interval.high)})` : number(value);
}

/** Of a probability, in whole %: never 0 or 100 for what is merely close to it. */
export function percent(probability: number): string {
  if (probability > 0 && probability < 0.005) return 'under 1 %';
  if (probability < 1 && probability > 0.995) return 'over 99 %';
  return `${number(100 * probability, 0)} %`;
}
