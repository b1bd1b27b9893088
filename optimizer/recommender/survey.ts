import type { DataRow, ModelInput } from '../dataset/columns.js';
import { NotEnoughDataError } from '../domain/errors.js';
import type { Goal } from '../domain/goal.js';
import type { Workload } from '../domain/load.js';
import type { SettingRanges } from '../domain/guard-rails.js';
import type { IntervalPrediction } from '../domain/prediction.js';
import type { OrdererSettings } from '../domain/settings.js';
import { candidateSettings } from './candidates.js';
import { keeps, type Prospects } from './choice.js';
import { failureEstimate, type FailureCount } from './failure-estimate.js';
import { sumsAround } from './neighbourhood.js';
import { outlookAt, type Outlook, type OutlookTools, type Period } from './outlook.js';
import { questionOfRows, type Question } from './question.js';
import { refuseFarRates } from './rate-reach.js';
import { worthAsking } from './screening.js';

/** Predicts every point in one pass, each with its 90 % interval. */
export type PredictIntervals = (points: readonly ModelInput[]) => readonly IntervalPrediction[];

export interface SurveyRequest {
  /** Usable rows that the model was made from, all of the workload. */
  readonly rows: readonly DataRow[];
  /** What failed in these rows, where it is known. */
  readonly failures: readonly FailureCount[];
  /** Settings in force: the first of the candidates. */
  readonly current: OrdererSettings;
  readonly workload: Workload;
  /** Send rates that settings are wanted for, at least one. */
  readonly periods: readonly Period[];
  readonly goal: Goal;
  /** What the installation allows; without it, the hard limits. */
  readonly ranges?: SettingRanges | undefined;
  readonly predict: PredictIntervals;
}

/** What is expected of the candidates at every period, and how to ask for more. */
export interface Survey extends Prospects {
  /** How many settings there were to choose among; of very many only the promising ones were asked about. */
  readonly candidates: number;
  readonly question: Question;
  readonly tools: OutlookTools;
}

/**
 * Looks at every candidate at every period: whole units inside the swept box, rounded first and predicted after, so
 * that the figures are those of what would be applied.
 * @throws NotEnoughDataError without rows, far outside of them, and without the 95th percentile where it is needed
 */
export function survey(request: SurveyRequest): Survey {
  const { rows, failures, current, workload, periods, goal, predict } = request;
  if (rows.length === 0)
    throw new NotEnoughDataError(
      `there is no measured round of workload ${workload}: run a sweep with it first`,
    );
  refuseFarRates(
    rows,
    periods.map(({ sendRateTps }) => sendRateTps),
  );
  const question = questionOfRows(rows);
  const estimate = failureEstimate(failures);
  const around = sumsAround(
    rows,
    rows.map(() => [1]),
  );
  const tools: OutlookTools = {
    goal,
    ask: (settings, rateTps) => predict(settings.map((each) => question(each, rateTps))),
    roundsAround: (settings, sendRateTps) => around({ ...settings, sendRateTps })[0] ?? 0,
    failureOdds: (settings, sendRateTps, limitPct) => estimate({ ...settings, sendRateTps }, limitPct),
  };
  refuseUnknown(request, tools);
  const all = candidateSettings(rows, current, request.ranges);
  const settings = worthAsking(all, (some) => badness(lookAt(some, periods, tools), goal));
  return { candidates: all.length, settings, outlooks: lookAt(settings, periods, tools), question, tools };
}

/** Periods of one rate share what is expected at it. */
function lookAt(
  settings: readonly OrdererSettings[],
  periods: readonly Period[],
  tools: OutlookTools,
): Outlook[] {
  const atRate = new Map<number, Outlook>();
  return periods.map((period) => {
    const outlook = atRate.get(period.sendRateTps) ?? outlookAt(settings, period, tools);
    atRate.set(period.sendRateTps, outlook);
    return { ...outlook, ...period };
  });
}

/** Worse than any cost: a candidate that keeps no limit comes after one that keeps them, the closer the sooner. */
const BROKEN = 1e6;

/** One value a candidate, for telling the promising ones: its worst expected cost over the periods. */
function badness(outlooks: readonly Outlook[], { confidence }: Goal): Float64Array {
  const values = new Float64Array(outlooks[0]?.cost.length ?? 0);
  for (const outlook of outlooks) {
    const { cost, kept } = outlook;
    const least = cost.reduce((a, b) => Math.min(a, b), Infinity);
    for (let place = 0; place < values.length; place += 1) {
      const missing = keeps(outlook, place, confidence) ? 0 : BROKEN * (1 - (kept[place] ?? 0));
      values[place] = Math.max(values[place] ?? 0, (cost[place] ?? Infinity) / least + missing);
    }
  }
  return values;
}

function refuseUnknown({ goal, current, periods, failures }: SurveyRequest, { ask }: OutlookTools): void {
  const [period] = periods;
  const [predicted] = period ? ask([current], period.sendRateTps) : [];
  const limited = (name: string): boolean => goal.limits.some(({ figure }) => figure === name);
  const aboutP95 = limited('latencyP95Ms') || (goal.latency === 'p95' && goal.objective !== 'max-throughput');
  if (aboutP95 && predicted?.latencyP95Ms === undefined)
    throw new NotEnoughDataError(
      'the model knows no 95th percentile of latency, as the rounds that it learnt from lack it: set the limit on ' +
        'latencyMeanMs and use --latency mean, or train on results with latency_p95_ms',
    );
  if (limited('failedPct') && failures.length === 0)
    throw new NotEnoughDataError(
      'nothing says how many transactions failed in the rounds: leave the limit on failedPct out, or use results ' +
        'with the columns succeeded and failed',
    );
}
