import { beforeAll, describe, expect, it } from 'vitest';
import { splitByPoint } from '../../dataset/split.js';
import { prepareBackend } from '../backend.js';
import { simulatedRows } from './simulated-rows.fixture.js';
import { trainClassifier, trainRepeats } from './train-choice.js';

beforeAll(async () => {
  await prepareBackend();
});

const ROWS = simulatedRows({ counts: [5, 30, 200], timeoutsMs: [50, 300, 1200], ratesTps: [50, 150] });
const SPLIT = splitByPoint(ROWS, 1);
const CHOICE = { hidden: [6], learningRate: 0.02, activation: 'tanh' } as const;

describe('trainRepeats', () => {
  it('gives each repeat as if it had been trained alone', async () => {
    const three = await trainRepeats(CHOICE, SPLIT, { seed: 5, repeats: 3 });
    const second = await trainRepeats(CHOICE, SPLIT, { seed: 6, repeats: 1 });
    const together = three.predictEach(SPLIT.test)[1] ?? [];
    second.predict(SPLIT.test).forEach(({ latencyMeanMs }, i) => {
      expect((together[i]?.latencyMeanMs ?? 0) / latencyMeanMs).toBeCloseTo(1, 3);
    });
    expect(three.epochs[1]).toBe(second.epochs[0]);
  });

  it('draws the curve that it reports', async () => {
    const epochs: number[] = [];
    const told = await trainRepeats(CHOICE, SPLIT, { seed: 5, repeats: 2 }, (point) => {
      epochs.push(point.epoch);
      expect(point.train.mean).toBeGreaterThan(0);
      expect(point.validation.mean).toBeGreaterThan(0);
    });
    expect(epochs[0]).toBe(10);
    expect(epochs.at(-1)).toBeGreaterThanOrEqual(Math.max(...told.epochs));
  });
});

describe('trainClassifier', () => {
  it('learns a border in the inputs', async () => {
    const slow = (row: { batchTimeoutMs: number }) => row.batchTimeoutMs > 100;
    const { classify, classifyEach } = await trainClassifier(CHOICE, SPLIT, slow, { seed: 1, repeats: 2 });
    expect(classify(ROWS)).toEqual(ROWS.map(slow));
    expect(classifyEach(ROWS)).toHaveLength(2);
    expect(classifyEach(ROWS)[0]).toHaveLength(ROWS.length);
  });
});
