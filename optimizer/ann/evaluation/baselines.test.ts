import { describe, expect, it } from 'vitest';
import { dataRow } from '../../dataset/round.fixture.js';
import { NotEnoughDataError } from '../../domain/errors.js';
import { BASELINE_RECIPES } from './baseline-recipes.js';
import { BASELINES } from './baselines.js';

const rows = [
  dataRow({ pointId: 'a', maxMessageCount: 10, sendRateTps: 50, throughputTps: 50, latencyMeanMs: 40 }),
  dataRow({ pointId: 'a', maxMessageCount: 10, sendRateTps: 50, throughputTps: 40, latencyMeanMs: 60 }),
  dataRow({ pointId: 'b', maxMessageCount: 100, sendRateTps: 100, throughputTps: 60, latencyMeanMs: 200 }),
];

describe('trainingMean', () => {
  it('answers the mean of the training rows', () => {
    const mean = { throughputTps: (50 + 40 + 60) / 3, latencyMeanMs: (40 + 60 + 200) / 3 };
    expect(BASELINES.trainingMean(rows)([dataRow(), dataRow()])).toEqual([mean, mean]);
  });

  it('knows the 95th percentile of the rows that have it', () => {
    const some = [...rows, dataRow({ latencyP95Ms: 100 }), dataRow({ latencyP95Ms: 300 })];
    expect(BASELINES.trainingMean(some)([dataRow()])[0]?.latencyP95Ms).toBe(200);
  });
});

it('constantShare answers the mean share of the rate and the mean latency', () => {
  const share = (50 / 50 + 40 / 50 + 60 / 100) / 3;
  const [answer] = BASELINES.constantShare(rows)([dataRow({ sendRateTps: 200 })]);
  expect(answer?.throughputTps).toBeCloseTo(share * 200, 10);
  expect(answer?.latencyMeanMs).toBe((40 + 60 + 200) / 3);
});

describe('nearestPoint', () => {
  it('answers the mean of the nearest point, near by ratio and not by difference', () => {
    // 25 is nearer to 10 than to 100 by difference and by ratio; 40 only by difference.
    const [near, far] = BASELINES.nearestPoint(rows)([
      dataRow({ maxMessageCount: 25, sendRateTps: 70 }),
      dataRow({ maxMessageCount: 40, sendRateTps: 72 }),
    ]);
    expect(near).toEqual({ throughputTps: (50 + 40) / 2, latencyMeanMs: (40 + 60) / 2 });
    expect(far).toEqual({ throughputTps: 60, latencyMeanMs: 200 });
  });

  it('tells points apart by size and properties, and lets a missing one lie in the middle', () => {
    const sized = [1000, 4000, 16_000].map((txBytes) =>
      dataRow({ pointId: `b${txBytes}`, txBytes, latencyMeanMs: txBytes / 100, context: { orderers: 3 } }),
    );
    const ask = BASELINES.nearestPoint(sized);
    const latencies = ask([dataRow({ txBytes: 900 }), dataRow(), dataRow({ txBytes: 20_000 })]);
    expect(latencies.map(({ latencyMeanMs }) => latencyMeanMs)).toEqual([10, 40, 160]);
  });
});

describe('cutModel', () => {
  // 100 tps: 21 transactions wait 20 / (2 * 100) s on average, 100 ms.
  const limited = { maxMessageCount: 21, batchTimeoutMs: 10_000, sendRateTps: 100, throughputTps: 98 };

  it('adds the wait for a block to be cut to what is left of the training rows', () => {
    const left = [30, 40, 900].map((rest) => dataRow({ ...limited, latencyMeanMs: 100 + rest }));
    // 10 tps, 1 s: one transaction waits 1 s and ten half of it on average.
    const asked = dataRow({ maxMessageCount: 10_000, batchTimeoutMs: 1000, sendRateTps: 10 });
    const [answer] = BASELINES.cutModel(left)([asked]);
    expect(answer?.latencyMeanMs).toBeCloseTo(40 + (1000 + 10 * 500) / 11, 9);
    expect(answer?.throughputTps).toBeCloseTo(0.98 * 10, 9);
  });

  it('never takes less than the wait itself', () => {
    const [answer] = BASELINES.cutModel([dataRow({ ...limited, latencyMeanMs: 60 })])([dataRow(limited)]);
    expect(answer?.latencyMeanMs).toBeCloseTo(100, 9);
  });

  it('ends blocks by bytes where size and limit are known', () => {
    const [answer] = BASELINES.cutModel([dataRow({ ...limited, latencyMeanMs: 100 })])([
      dataRow({ ...limited, txBytes: 1000, preferredMaxBytes: 11_500 }),
    ]);
    expect(answer?.latencyMeanMs).toBeCloseTo(50, 9);
  });

  it('lets reads wait for nothing', () => {
    const reads = dataRow({ ...limited, context: { readShare: 1 } });
    const half = dataRow({ ...limited, context: { readShare: 0.5 } });
    const answers = BASELINES.cutModel([dataRow({ ...limited, latencyMeanMs: 130 })])([reads, half]);
    // Half of the transactions wait for a block that fills at half the rate.
    expect(answers.map(({ latencyMeanMs }) => latencyMeanMs)).toEqual([30, 30 + 0.5 * 200]);
  });

  it('has an offset of its own for the 95th percentile', () => {
    const some = [dataRow({ ...limited, latencyMeanMs: 130, latencyP95Ms: 190 })];
    expect(BASELINES.cutModel(some)([dataRow(limited)])[0]?.latencyP95Ms).toBeCloseTo(190, 9);
  });
});

describe('as recipes', () => {
  it.each(Object.entries(BASELINE_RECIPES))('%s answers each point asked about', async (name, recipe) => {
    expect(recipe.name).toBe(name);
    const model = await recipe.fit(rows, { seed: 1 });
    expect(model.predict([dataRow(), dataRow()])).toHaveLength(2);
    expect(model.predict([])).toEqual([]);
  });

  it('refuses to learn from nothing', async () => {
    for (const recipe of Object.values(BASELINE_RECIPES))
      await expect(recipe.fit([], { seed: 1 })).rejects.toThrow(NotEnoughDataError);
  });
});
