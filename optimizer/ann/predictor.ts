import type { ModelInput } from '../dataset/columns.js';
import type { IntervalPrediction } from '../domain/prediction.js';
import type { ModelArtifact } from './artifact.js';
import { prepareBackend, type Backend } from './backend.js';
import { predictEnsemble } from './ensemble/ensemble-model.js';

export interface Predictor {
  readonly artifact: ModelArtifact;
  readonly backend: Backend;
  /**
   * Predicts every point in one pass.
   * @returns one prediction a point in the same order, in tps and ms, each with its 90 % interval: no throughput
   * above the point's rate, no latency below 0.
   */
  readonly predict: (points: readonly ModelInput[]) => IntervalPrediction[];
}

/** A model ready to be asked. It holds no tensors between two calls, so there is nothing to dispose of. */
export async function createPredictor(artifact: ModelArtifact): Promise<Predictor> {
  const backend = await prepareBackend();
  return { artifact, backend, predict: (points) => predictEnsemble(artifact.ensemble, points) };
}
