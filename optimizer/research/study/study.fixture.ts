import { spreadOf, type Fit, type Fits, type Study, type TriedChoice } from '../../domain/study.js';

/** A small study for tests; its figures are made up. */
const fit = (rmse: number): Fit => ({ mse: rmse ** 2, rmse, r2: 0.9, r: 0.96, mapePct: rmse / 2 });
const fits = (rmse: number): Fits => ({ throughputTps: fit(rmse / 10), latencyMeanMs: fit(rmse) });
const parts = { train: 28, validation: 6, test: 8 };

function tried(hidden: number[], learningRate: number, activation: string, loss: number): TriedChoice {
  const losses = [loss * 0.9, loss, loss * 1.1];
  return {
    ...{ hidden, learningRate, activation, weights: 122 },
    validationLoss: spreadOf(losses),
    runs: losses.map((validationLoss, i) => ({
      seed: 7 + i,
      epochs: 300 + i,
      validationLoss,
      validation: fits(100 * loss),
    })),
  };
}

const confusion = { truePositives: 3, falseNegatives: 1, falsePositives: 2, trueNegatives: 2 };
const classified = { confusion, accuracy: 5 / 8, accuracyOfRuns: { mean: 0.6, sd: 0.05 } };
const tested = (role: 'chosen' | 'reference', { hidden, learningRate, activation }: TriedChoice) => ({
  role,
  choice: { hidden, learningRate, activation },
  runs: [fits(20), fits(22), fits(24)],
  together: fits(role === 'chosen' ? 19 : 31),
  curve: [10, 20, 30].map((epoch) => ({
    epoch,
    train: { mean: 1 / epoch, sd: 0.02 },
    validation: { mean: 2 / epoch, sd: 0.03 },
  })),
  byThresholds: classified,
  byClassifier: { ...classified, accuracy: 6 / 8 },
});

export function sampleStudy(): Study {
  const best = tried([20, 20], 0.01, 'relu', 0.1);
  const reference = tried([20], 0.01, 'tanh', 0.3);
  return {
    id: 'st-20260102-030405-abcd',
    createdAt: '2026-01-02T03:04:05Z',
    sources: [{ name: '<b>field.csv', rows: 42 }],
    datasetHash: 'f'.repeat(64),
    codeVersion: '0.1.0+0123456789ab',
    backend: 'wasm',
    ...{ seed: 7, repeats: 3, seconds: 12.3, rows: parts, points: { train: 14, validation: 3, test: 4 } },
    choices: [best, tried([20], 0.03, 'relu', 0.2), reference, tried([5], 0.01, 'tanh', 0.6)],
    tested: [tested('chosen', best), tested('reference', reference)],
    labels: {
      rule: {
        version: 1,
        minCommittedShare: 0.95,
        maxLatencyRatio: 1.25,
        rateTolerance: 0.1,
        minReferencePoints: 3,
      },
      optimal: { train: 9, validation: 2, test: 4 },
      majority: {
        optimal: false,
        confusion: { truePositives: 0, falseNegatives: 4, falsePositives: 0, trueNegatives: 4 },
        accuracy: 0.5,
      },
    },
  };
}
