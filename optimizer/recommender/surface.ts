import type { Predict } from '../dataset/columns.js';
import type { Prediction } from '../domain/objective.js';
import type { Round } from '../domain/round.js';
import { sweptBox } from './candidates.js';

const STEPS = 24;

export interface PredictedSurface {
  readonly sendRateTps: number;
  readonly points: readonly {
    readonly settings: { readonly maxMessageCount: number; readonly batchTimeoutMs: number };
    readonly predicted: Prediction;
  }[];
}

/**
 * What the model expects over the swept box, for drawing: a grid of whole units with equal ratios between
 * neighbours, one surface for each rate.
 */
export function predictSurfaces(
  rounds: readonly Round[],
  ratesTps: readonly number[],
  predict: Predict,
): PredictedSurface[] {
  const box = sweptBox(rounds.filter((round) => round.kind === 'measured'));
  const counts = spread(box.maxMessageCount);
  const timeouts = spread(box.batchTimeoutMs);
  const settings = counts.flatMap((maxMessageCount) =>
    timeouts.map((batchTimeoutMs) => ({ maxMessageCount, batchTimeoutMs })),
  );
  return ratesTps.map((sendRateTps) => {
    const predictions = predict(settings.map((each) => ({ ...each, sendRateTps })));
    return {
      sendRateTps,
      points: settings.flatMap((each, index) => {
        const predicted = predictions[index];
        return predicted ? [{ settings: each, predicted }] : [];
      }),
    };
  });
}

function spread({ min, max }: { readonly min: number; readonly max: number }): number[] {
  const values = Array.from({ length: STEPS }, (_, step) =>
    Math.round(min * (max / min) ** (step / (STEPS - 1))),
  );
  return [...new Set(values)];
}
