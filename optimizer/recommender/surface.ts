import type { Predict } from '../dataset/columns.js';
import type { Prediction } from '../domain/objective.js';
import type { Round } from '../domain/round.js';
import { equalRatios, sweptBox } from './candidates.js';
import { questionOfRounds } from './question.js';

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
  const measured = rounds.filter((round) => round.kind === 'measured');
  const box = sweptBox(measured.map(({ settings }) => settings));
  const question = questionOfRounds(measured);
  const counts = equalRatios(box.maxMessageCount.min, box.maxMessageCount.max);
  const timeouts = equalRatios(box.batchTimeoutMs.min, box.batchTimeoutMs.max);
  const settings = counts.flatMap((maxMessageCount) =>
    timeouts.map((batchTimeoutMs) => ({ maxMessageCount, batchTimeoutMs })),
  );
  return ratesTps.map((sendRateTps) => {
    const predictions = predict(settings.map((each) => question(each, sendRateTps)));
    return {
      sendRateTps,
      points: settings.flatMap((each, index) => {
        const predicted = predictions[index];
        return predicted ? [{ settings: each, predicted }] : [];
      }),
    };
  });
}
