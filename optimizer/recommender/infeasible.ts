import { InfeasibleError } from '../domain/errors.js';
import { describeLimit, type Limit, type LimitedFigure } from '../domain/goal.js';
import type { IntervalPrediction } from '../domain/prediction.js';
import { describeSettings } from '../domain/settings.js';
import type { Prospects } from './choice.js';
import { latencySpread, throughputSpread } from './goal-spread.js';
import { inTheLongRun, logQuantileAt, normalQuantile } from './log-spread.js';
import type { Outlook } from './outlook.js';

/** A limit at a rate, and the candidate that comes closest to it. */
interface Closest {
  readonly limit: Limit;
  readonly outlook: Outlook;
  readonly place: number;
  readonly probability: number;
}

const UNITS: Readonly<Record<LimitedFigure, string>> = {
  latencyMeanMs: 'ms',
  latencyP95Ms: 'ms',
  throughputTps: 'tps',
  failedPct: '%',
};

/** Why no candidate keeps the limits: which of them, and how close one can get with what. */
export function infeasible(prospects: Prospects, confidence: number): InfeasibleError {
  const each = prospects.outlooks.flatMap((outlook) =>
    outlook.limits.map((limit) => closestTo(limit, outlook)),
  );
  const impossible = each.filter(({ probability }) => probability < confidence);
  if (impossible.length > 0)
    return new InfeasibleError(
      impossible.map((closest) => impossibleWords(closest, prospects, confidence)).join('; '),
    );
  return new InfeasibleError(togetherWords(prospects, confidence));
}

function closestTo({ limit, probability }: Outlook['limits'][number], outlook: Outlook): Closest {
  const sign = limit.bound === '<=' ? 1 : -1;
  // Where no candidate comes near, every probability is 0, and the figures tell them apart.
  const figure = (place: number): number => sign * (figureAt(limit, outlook.predictions[place]) ?? 0);
  let best = 0;
  for (let place = 1; place < probability.length; place += 1) {
    const gained = (probability[place] ?? 0) - (probability[best] ?? 0);
    if (gained > 0 || (gained === 0 && figure(place) < figure(best))) best = place;
  }
  return { limit, outlook, place: best, probability: probability[best] ?? 0 };
}

function figureAt({ figure }: Limit, predicted: IntervalPrediction | undefined): number | undefined {
  return figure === 'failedPct' ? undefined : predicted?.[figure];
}

function impossibleWords(closest: Closest, { settings }: Prospects, confidence: number): string {
  const { limit, outlook, place, probability } = closest;
  const predicted = outlook.predictions[place];
  const unit = UNITS[limit.figure];
  const figure = figureAt(limit, predicted);
  const reached = figure === undefined ? '' : `is expected to have ${short(figure)} ${unit} and `;
  return (
    `no measured or interpolated setting keeps ${describeLimit(limit)} at ${outlook.sendRateTps} tps with a ` +
    `probability of ${confidence}: the closest, ${words(settings[place])}, ${reached}keeps it with ` +
    `${probability.toFixed(2)}; ${advice(closest, confidence)}`
  );
}

/** What could be asked for instead. */
function advice({ limit, outlook, place }: Closest, confidence: number): string {
  const predicted = outlook.predictions[place];
  if (limit.figure === 'failedPct')
    return 'allow more, ask for a lower --confidence, or measure more: few failures are shown by many transactions';
  if (!predicted) return 'measure more';
  const spread =
    limit.figure === 'throughputTps'
      ? inTheLongRun(throughputSpread(predicted), outlook.rounds[place])
      : latencySpread(predicted, limit.figure === 'latencyP95Ms' ? 'p95' : 'mean');
  const z = normalQuantile(confidence);
  const value = Math.exp(logQuantileAt(spread, limit.bound === '>=' ? -z : z));
  const possible = `${limit.figure}${limit.bound}${short(value)}`;
  return `${possible} could be kept there, a lower send rate or --confidence asks for less, and a sweep of other settings may find better ones`;
}

/** Each limit could be kept, but not all by one setting, or not at every rate. */
function togetherWords({ settings, outlooks }: Prospects, confidence: number): string {
  const jointly = (place: number): number =>
    outlooks.reduce((least, { kept }) => Math.min(least, kept[place] ?? 0), 1);
  let best = 0;
  for (let place = 1; place < settings.length; place += 1) if (jointly(place) > jointly(best)) best = place;
  const broken = outlooks.flatMap(({ limits, sendRateTps }) =>
    limits
      .filter(({ probability }) => (probability[best] ?? 0) < confidence)
      .map(({ limit, probability }) => {
        const chance = (probability[best] ?? 0).toFixed(2);
        return `${describeLimit(limit)} at ${sendRateTps} tps with ${chance}`;
      }),
  );
  const names = [
    ...new Set(outlooks.flatMap(({ limits }) => limits.map(({ limit }) => describeLimit(limit)))),
  ];
  const rates = outlooks.length > 1 ? ' at every send rate' : '';
  const schedule = outlooks.length > 1 ? ', ask for a setting for each period (--schedule)' : '';
  return (
    `each of the limits ${names.join(', ')} can be kept, but no measured or interpolated setting keeps all of ` +
    `them${rates} with a probability of ${confidence}: the closest, ${words(settings[best])}, keeps ` +
    `${broken.join(' and ')}; loosen one of these${schedule} or ask for a lower --confidence`
  );
}

function words(settings: Prospects['settings'][number] | undefined): string {
  return settings ? describeSettings(settings) : 'none';
}

/** Three significant digits, and whole numbers from 100 on. */
function short(value: number): string {
  return value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}
