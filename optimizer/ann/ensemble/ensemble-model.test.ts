import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { DataRow, ModelInput } from '../../dataset/columns.js';
import { seededRandom } from '../../domain/random.js';
import { drawnPoints, drawnRows, faultsOf, rowsAt } from './ensemble.fixture.js';
import { fitEnsemble } from './ensemble-fit.js';
import {
  blended,
  doubtOf,
  ensembleName,
  meanTargets,
  memberView,
  predictEnsemble,
  type EnsembleModel,
} from './ensemble-model.js';
import { viewOf } from './queue-view.js';

const SEEN = drawnPoints(24, { ratesTps: [20, 230] });

/** Rows that contradict each other wherever they can: a model with every reason to doubt. */
function tornRows(): DataRow[] {
  const random = seededRandom(77);
  return rowsAt(drawnPoints(5, { seed: 3 }), { replicates: 2 }).map((row) => {
    const latencyMeanMs = row.latencyMeanMs * Math.exp(2 * random.normal());
    return {
      ...row,
      latencyMeanMs,
      latencyP95Ms: latencyMeanMs * Math.exp(random.normal()),
      throughputTps: row.sendRateTps * random.next(),
    };
  });
}

/** Far outside of what anybody measured. */
function extremePoints(count: number): ModelInput[] {
  const random = seededRandom(31);
  const between = (low: number, high: number): number => low * (high / low) ** random.next();
  const maybe = (value: number): number | undefined => (random.next() < 0.5 ? value : undefined);
  return Array.from({ length: count }, () => ({
    maxMessageCount: Math.round(between(1, 10_000)),
    batchTimeoutMs: between(1, 60_000),
    sendRateTps: between(0.1, 10_000),
    txBytes: maybe(between(1, 1e7)),
    preferredMaxBytes: maybe(between(1, 1e9)),
    absoluteMaxBytes: maybe(between(1, 1e9)),
    consensus: random.next() < 0.5 ? 'raft' : 'bft',
    context: random.next() < 0.5 ? { peers: Math.round(between(1, 50)) } : undefined,
  }));
}

describe('predictEnsemble', () => {
  let models: Record<string, EnsembleModel>;
  beforeAll(async () => {
    const known = SEEN.map((point, i) => ({
      ...point,
      txBytes: 600 + 100 * (i % 7),
      preferredMaxBytes: 50_000,
      context: { peers: 1 + (i % 4) },
    }));
    models = {
      calm: await fitEnsemble(rowsAt(known), { seed: 1 }),
      torn: await fitEnsemble(tornRows(), { seed: 1 }),
      many: await fitEnsemble(drawnRows(60), { seed: 1 }),
      // More was committed than was sent: what waited from before the window, say.
      above: await fitEnsemble(
        drawnRows(45).map((row) => ({ ...row, throughputTps: 1.1 * row.sendRateTps })),
        { seed: 1 },
      ),
    };
  }, 60_000);

  it.each(['calm', 'torn', 'many', 'above'])(
    'tells nothing that cannot be, wherever it is asked: %s rows',
    (name) => {
      const points = extremePoints(5000);
      const predictions = predictEnsemble(models[name] as EnsembleModel, points);
      expect(predictions).toHaveLength(5000);
      const faults = predictions.flatMap((prediction, i) => {
        const point = points[i] as ModelInput;
        const found = faultsOf(point, prediction);
        return found.length === 0 ? [] : [{ found, point, prediction }];
      });
      expect(faults.slice(0, 3)).toEqual([]);
    },
  );

  it('tells wider ranges far from what was measured', () => {
    const width = (point: ModelInput): number => {
      const [found] = predictEnsemble(models['calm'] as EnsembleModel, [point]);
      const { low, high } = found?.interval90.latencyMeanMs ?? { low: NaN, high: NaN };
      return high / low;
    };
    const [seen] = SEEN;
    expect(width({ ...(seen as ModelInput), sendRateTps: 3000 })).toBeGreaterThan(
      1.5 * width(seen as ModelInput),
    );
  });

  it('answers each point as if it were asked alone', () => {
    const points = extremePoints(20);
    const together = predictEnsemble(models['calm'] as EnsembleModel, points);
    points.forEach((point, i) => {
      const [alone] = predictEnsemble(models['calm'] as EnsembleModel, [point]);
      expect((alone?.latencyMeanMs ?? NaN) / (together[i]?.latencyMeanMs ?? NaN)).toBeCloseTo(1, 5);
      expect((alone?.throughputTps ?? NaN) / (together[i]?.throughputTps ?? NaN)).toBeCloseTo(1, 5);
    });
  });

  it('fills in what a question leaves out as the rows had it', () => {
    const calm = models['calm'] as EnsembleModel;
    const asked = predictEnsemble(calm, SEEN);
    const whole = SEEN.map((point) => ({ ...point, txBytes: 850, preferredMaxBytes: 50_000 }));
    expect(asked).toEqual(predictEnsemble(calm, whole));
    const larger = SEEN.map((point) => ({ ...point, txBytes: 1200 }));
    expect(predictEnsemble(calm, larger)).not.toEqual(asked);
  });

  it('goes by the queue alone where there are no networks', () => {
    const { networks: _, ...rest } = models['many'] as EnsembleModel;
    const view = viewOf(rest.layout, rest.queue, SEEN);
    const predicted = predictEnsemble(rest, SEEN);
    predicted.forEach(({ latencyMeanMs, latencyP95Ms }, i) => {
      expect(Math.log(latencyMeanMs)).toBeCloseTo(view.logLatency[i] ?? NaN, 9);
      expect(Math.log((latencyP95Ms ?? NaN) / latencyMeanMs)).toBeCloseTo(rest.tail ?? NaN, 9);
    });
  });

  it('tells the point of least relative error: below the middle by the variance', () => {
    const torn = models['torn'] as EnsembleModel;
    const view = viewOf(torn.layout, torn.queue, SEEN);
    const sure = { ...torn, networks: undefined };
    expect(Math.max(...view.variance)).toBeGreaterThan(0.05);
    predictEnsemble(sure, SEEN).forEach(({ latencyMeanMs }, i) => {
      expect(Math.log(latencyMeanMs)).toBeCloseTo((view.logLatency[i] ?? NaN) - (view.variance[i] ?? NaN), 9);
    });
  });

  it('answers nothing when nothing is asked, and leaves no tensor behind', () => {
    const before = tf.memory().numTensors;
    expect(predictEnsemble(models['calm'] as EnsembleModel, [])).toEqual([]);
    predictEnsemble(models['calm'] as EnsembleModel, SEEN);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('is called by what it is made of', () => {
    const { networks } = models['many'] as EnsembleModel;
    expect(ensembleName({ networks })).toMatch(/^queue \+ \d+ x feed-forward 8-16-3$/);
    expect(ensembleName({ networks: undefined })).toBe('queue alone');
  });

  it('gives the networks a base with a tail only where there is one', () => {
    const { layout, queue } = models['many'] as EnsembleModel;
    const view = viewOf(layout, queue, SEEN);
    expect(memberView(layout, view, null).base).toHaveLength(2);
    expect(memberView(layout, view, 0.5).base[2]?.[7]).toBe(0.5);
  });

  it('doubts where parameters disagree and where networks correct much', () => {
    const { layout, queue } = models['many'] as EnsembleModel;
    const view = { ...viewOf(layout, queue, SEEN.slice(0, 2)), variance: Float64Array.of(0.04, 0) };
    const doubt = doubtOf(view, Float64Array.of(1, 1), Float64Array.of(1, 0.2));
    expect(doubt.disagreement[0]).toBeCloseTo(0.2, 12);
    expect(doubt.disagreement[1]).toBeCloseTo(0.25 * 0.8, 12);
  });
});

describe('meanTargets', () => {
  it('is the mean of the members, element by element', () => {
    const member = (...values: number[]) => [Float64Array.from(values), Float64Array.from(values, (v) => -v)];
    const members = [member(1, 2), member(3, 5), member(5, 8)];
    expect(meanTargets(members)).toEqual(member(3, 5));
    expect(members[0]).toEqual(member(1, 2));
    expect(meanTargets([])).toEqual([]);
  });
});

describe('blended', () => {
  const base = [Float64Array.of(1, 2), Float64Array.of(0)];
  const learnt = [Float64Array.of(3, 6), Float64Array.of(-2)];

  it('gives the networks their say, target by target', () => {
    expect(blended(base, learnt, [0.25, 1])).toEqual([Float64Array.of(1.5, 3), Float64Array.of(-2)]);
  });

  it('is the base where they have none, or are not there', () => {
    expect(blended(base, learnt, [0, 0])).toEqual(base);
    expect(blended(base, [Float64Array.of(NaN, NaN), Float64Array.of(NaN)], [0, 0])).toEqual(base);
    expect(blended(base, undefined, [1, 1])).toEqual(base);
  });
});
