import type { Predict } from '../dataset/columns.js';
import { NotEnoughDataError } from '../domain/errors.js';
import type { Load } from '../domain/load.js';
import type { Objective, Prediction } from '../domain/objective.js';
import type { Recommendation } from '../domain/recommendation.js';
import type { MeasuredRound, Round } from '../domain/round.js';
import { sameSettings, type OrdererSettings } from '../domain/settings.js';
import { candidateSettings } from './candidates.js';
import { choose, type Candidate } from './choice.js';
import { questionOfRounds } from './question.js';
import { nearestEvidence } from './evidence.js';
import { evidenceWarnings, groundWarnings, scoreWarnings, type ModelScores } from './warnings.js';

export interface RecommendRequest {
  readonly id: string;
  readonly now: Date;
  /** Rounds that the model was made from. Failed ones and those of other workloads are passed over. */
  readonly rounds: readonly Round[];
  /** Settings in force. */
  readonly current: OrdererSettings;
  readonly load: Load;
  readonly objective: Objective;
  readonly modelId: string;
  readonly predict: Predict;
  /** Shown as a warning where the model is no better than a trivial answer. */
  readonly modelScores?: ModelScores;
}

/**
 * The settings that the model expects to serve `load` best, among whole-unit candidates inside the swept box:
 * rounded first, predicted after, so that the figures are those of what would be applied.
 *
 * The choice does not rest on a single round: the model smooths over all of them, settings as good as the
 * current ones are not left, and the prediction is held against the median of the nearest measured point.
 * @throws {@link NotEnoughDataError} without a measured round of the load's workload;
 * InfeasibleError when no candidate meets the objective's limit.
 */
export function recommend(request: RecommendRequest): Recommendation {
  const { id, now, current, load, objective, modelId, predict, modelScores } = request;
  const { sendRateTps } = load;
  const rounds = measuredRounds(request.rounds, load);
  const question = questionOfRounds(rounds);
  const ask = (settings: readonly OrdererSettings[], rateTps: number): readonly Prediction[] =>
    predict(settings.map((each) => question(each, rateTps)));
  const candidates = withPredictions(candidateSettings(rounds, current), (settings) =>
    ask(settings, sendRateTps),
  );
  const chosen = choose(candidates, objective, sendRateTps, current);
  const evidence = nearestEvidence(rounds, chosen.settings, sendRateTps);
  return {
    id,
    createdAt: now.toISOString(),
    objective,
    load,
    current,
    settings: chosen.settings,
    predicted: chosen.predicted,
    predictedCurrent: only(ask([current], sendRateTps)),
    decision: sameSettings(chosen.settings, current) ? 'stay' : 'change',
    candidates: candidates.length,
    modelId,
    roundIds: rounds.map((round) => round.id),
    warnings: [
      ...groundWarnings(rounds, current, sendRateTps),
      ...evidenceWarnings(evidence, only(ask([evidence.settings], evidence.sendRateTps))),
      ...(modelScores ? scoreWarnings(modelScores) : []),
    ],
  };
}

function measuredRounds(rounds: readonly Round[], { workload }: Load): MeasuredRound[] {
  const measured = rounds
    .filter((round) => round.kind === 'measured')
    .filter((round) => round.load.workload === workload);
  if (measured.length > 0) return measured;
  throw new NotEnoughDataError(
    `there is no measured round of workload ${workload}: run a sweep with it first`,
  );
}

function withPredictions(
  settings: readonly OrdererSettings[],
  ask: (settings: readonly OrdererSettings[]) => readonly Prediction[],
): readonly Candidate[] {
  const predictions = ask(settings);
  return settings.flatMap((each, i) => {
    const predicted = predictions[i];
    return predicted ? [{ settings: each, predicted: pointOf(predicted) }] : [];
  });
}

/** Without intervals, which a recommendation does not keep. */
function pointOf({ throughputTps, latencyMeanMs }: Prediction): Prediction {
  return { throughputTps, latencyMeanMs };
}

function only(predictions: readonly Prediction[]): Prediction {
  const [prediction] = predictions;
  if (!prediction) throw new RangeError('a prediction is missing');
  return pointOf(prediction);
}
