import type { ModelInput } from '../dataset/columns.js';
import type { Prediction } from '../domain/objective.js';
import type { ModelArtifact } from './artifact.js';
import { prepareBackend, type Backend } from './backend.js';
import { runNetwork } from './network.js';
import { scaleInputs, unscaleOutputs } from './scaler.js';

export interface Predictor {
  readonly artifact: ModelArtifact;
  readonly backend: Backend;
  /**
   * Predicts every point in one pass.
   * @param points - n points, unscaled; inside, X is [members, n, 3], standardised logarithms.
   * @returns n predictions in the same order, in tps and ms: no throughput above the point's rate, no latency
   * below 0.
   */
  readonly predict: (points: readonly ModelInput[]) => Prediction[];
}

/** A model ready to be asked. It holds no tensors between two calls, so there is nothing to dispose of. */
export async function createPredictor(artifact: ModelArtifact): Promise<Predictor> {
  const backend = await prepareBackend();
  return { artifact, backend, predict: (points) => predictWith(artifact, points) };
}

/** As {@link Predictor.predict}, once the backend is prepared. */
export function predictWith(
  { shape, weights, scaler }: Pick<ModelArtifact, 'shape' | 'weights' | 'scaler'>,
  points: readonly ModelInput[],
): Prediction[] {
  if (points.length === 0) return [];
  const outputs = runNetwork(shape, weights, scaleInputs(scaler, points));
  return unscaleOutputs(scaler, outputs).map(({ throughputTps, latencyMeanMs }, i) => ({
    // What was never sent cannot commit, whatever the surface says.
    throughputTps: Math.max(0, Math.min(throughputTps, points[i]?.sendRateTps ?? 0)),
    latencyMeanMs: Math.max(0, latencyMeanMs),
  }));
}
