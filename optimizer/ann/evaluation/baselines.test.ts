import { describe, expect, it } from 'vitest';
import type { DataRow } from '../../dataset/columns.js';
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

it('nearestPoint takes the 95th percentile of the nearest point that has it', () => {
  const some = [10, 20, 300].map((maxMessageCount, i) =>
    dataRow({ pointId: `p${i}`, maxMessageCount, latencyMeanMs: maxMessageCount }),
  );
  const [first = dataRow(), second = dataRow(), third = dataRow()] = some;
  const learnt = [first, { ...second, latencyP95Ms: 40 }, { ...third, latencyP95Ms: 600 }];
  expect(BASELINES.nearestPoint(learnt)([dataRow({ maxMessageCount: 9 })])).toEqual([
    { throughputTps: 60, latencyMeanMs: 10, latencyP95Ms: 40 },
  ]);
});

describe('cutModel', () => {
  // 100 tps: 21 transactions wait 20 / (2 * 100) s on average, 100 ms; the timer hardly ever fires.
  const limited = { maxMessageCount: 21, batchTimeoutMs: 10_000, sendRateTps: 100, throughputTps: 98 };
  const waitedMs = (row: DataRow) =>
    BASELINES.cutModel([dataRow({ ...limited, latencyMeanMs: 1 })])([row])[0]?.latencyMeanMs ?? 0;

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
    const full = waitedMs(dataRow(limited));
    expect(waitedMs(dataRow({ ...limited, txBytes: 1000, preferredMaxBytes: 11_500 }))).toBeLessThan(
      0.7 * full,
    );
    expect(waitedMs(dataRow({ ...limited, preferredMaxBytes: 11_500 }))).toBe(full);
    expect(waitedMs(dataRow({ ...limited, txBytes: 1000 }))).toBe(full);
  });

  it('knows how BFT cuts', () => {
    // Its timer starts before the first transaction, which waits for half of it on average.
    const lonely = dataRow({ maxMessageCount: 100, batchTimeoutMs: 1000, sendRateTps: 0.01 });
    expect(waitedMs(lonely)).toBeCloseTo(1000, -1);
    expect(waitedMs({ ...lonely, consensus: 'bft' })).toBeCloseTo(500, -1);
  });

  it('lets reads wait for nothing', () => {
    const reads = dataRow({ ...limited, context: { readShare: 1 } });
    const half = dataRow({ ...limited, context: { readShare: 0.5 } });
    const answers = BASELINES.cutModel([dataRow({ ...limited, latencyMeanMs: 130 })])([reads, half]);
    // Half of the transactions wait for a block that fills at half the rate.
    expect(answers.map(({ latencyMeanMs }) => latencyMeanMs)).toEqual([30, 30 + 0.5 * 200]);
  });

  it('lets reads wait for nothing at the 95th percentile either', () => {
    const ask = BASELINES.cutModel([dataRow({ context: { readShare: 1 }, latencyP95Ms: 7 })]);
    expect(ask([dataRow({ batchTimeoutMs: 2000, context: { readShare: 1 } })])[0]?.latencyP95Ms).toBe(7);
  });

  it('has an offset and a wait of its own for the 95th percentile', () => {
    const learn = (latencyP95Ms: number) =>
      BASELINES.cutModel([dataRow({ ...limited, latencyMeanMs: 130, latencyP95Ms })]);
    expect(learn(260)([dataRow(limited)])[0]?.latencyP95Ms).toBeCloseTo(260, 9);
    // Twice the rate halves the wait, and what is left stays.
    const [slow, quick] = learn(1260)([dataRow(limited), dataRow({ ...limited, sendRateTps: 200 })]);
    const waited = 2 * ((slow?.latencyP95Ms ?? 0) - (quick?.latencyP95Ms ?? 0));
    // The first of 21 waits for 20 others, 200 ms; at random moments some blocks take longer.
    expect(waited).toBeGreaterThan(190);
    expect(waited).toBeLessThan(260);
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
