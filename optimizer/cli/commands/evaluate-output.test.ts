import { expect, it } from 'vitest';
import type { Evaluation } from '../../ann/evaluation/evaluate-files.js';
import { describeEvaluation, evaluationDocument } from './evaluate-output.js';

const score = (mapePct: number, coverage90Pct: number | null = null) => ({
  ...{ mapePct, medianApePct: mapePct / 2, mae: 3 * mapePct, r2: null, coverage90Pct },
});
const increase = (meanPct: number) => ({ meanPct, spreadPct: 0.5 });

const EVALUATION: Evaluation = {
  rows: { train: 50, test: 1500 },
  setAside: { train: 0, test: 2 },
  trainSeconds: 1.94,
  model: 'some 3-5-2',
  scores: { throughputTps: score(1, 90), latencyMeanMs: score(6, 88), latencyP95Ms: score(9, 91) },
  baselines: { trainingMean: { throughputTps: score(50), latencyMeanMs: score(80) } },
  noiseFloor: { throughputTps: 0.8, latencyMeanMs: 2.5 },
  importance: [
    { input: 'sendRateTps', increase: { throughputTps: increase(200), latencyMeanMs: increase(30) } },
  ],
  learningCurve: undefined,
  warnings: ['careful'],
};

it('prints what it says it prints', () => {
  expect(evaluationDocument(EVALUATION, [])).toEqual({
    rows: { train: 50, test: 1500 },
    trainSeconds: 1.94,
    model: 'some 3-5-2',
    throughputTps: score(1, 90),
    latencyAvgMs: score(6, 88),
    latencyP95Ms: score(9, 91),
    baselines: { trainingMean: { throughputTps: score(50), latencyAvgMs: score(80) } },
    noiseFloor: { throughputTps: { mapePct: 0.8 }, latencyAvgMs: { mapePct: 2.5 } },
    importance: [{ input: 'sendRateTps', throughputTps: increase(200), latencyAvgMs: increase(30) }],
    setAside: { train: 0, test: 2 },
    warnings: ['careful'],
  });
});

it('tells people the same', () => {
  expect(describeEvaluation(EVALUATION, ['curve.csv']).split('\n')).toEqual([
    'some 3-5-2 learnt from 50 rows in 1.9 s and was asked about 1500 others; 2 rows could not be used',
    'predictor     throughput MAPE %  median %  mean latency MAPE %  median %  MAE ms  p95 MAPE %  coverage %',
    'some 3-5-2    1                  0.5       6                    3         18      9           90 / 88',
    'trainingMean  50                 25        80                   40        240     -           -',
    '',
    'replicates differ by so much that a perfect model would get 0.8 % throughput MAPE and 2.5 % mean latency MAPE',
    '',
    'percentage points by which the MAPE grows when the values of an input are shuffled',
    'input        throughput  mean latency',
    'sendRateTps  200 ± 0.5   30 ± 0.5',
    '',
    'learning curve: curve.csv',
  ]);
});
