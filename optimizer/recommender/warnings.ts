import type { DataRow } from '../dataset/columns.js';
import { groupByPoint } from '../dataset/rows.js';
import { describeLimit } from '../domain/goal.js';
import type { Prediction } from '../domain/objective.js';
import type { Scores } from '../domain/model-record.js';
import type { SettingRanges } from '../domain/guard-rails.js';
import { SETTING_NAMES, type OrdererSettings, type SettingName } from '../domain/settings.js';
import { outsideBox, sweptBox, withinRanges, type SweptBox } from './candidates.js';
import type { Evidence } from './evidence.js';
import type { Outlook } from './outlook.js';
import { rateWarnings } from './rate-reach.js';

/** How a model and the trivial answers did on the same test rows. */
export interface ModelScores {
  readonly scores: Scores;
  readonly baselines: Readonly<Record<string, Scores>>;
}

const FEW_POINTS = 10;
/** Further off than replicates usually spread: three rounds of a point over a quarter of their median. */
const FAR_LATENCY_PCT = 30;
const FAR_THROUGHPUT_PCT = 10;

/** What makes the ground thin on which the whole recommendation stands. */
export function groundWarnings(
  rows: readonly DataRow[],
  current: OrdererSettings,
  sendRatesTps: readonly number[],
): string[] {
  return [...fewPoints(rows), ...rateWarnings(rows, sendRatesTps), ...currentOutside(rows, current)];
}

function fewPoints(rows: readonly DataRow[]): string[] {
  const points = groupByPoint(rows).size;
  if (points >= FEW_POINTS) return [];
  const were = points === 1 ? '1 point was' : `${points} points were`;
  return [`only ${were} measured: with fewer than ${FEW_POINTS} a prediction is a rough guess`];
}

function currentOutside(rows: readonly DataRow[], current: OrdererSettings): string[] {
  const box = sweptBox(rows);
  return outsideBox(current, box).map(
    (name) =>
      `the current ${name} of ${current[name]} is outside the swept ${box[name].min} to ${box[name].max}: ` +
      'what is predicted for the current settings is extrapolated',
  );
}

/** The model's prediction at the measured point nearest to the choice, against what was measured there. */
export function evidenceWarnings(
  { settings, sendRateTps, measured, roundIds }: Evidence,
  predicted: Prediction,
): string[] {
  const { maxMessageCount, batchTimeoutMs } = settings;
  const where =
    `${maxMessageCount} ${maxMessageCount === 1 ? 'message' : 'messages'} and ${batchTimeoutMs} ms at ${sendRateTps.toFixed(1)} tps, ` +
    'the measured point nearest to the choice';
  const once = roundIds.length === 1 ? [`${where}, was measured only once: one round may be luck`] : [];
  return [
    ...once,
    ...farOff(`latency at ${where}`, 'ms', predicted.latencyMeanMs, measured.latencyMeanMs, FAR_LATENCY_PCT),
    ...farOff(
      `throughput at ${where}`,
      'tps',
      predicted.throughputTps,
      measured.throughputTps,
      FAR_THROUGHPUT_PCT,
    ),
  ];
}

function farOff(what: string, unit: string, predicted: number, measured: number, limitPct: number): string[] {
  const offPct = (100 * Math.abs(predicted - measured)) / Math.max(measured, Number.EPSILON);
  if (offPct <= limitPct) return [];
  return [
    `the model is off by ${offPct.toFixed(0)} % in ${what}: predicted ${predicted.toFixed(1)} ${unit}, ` +
      `measured ${measured.toFixed(1)} ${unit} (median)`,
  ];
}

/** Rates at which the throughput that min-latency brings along is less sure than limits have to be. */
export function lenientWarnings(outlooks: readonly Outlook[], confidence: number, place: number): string[] {
  const unsure = outlooks
    .filter(({ leniency }) => leniency > 1)
    .flatMap(({ limits, sendRateTps }) =>
      limits
        .slice(0, 1)
        .map(({ limit, probability }) => ({ limit, sendRateTps, chance: probability[place] ?? 0 })),
    );
  return unsure.map(
    ({ limit, sendRateTps, chance }) =>
      `no candidate keeps ${describeLimit(limit)} of min-latency at ${sendRateTps} tps with a probability of ` +
      `${confidence}: this one keeps it with ${chance.toFixed(2)}, about as surely as any; the network is near ` +
      'saturation, or was not measured enough',
  );
}

/** Where the guard rails end what would be recommended, and where they leave nothing of what was measured. */
export function railWarnings(
  chosen: OrdererSettings,
  box: SweptBox,
  ranges: SettingRanges | undefined,
): string[] {
  if (!ranges) return [];
  const left = withinRanges(box, ranges);
  return SETTING_NAMES.flatMap((name) => {
    if (box[name].min > box[name].max) return [];
    return left[name].min > left[name].max
      ? [noneLeft(name, box, ranges)]
      : atRail(name, chosen, box, ranges);
  });
}

function noneLeft(name: SettingName, box: SweptBox, ranges: SettingRanges): string {
  return (
    `guardRails.${name} allows ${ranges[name].min} to ${ranges[name].max} and the rounds have ${box[name].min} to ` +
    `${box[name].max}: nothing but the value in force is left, sweep inside the guard rails`
  );
}

function atRail(name: SettingName, chosen: OrdererSettings, box: SweptBox, ranges: SettingRanges): string[] {
  const { min, max } = ranges[name];
  const value = chosen[name];
  const isLeast = value === min && box[name].min < min;
  const isMost = value === max && box[name].max > max;
  if (!isLeast && !isMost) return [];
  const end = isLeast ? 'smallest' : 'largest';
  return [
    `${name} ${value} is the ${end} that guardRails.${name} allows: better settings may lie beyond the rail`,
  ];
}

/** Which trivial answers did at least as well as the model on the rows that neither had seen. */
export function scoreWarnings({ scores, baselines }: ModelScores): string[] {
  return (['throughputTps', 'latencyMeanMs'] as const).flatMap((output) =>
    Object.entries(baselines)
      .filter(([, baseline]) => baseline[output].mapePct <= scores[output].mapePct)
      .map(
        ([name, baseline]) =>
          `for ${output} the model is no better than the trivial baseline ${name}: mean absolute percentage error ` +
          `${scores[output].mapePct.toFixed(1)} % against ${baseline[output].mapePct.toFixed(1)} %`,
      ),
  );
}
