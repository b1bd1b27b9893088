import type { DataRow } from '../dataset/columns.js';
import type { IntervalPrediction } from '../domain/prediction.js';
import type { AtRate, KeptLimit, Recommendation } from '../domain/recommendation.js';
import { bindingAt } from './binding.js';
import { sweptBox, withinRanges } from './candidates.js';
import { choose, leastCost, type Prospects } from './choice.js';
import { decide } from './decision.js';
import { nearestEvidence } from './evidence.js';
import { gainOf, longRunCost, noGain } from './gain.js';
import { outlookAt, type Outlook } from './outlook.js';
import { frontDetail } from './pareto-detail.js';
import { safeRegion, type ScoreSettings } from './safe-region.js';
import { survey, type Survey, type SurveyRequest } from './survey.js';
import {
  evidenceWarnings,
  groundWarnings,
  lenientWarnings,
  railWarnings,
  scoreWarnings,
  type ModelScores,
} from './warnings.js';

export interface RecommendRequest extends SurveyRequest {
  readonly id: string;
  readonly now: Date;
  readonly modelId: string;
  /** Shown as a warning where the model is no better than a trivial answer. */
  readonly modelScores?: ModelScores | undefined;
  /** Warnings about where rows and settings came from. */
  readonly notes?: readonly string[] | undefined;
  /** Of a model that is not registered. */
  readonly dataset?: Recommendation['dataset'];
}

/**
 * The settings that serve the load best, at one send rate or at all of several: docs/recommendation.md.
 * @throws NotEnoughDataError where the rows do not reach; InfeasibleError when no candidate keeps the limits
 */
export function recommend(request: RecommendRequest): Recommendation {
  const surveyed = survey(request);
  const place = choose(surveyed, request.goal.confidence, request.current);
  return recommendationOf(request, surveyed, surveyed.outlooks, place);
}

/**
 * What is recorded of a choice.
 * @param outlooks - of the rates that the choice is for, at least one.
 * @param place - of the chosen candidate.
 */
export function recommendationOf(
  request: RecommendRequest,
  surveyed: Survey,
  outlooks: readonly Outlook[],
  place: number,
): Recommendation {
  const { id, now, rows, current, workload, goal, modelId } = request;
  const prospects = { settings: surveyed.settings, outlooks };
  const { decision, reason, deciding, gain } = decide(prospects, goal, place);
  const taken = decision === 'stay' ? 0 : place;
  const settings = surveyed.settings[taken] ?? current;
  const { sendRateTps } = deciding;
  const evidence = nearestEvidence(rows, settings, sendRateTps);
  const input = surveyed.question(settings, sendRateTps);
  return {
    id,
    createdAt: now.toISOString(),
    objective: goal.objective,
    load: { workload, sendRateTps },
    current,
    settings,
    predicted: predictionAt(deciding, taken),
    predictedCurrent: predictionAt(deciding, 0),
    decision,
    candidates: surveyed.candidates,
    modelId,
    roundIds: rows.map(({ roundId }) => roundId),
    warnings: [
      ...(request.notes ?? []),
      ...groundWarnings(rows, current, [...new Set(outlooks.map((each) => each.sendRateTps))]),
      ...evidenceWarnings(evidence, atEvidence(request, surveyed, evidence)),
      ...lenientWarnings(outlooks, goal.confidence, taken),
      ...railWarnings(settings, sweptBox(rows), request.ranges),
      ...(request.modelScores ? scoreWarnings(request.modelScores) : []),
    ],
    goal,
    reason,
    ...(taken === place ? {} : { contender: contenderAt(prospects, deciding, place) }),
    ...gain,
    limits: limitsAt(deciding, taken),
    ...(outlooks.length > 1 ? { rates: outlooks.map((each) => atRate(request, each, taken)) } : {}),
    // A load that only reads has no transactions to be cut into blocks.
    ...(workload === 'read' ? {} : { binding: bindingAt(input) }),
    safeRegion: safeRegion({
      chosen: settings,
      box: withinRanges(sweptBox(rows), request.ranges),
      goal,
      score: scorerOf(surveyed, outlooks),
    }),
    front: frontDetail(withPredictions(prospects, deciding), sendRateTps),
    evidence,
    ...(request.dataset ? { dataset: request.dataset } : {}),
  };
}

function predictionAt({ predictions }: Outlook, place: number): IntervalPrediction {
  const prediction = predictions[place];
  if (!prediction) throw new RangeError('a prediction is missing');
  return prediction;
}

function limitsAt({ limits }: Outlook, place: number): KeptLimit[] {
  return limits.map(({ limit, probability }) => ({
    limit,
    probability: probability[place] ?? 0,
    probabilityCurrent: probability[0] ?? 0,
  }));
}

function contenderAt({ settings }: Prospects, outlook: Outlook, place: number): Recommendation['contender'] {
  const contender = settings[place];
  return contender && { settings: contender, predicted: predictionAt(outlook, place) };
}

function atRate({ goal }: RecommendRequest, outlook: Outlook, place: number): AtRate {
  const { sendRateTps, from } = outlook;
  const least = leastCost(outlook, goal.confidence);
  return {
    sendRateTps,
    ...(from === undefined ? {} : { from }),
    predicted: predictionAt(outlook, place),
    predictedCurrent: predictionAt(outlook, 0),
    ...(place === 0
      ? noGain(goal)
      : gainOf(goal, longRunCost(goal, outlook, place), longRunCost(goal, outlook, 0))),
    limits: limitsAt(outlook, place),
    regretPct: Math.max(0, 100 * ((outlook.cost[place] ?? Infinity) / least - 1)),
  };
}

/** What the model says of the measured point, as it was measured. */
function atEvidence(
  { current, rows, predict }: RecommendRequest,
  { question }: Survey,
  { pointId, settings, sendRateTps }: NonNullable<Recommendation['evidence']>,
): IntervalPrediction {
  const row: DataRow | undefined = rows.find((each) => each.pointId === pointId);
  const { preferredMaxBytes, absoluteMaxBytes } = current;
  const asked = question({ preferredMaxBytes, absoluteMaxBytes, ...settings }, sendRateTps);
  const [predicted] = predict([
    { ...asked, txBytes: row?.txBytes, consensus: row?.consensus, context: row?.context },
  ]);
  if (!predicted) throw new RangeError('a prediction is missing');
  return predicted;
}

function withPredictions({ settings }: Prospects, outlook: Outlook) {
  return settings.map((each, place) => ({ settings: each, predicted: predictionAt(outlook, place) }));
}

/** Scores settings as the candidates were: the worst expected cost over the rates, in units of the first. */
function scorerOf({ tools }: Survey, outlooks: readonly Outlook[]): ScoreSettings {
  const { confidence } = tools.goal;
  const references = outlooks.map((outlook) => ({ outlook, least: leastCost(outlook, confidence) }));
  const unit = references[0]?.least ?? 1;
  return (settings) => {
    const looked = references.map(({ outlook, least }) => ({
      ...outlookAt(settings, outlook, tools, outlook.leniency),
      least,
    }));
    return settings.map((_, place) => {
      const likeliest = looked
        .flatMap(({ limits }) => limits)
        .reduce<Outlook['limits'][number] | undefined>(
          (a, b) => (a && (a.probability[place] ?? 0) <= (b.probability[place] ?? 0) ? a : b),
          undefined,
        );
      return {
        cost: unit * Math.max(...looked.map(({ cost, least }) => (cost[place] ?? Infinity) / least)),
        probability: Math.min(1, ...looked.map(({ kept }) => kept[place] ?? 0)),
        broken: likeliest?.limit,
      };
    });
  };
}
