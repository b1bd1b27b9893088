import { candidateSettings } from '../../optimizer/recommender/candidates.js';
import { choose } from '../../optimizer/recommender/choice.js';
import { outlookAt } from '../../optimizer/recommender/outlook.js';
import { survey, type SurveyRequest } from '../../optimizer/recommender/survey.js';
import { median } from '../../optimizer/domain/statistics.js';
import { sameSettings, type OrdererSettings } from '../../optimizer/domain/settings.js';

/** Seconds of several repeats. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

export interface ChoiceTiming {
  readonly candidates: number;
  /** Predictions that the choice took. */
  readonly asked: number;
  /** From the rows to the choice. */
  readonly all: Spread;
  /** Of that, making the candidates, predicting, and everything else. */
  readonly making: Spread;
  readonly predicting: Spread;
  readonly choosing: Spread;
  /** From the first prediction to the choice: without making the candidates. */
  readonly fromPrediction: Spread;
  /** The same of the processor: what other programs on the machine lengthen least. */
  readonly processor: Spread;
  readonly chosen: OrdererSettings;
}

const REPEATS = 11;
/** Nothing is compiled in the first ones. */
const WARM_UP = 3;

/** Times the choice among all candidates of a request of one send rate. */
export function timeChoice(request: SurveyRequest): ChoiceTiming {
  let [predictingS, asked] = [0, 0];
  const predict: SurveyRequest['predict'] = (points) => {
    const startedMs = performance.now();
    const predictions = request.predict(points);
    predictingS += (performance.now() - startedMs) / 1000;
    asked += points.length;
    return predictions;
  };
  const times = Array.from({ length: WARM_UP + REPEATS }, () => {
    [predictingS, asked] = [0, 0];
    const making = secondsOf(() => candidateSettings(request.rows, request.current));
    const all = secondsOf(() => {
      const surveyed = survey({ ...request, predict });
      const place = choose(surveyed, request.goal.confidence, request.current);
      return { candidates: surveyed.candidates, chosen: surveyed.settings[place] };
    });
    return {
      making: making.seconds,
      all: all.seconds,
      processor: all.processorSeconds - making.processorSeconds,
      predicting: predictingS,
      ...all.value,
    };
  }).slice(WARM_UP);
  const spread = (of: (time: (typeof times)[number]) => number): Spread => spreadOf(times.map(of));
  const [first] = times;
  if (!first?.chosen) throw new Error('nothing was chosen');
  return {
    candidates: first.candidates,
    asked,
    all: spread((time) => time.all),
    making: spread((time) => time.making),
    predicting: spread((time) => time.predicting),
    choosing: spread((time) => time.all - time.making - time.predicting),
    fromPrediction: spread((time) => time.all - time.making),
    processor: spread((time) => time.processor),
    chosen: first.chosen,
  };
}

/** The choice when the model is asked about every candidate. */
export function exhaustiveChoice(request: SurveyRequest): {
  readonly seconds: number;
  readonly chosen: OrdererSettings | undefined;
} {
  const { rows, current, periods, goal } = request;
  const { tools } = survey(request);
  const settings = candidateSettings(rows, current);
  const { seconds, value } = secondsOf(() => {
    const outlooks = periods.map((period) => outlookAt(settings, period, tools));
    return settings[choose({ settings, outlooks }, goal.confidence, current)];
  });
  return { seconds, chosen: value };
}

export function sameChoice({ chosen }: ChoiceTiming, other: OrdererSettings | undefined): boolean {
  return other !== undefined && sameSettings(chosen, other);
}

interface Timed<T> {
  readonly seconds: number;
  readonly processorSeconds: number;
  readonly value: T;
}

function secondsOf<T>(run: () => T): Timed<T> {
  const startedMs = performance.now();
  const before = process.cpuUsage();
  const value = run();
  const { user, system } = process.cpuUsage(before);
  return {
    seconds: (performance.now() - startedMs) / 1000,
    processorSeconds: (user + system) / 1e6,
    value,
  };
}

function spreadOf(seconds: readonly number[]): Spread {
  return { median: median(seconds), least: Math.min(...seconds), most: Math.max(...seconds) };
}
