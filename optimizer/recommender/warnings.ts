import { groupByPoint } from '../dataset/rows.js';
import type { Prediction } from '../domain/objective.js';
import type { Scores } from '../domain/model-record.js';
import type { MeasuredRound } from '../domain/round.js';
import { describeSettings, type OrdererSettings } from '../domain/settings.js';
import { outsideBox, sweptBox } from './candidates.js';
import type { Evidence } from './evidence.js';

/** How a model and the trivial answers did on the same test rows. */
export interface ModelScores {
  readonly scores: Scores;
  readonly baselines: Readonly<Record<string, Scores>>;
}

const FEW_POINTS = 10;
/** The rate that a generator achieves is a little off the one that was asked for. */
const RATE_TOLERANCE = 0.05;
/** Further off than replicates usually spread: three rounds of a point over a quarter of their median. */
const FAR_LATENCY_PCT = 30;
const FAR_THROUGHPUT_PCT = 10;

/** What makes the ground thin on which the whole recommendation stands. */
export function groundWarnings(
  rounds: readonly MeasuredRound[],
  current: OrdererSettings,
  sendRateTps: number,
): string[] {
  return [
    ...fewPoints(rounds),
    ...rateOutside(
      rounds.map(({ measurement }) => measurement.achievedRateTps),
      sendRateTps,
    ),
    ...currentOutside(rounds, current),
  ];
}

function fewPoints(rounds: readonly MeasuredRound[]): string[] {
  const points = groupByPoint(rounds).size;
  if (points >= FEW_POINTS) return [];
  return [`only ${points} points were measured: with fewer than ${FEW_POINTS} a prediction is a rough guess`];
}

function rateOutside(measuredTps: readonly number[], sendRateTps: number): string[] {
  const min = measuredTps.reduce((a, b) => Math.min(a, b), Infinity);
  const max = measuredTps.reduce((a, b) => Math.max(a, b), -Infinity);
  if (sendRateTps >= min * (1 - RATE_TOLERANCE) && sendRateTps <= max * (1 + RATE_TOLERANCE)) return [];
  const range = `${min.toFixed(1)} to ${max.toFixed(1)} tps`;
  return [`the send rate of ${sendRateTps} tps is outside the measured rates, ${range}: measure at it`];
}

function currentOutside(rounds: readonly MeasuredRound[], current: OrdererSettings): string[] {
  const box = sweptBox(rounds);
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
  const where = `${describeSettings(settings)} at ${sendRateTps.toFixed(1)} tps, the measured point nearest to the choice`;
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
