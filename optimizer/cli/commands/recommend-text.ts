import { describeLimit } from '../../domain/goal.js';
import type { Interval } from '../../domain/prediction.js';
import type { AtRate, Expected, ExpectedGain, Recommendation } from '../../domain/recommendation.js';
import { describeSettings, KIB, SETTING_NAMES, type SettingName } from '../../domain/settings.js';
import { figure, table } from '../output.js';

/** A recommendation for people: what is in force and what is recommended side by side, and what to think of it. */
export function describeRecommendation(recommendation: Recommendation): string {
  const { id, load, decision, reason, warnings } = recommendation;
  const asked = `${figure(load.sendRateTps)} tps (${load.workload}), ${goalWords(recommendation)}`;
  const answer = decision === 'stay' ? 'stay where you are' : 'change';
  return [
    `for ${asked}: ${answer}`,
    ...(reason === undefined ? [] : [reason]),
    '',
    sideBySide(recommendation),
    '',
    ...gainLines(recommendation),
    ...rateLines(recommendation),
    ...aroundLines(recommendation),
    ...basisLines(recommendation),
    ...warnings.map((warning) => `warning: ${warning}`),
    `recommendation ${id}`,
  ].join('\n');
}

export function goalWords({ objective, goal }: Pick<Recommendation, 'objective' | 'goal'>): string {
  if (!goal) return objective;
  const { a, b } = { a: goal.weights.latency, b: goal.weights.throughput };
  const p95 = goal.latency === 'p95' && objective !== 'max-throughput' ? ' of the 95th percentile' : '';
  const weights = objective === 'balanced' && (a !== 1 || b !== 1) ? `, weights ${a} and ${b}` : '';
  const limits = goal.limits.length === 0 ? '' : ` with ${goal.limits.map(describeLimit).join(', ')}`;
  return `${objective}${p95}${weights}${limits}`;
}

const SETTING_WORDS: Readonly<Record<SettingName, string>> = {
  maxMessageCount: 'messages in a block',
  batchTimeoutMs: 'batch timeout, ms',
  preferredMaxBytes: 'preferred size, KiB',
  absoluteMaxBytes: 'greatest size, KiB',
};

function sideBySide({ current, settings, predicted, predictedCurrent, limits = [] }: Recommendation): string {
  const value = (name: SettingName, of: Recommendation['settings']): string =>
    name.endsWith('Bytes') ? figure(of[name] / KIB) : String(of[name]);
  const p95 =
    predicted.latencyP95Ms === undefined
      ? []
      : [figureRow('p95 latency, ms', 'latencyP95Ms', predictedCurrent, predicted)];
  return table(
    ['', 'in force', 'recommended'],
    [
      ...SETTING_NAMES.map((name) => [SETTING_WORDS[name], value(name, current), value(name, settings)]),
      figureRow('throughput, tps', 'throughputTps', predictedCurrent, predicted),
      figureRow('mean latency, ms', 'latencyMeanMs', predictedCurrent, predicted),
      ...p95,
      ...limits.map(({ limit, probability, probabilityCurrent }) => [
        `P(${describeLimit({ ...limit, value: Number(limit.value.toPrecision(4)) })})`,
        probabilityCurrent.toFixed(2),
        probability.toFixed(2),
      ]),
    ],
  );
}

type FigureName = 'throughputTps' | 'latencyMeanMs' | 'latencyP95Ms';

function figureRow(words: string, name: FigureName, ...sides: readonly Expected[]): string[] {
  return [words, ...sides.map((side) => withInterval(side[name], side.interval90 && side.interval90[name]))];
}

/** `60 (57 to 62)` */
function withInterval(value: number | undefined, interval: Interval | undefined): string {
  if (value === undefined) return '-';
  return interval ? `${figure(value)} (${figure(interval.low)} to ${figure(interval.high)})` : figure(value);
}

const GAIN_WORDS: Readonly<Record<ExpectedGain['figure'], string>> = {
  latencyMeanMs: 'mean latency',
  latencyP95Ms: '95th percentile of latency',
  throughputTps: 'throughput',
  power: 'power (throughput / latency)',
};

function gainLines({
  decision,
  expectedGain,
  probabilityBetter,
  contender,
  limits,
  goal,
}: Recommendation): string[] {
  if (!expectedGain || probabilityBetter === undefined) return [];
  const intervals = '(in parentheses: 90 of 100 rounds)';
  if (decision === 'stay' && contender === undefined) return [intervals];
  const of = contender ? `of ${describeSettings(contender.settings)}, the best other candidate` : 'expected';
  const kept = limits && limits.length > 0 && goal ? `, limits have to hold with ${goal.confidence}` : '';
  return [
    `${intervals}${kept}`,
    `gain ${of}: ${gainWords(expectedGain)}, better with a probability of ${probabilityBetter.toFixed(2)}`,
  ];
}

/** `mean latency -74 % (-78 to -70)` */
export function gainWords({ figure: name, changePct, low, high }: ExpectedGain): string {
  return `${GAIN_WORDS[name]} ${signed(changePct)} % (${signed(low)} to ${signed(high)})`;
}

function signed(value: number): string {
  return `${value > 0 ? '+' : ''}${figure(value)}`;
}

function rateLines({ rates }: Recommendation): string[] {
  if (!rates) return [];
  return [
    'figures above are those of the rate at which what is in force is furthest from the best; at every rate:',
    table(
      ['from', 'tps', 'throughput', 'mean latency, ms', 'change %', 'regret %', 'P(limits)'],
      rates.map(rateRow),
    ),
  ];
}

function rateRow({ from, sendRateTps, predicted, expectedGain, regretPct, limits }: AtRate): string[] {
  return [
    from ?? '-',
    figure(sendRateTps),
    figure(predicted.throughputTps),
    withInterval(predicted.latencyMeanMs, predicted.interval90?.latencyMeanMs),
    signed(expectedGain.changePct),
    figure(regretPct),
    limits.length === 0 ? '-' : Math.min(...limits.map(({ probability }) => probability)).toFixed(2),
  ];
}

function aroundLines({ binding, safeRegion, front }: Recommendation): string[] {
  return [
    ...(binding ? [`what binds: ${binding.description}`] : []),
    ...(safeRegion?.description ?? []),
    ...(front
      ? [`on the front of throughput and latency: ${front.size} of ${front.candidates} candidates`]
      : []),
  ];
}

function basisLines({ candidates, modelId, roundIds, evidence, dataset }: Recommendation): string[] {
  const model = dataset
    ? `a model of ${dataset.names.join(', ')}, made for this answer from ${dataset.rows} rows`
    : `model ${modelId}, which rests on ${roundIds.length} rounds`;
  return [`best of ${candidates} candidates by ${model}`, ...(evidence ? [evidenceWords(evidence)] : [])];
}

function evidenceWords({
  settings,
  sendRateTps,
  measured,
  roundIds,
}: NonNullable<Recommendation['evidence']>) {
  const { maxMessageCount, batchTimeoutMs } = settings;
  const rounds = roundIds.length === 1 ? '1 round' : `${roundIds.length} rounds`;
  return (
    `measured nearest to it: ${maxMessageCount} ${maxMessageCount === 1 ? 'message' : 'messages'}, ${batchTimeoutMs} ms at ${figure(sendRateTps)} tps: ` +
    `${figure(measured.throughputTps)} tps, ${figure(measured.latencyMeanMs)} ms (median of ${rounds})`
  );
}
