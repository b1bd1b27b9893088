import { describeLimit, type Goal } from '../domain/goal.js';
import type { EdgeReason, KnobRange } from '../domain/recommendation-detail.js';
import type { SettingName } from '../domain/settings.js';

const UNITS: Readonly<Record<SettingName, string>> = {
  maxMessageCount: 'message',
  preferredMaxBytes: 'byte',
  absoluteMaxBytes: 'byte',
  batchTimeoutMs: 'ms',
};

type Words = Pick<Goal, 'objective' | 'confidence'> & { readonly tolerance: number };

/**
 * `batchTimeoutMs: anything from 40 to 180 ms is as good; below 40 ms throughputTps>=57 no longer holds with
 * 90 % probability; above 180 ms latency rises by more than 5 %`.
 */
export function describeKnob(knob: KnobRange, words: Words): string {
  const { name, chosen, low, high } = knob;
  const unit = UNITS[name];
  const text = (value: number): string =>
    `${value.toLocaleString('en-US')} ${unit}${unit === 'ms' || value === 1 ? '' : 's'}`;
  const range =
    low.value === high.value
      ? `only ${text(chosen)} is as good`
      : `anything from ${low.value.toLocaleString('en-US')} to ${text(high.value)} is as good`;
  const reasons: Record<EdgeReason, (edge: KnobRange['low']) => string> = {
    box: () => 'nothing was measured or is allowed',
    cost: () => costWords(words),
    limits: ({ broken }) =>
      `${broken ? describeLimit(broken) : 'a limit'} no longer holds with ${percent(words.confidence)} probability`,
  };
  const ends = [
    `below ${text(low.value)} ${reasons[low.reason](low)}`,
    `above ${text(high.value)} ${reasons[high.reason](high)}`,
  ];
  return [`${name}: ${range}`, ...ends].join('; ');
}

function costWords({ objective, tolerance }: Words): string {
  if (objective === 'min-latency') return `latency rises by more than ${percent(tolerance)}`;
  // A cost of 1 / throughput that is a share t higher is a throughput of 1 / (1 + t).
  if (objective === 'max-throughput')
    return `throughput falls by more than ${percent(tolerance / (1 + tolerance))}`;
  return `latency for the throughput rises by more than ${percent(tolerance)}`;
}

function percent(share: number): string {
  return `${Number((100 * share).toFixed(1))} %`;
}
