import { describe, expect, it } from 'vitest';
import type { ModelInput } from '../../dataset/columns.js';
import { averagedPoints } from '../../dataset/averaged-points.js';
import { seededRandom } from '../../domain/random.js';
import { fitQueue } from '../queue/queue-fit.js';
import { layoutOf } from '../queue/queue-layout.js';
import { drawnPoints, rowsAt } from './ensemble.fixture.js';
import {
  featureNames,
  featuresOf,
  fitFeatureScaler,
  nearness,
  robustSpread,
  scaleFeatures,
} from './features.js';
import { viewOf } from './queue-view.js';

const PLAIN = drawnPoints(6);
const everyOther = (value: (i: number) => Partial<ModelInput>) =>
  PLAIN.map((point, i) => Object.assign({}, point, value(i)));

function featuresFor(points: readonly ModelInput[]) {
  const rows = averagedPoints(rowsAt(points));
  const layout = layoutOf(rows);
  const view = viewOf(layout, fitQueue(layout, rows, { seed: 1 }), points);
  return { names: featureNames(layout), features: featuresOf(layout, view), view };
}

describe('featuresOf', () => {
  it.each([
    ['plain rows', PLAIN, 8],
    ['sizes of transactions', everyOther((i) => ({ txBytes: 1000 + 500 * i })), 9],
    ['byte limits', everyOther((i) => ({ txBytes: 900, preferredMaxBytes: 40_000 * (1 + i) })), 9],
    ['both', everyOther((i) => ({ txBytes: 900 + 300 * i, preferredMaxBytes: 9000 * (1 + i) })), 10],
    ['properties', everyOther((i) => ({ context: { peers: 1 + i, orderers: 2 + (i % 2), cpus: 4 } })), 10],
    ['two ways to agree', everyOther((i) => ({ consensus: i % 2 === 0 ? 'bft' : 'raft' })), 9],
  ])('has as many columns as names: %s', (_, points, count) => {
    const { names, features } = featuresFor(points);
    expect(names).toHaveLength(count);
    expect(new Set(names).size).toBe(count);
    expect(features).toHaveLength(count);
    for (const column of features) {
      expect(column).toHaveLength(points.length);
      expect(column.every(Number.isFinite)).toBe(true);
    }
  });

  it('has each column in the place of its name', () => {
    const points = everyOther((i) => ({
      txBytes: 1000 * (1 + i),
      preferredMaxBytes: 8000 * (1 + (i % 2)),
      context: { peers: 1 + i },
    }));
    const { names, features, view } = featuresFor(points);
    const column = (name: string) => [...(features[names.indexOf(name)] ?? [])];
    expect(column('ln maxMessageCount')).toEqual(points.map((point) => Math.log(point.maxMessageCount)));
    expect(column('ln batchTimeoutMs')).toEqual(points.map((point) => Math.log(point.batchTimeoutMs)));
    expect(column('ln sendRateTps')).toEqual(points.map((point) => Math.log(point.sendRateTps)));
    // The median size is 3,500.
    expect(column('ln txBytes')[0]).toBeCloseTo(Math.log(1000 / 3500), 9);
    expect(column('ln bytes of a block per transaction')[0]).toBeCloseTo(
      Math.log(8000 / 12_000 / (1000 / 3500)),
      9,
    );
    // 1 to 6: mean 3.5, standard deviation sqrt(35 / 12).
    expect(column('peers')[0]).toBeCloseTo(-2.5 / Math.sqrt(35 / 12), 9);
    expect(column('ln latency of the queue')).toEqual([...view.logLatency]);
    expect(column('ln wait for the cut')[1]).toBeCloseTo(Math.log(5 + (view.waitMs[1] ?? NaN)), 12);
    expect(column('ln transactions of a block')[1]).toBeCloseTo(
      Math.log(view.blockTransactions[1] ?? NaN),
      12,
    );
    expect(column('nearness to saturation')[1]).toBe(nearness(view.utilisation[1] ?? NaN));
  });

  it('takes an idle network and an overloaded one for no more than that', () => {
    const { names, features } = featuresFor([
      { maxMessageCount: 10, batchTimeoutMs: 1000, sendRateTps: 1e-3 },
      { maxMessageCount: 10, batchTimeoutMs: 1000, sendRateTps: 1e6 },
      ...PLAIN,
    ]);
    const utilisation = features[names.indexOf('ln utilisation')];
    expect(utilisation?.[0]).toBe(-4);
    expect(utilisation?.[1]).toBe(2);
  });
});

describe('nearness', () => {
  it('rises from 0 through a half at saturation to 1', () => {
    expect(nearness(1)).toBe(0.5);
    expect(nearness(0.3)).toBeLessThan(0.01);
    expect(nearness(2)).toBeGreaterThan(0.99);
    expect(nearness(1e6)).toBe(1);
  });
});

describe('fitFeatureScaler', () => {
  const column = Float64Array.of(1, 2, 3, 4, 1000);
  const notTheLast = (row: number) => row < 4;

  it('takes nothing from rows that are held out', () => {
    const other = Float64Array.of(1, 2, 3, 4, -7);
    expect(fitFeatureScaler([column], notTheLast)).toEqual(fitFeatureScaler([other], notTheLast));
    expect(fitFeatureScaler([column], notTheLast)[0]?.mean).toBe(2.5);
  });

  it('standardises what it was fitted on', () => {
    const scaled = scaleFeatures(fitFeatureScaler([column], notTheLast), [column]);
    // Mean 2.5, standard deviation sqrt(5 / 4).
    [1, 2, 3, 4].forEach((value, row) => {
      expect(scaled[row]).toBeCloseTo((value - 2.5) / Math.sqrt(1.25), 6);
    });
  });

  it('holds what lies outside near the learnt range', () => {
    const scaler = fitFeatureScaler([column], notTheLast);
    const [far, low, between] = scaleFeatures(scaler, [Float64Array.of(1e9, -1e9, 3)]);
    // 0.3 standard deviations beyond the last value that was learnt.
    expect(far).toBeCloseTo(1.5 / Math.sqrt(1.25) + 0.3, 6);
    expect(low).toBeCloseTo(-1.5 / Math.sqrt(1.25) - 0.3, 6);
    expect(between).toBeCloseTo(0.5 / Math.sqrt(1.25), 6);
  });

  it('silences a feature that does not vary among the rows it learns from, whatever is asked', () => {
    const scaler = fitFeatureScaler([Float64Array.of(6, 6.0005, 6, 6, 9), column], notTheLast);
    const scaled = scaleFeatures(scaler, [Float64Array.of(-50, 6, 9), Float64Array.of(1, 2, 3)]);
    expect([scaled[0], scaled[2], scaled[4]]).toEqual([0, 0, 0]);
    expect(scaled[1]).not.toBe(0);
  });

  it('puts rows one after another', () => {
    const scaler = fitFeatureScaler([Float64Array.of(0, 2), Float64Array.of(0, 20)], () => true);
    expect([...scaleFeatures(scaler, [Float64Array.of(0, 2), Float64Array.of(20, 0)])]).toEqual([
      -1, 1, 1, -1,
    ]);
  });
});

describe('robustSpread', () => {
  it('is the standard deviation of a normal distribution', () => {
    const random = seededRandom(1);
    const values = Array.from({ length: 10_000 }, () => 7 + 3 * random.normal());
    // 68.27 of 100 lie within it; of 10,000 that is known to 0.5, and the spread to 1 %.
    expect(Math.abs(robustSpread(values, 7) - 3)).toBeLessThan(0.1);
  });

  it('is moved by no outlier', () => {
    expect(robustSpread([-2, -1, 1, 2, 1e9], 0)).toBeLessThan(3);
  });
});
