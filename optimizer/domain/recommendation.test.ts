import { expect, it } from 'vitest';
import { codecs } from '../store/mongo-store.js';
import { recommendation } from '../store/testing/sample-values.js';
import { plainGoal } from './goal.js';
import { recommendationSchema, type Recommendation } from './recommendation.js';

const FULL: Recommendation = {
  ...recommendation('r'),
  goal: plainGoal('balanced'),
  predicted: {
    throughputTps: 33,
    latencyMeanMs: 120,
    interval90: { throughputTps: { low: 32, high: 34 }, latencyMeanMs: { low: 100, high: 150 } },
    median: { latencyMeanMs: 125 },
  },
  expectedGain: { figure: 'power', changePct: 12, low: -1, high: 30 },
  probabilityBetter: 0.93,
  limits: [
    {
      limit: { figure: 'latencyMeanMs', bound: '<=', value: 400 },
      probability: 0.99,
      probabilityCurrent: 0.5,
    },
  ],
};

it('is stored with all that it says', () => {
  expect(codecs.recommendations.decode(codecs.recommendations.encode(FULL))).toEqual(FULL);
});

it('is read as an older version stored it, without what that version did not know', () => {
  const { _id, ...fields } = codecs.recommendations.encode(recommendation('r-old'));
  const older = { ...fields, _id, schemaVersion: 1 };
  expect(codecs.recommendations.decode(older)).toEqual(recommendation('r-old'));
  expect(codecs.recommendations.encode(FULL).schemaVersion).toBe(2);
});

it('has probabilities from 0 to 1', () => {
  expect(recommendationSchema.safeParse({ ...FULL, probabilityBetter: 1.1 }).success).toBe(false);
});
