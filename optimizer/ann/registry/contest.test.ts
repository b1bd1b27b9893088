import { describe, expect, it } from 'vitest';
import { dataRow } from '../../dataset/round.fixture.js';
import { ModelFileError } from '../../domain/errors.js';
import { memoryStore } from '../../store/testing/memory-store.js';
import { modelRecord } from '../../store/testing/sample-values.js';
import type { FittedModel } from '../recipe.js';
import { decide, type Exam } from './contest.js';

/** Right about throughput; latency off by a factor from the measured 100 ms. */
const offBy = (factor: number): FittedModel => ({
  predict: (points) => points.map(() => ({ throughputTps: 60, latencyMeanMs: 100 * factor })),
});
const heldOut = ['a', 'b', 'c'].map((pointId) => dataRow({ roundId: `new/${pointId}`, pointId }));
const CANDIDATE = { id: 'm-2', networkId: 'n1' };
const BY_HAND = '"gridtune models promote m-2" puts it in charge';

async function ask(exam: Partial<Exam>, open: () => Promise<FittedModel>) {
  const store = memoryStore();
  await store.models.insert(modelRecord('m-1', { status: 'champion', roundIds: ['old/a'] }));
  return decide({ store, open }, CANDIDATE, {
    scoredModel: offBy(1),
    heldOut,
    measuredAt: new Map(),
    ...exam,
  });
}

describe('decide', () => {
  it('promotes where the network has no champion', async () => {
    const store = memoryStore();
    await store.models.insert(modelRecord('m-1', { status: 'champion', networkId: 'n2' }));
    const open = async () => offBy(1);
    const exam = { scoredModel: offBy(9), heldOut, measuredAt: new Map<string, string>() };
    expect(await decide({ store, open }, CANDIDATE, exam)).toEqual({
      promote: true,
      reason: 'there was no champion',
      championId: undefined,
    });
  });

  it('promotes what is closer on rows new to both, and gives the figures', async () => {
    // Two outputs, one of them right: the mean log error is half of ln 1.21 and of ln 1.44.
    expect(await ask({ scoredModel: offBy(1.21) }, async () => offBy(1.44))).toEqual({
      promote: true,
      championId: 'm-1',
      reason: 'mean error 10.0 % against 20.0 % of champion m-1 on 3 rows of 3 points new to both',
    });
  });

  it('keeps the champion where the new model is no closer, and says how to promote it all the same', async () => {
    expect(await ask({ scoredModel: offBy(1.44) }, async () => offBy(1.21))).toEqual({
      promote: false,
      championId: 'm-1',
      reason: `mean error 20.0 % against 10.0 % of champion m-1 on 3 rows of 3 points new to both: no closer; ${BY_HAND}`,
    });
  });

  it('compares on nothing that the champion learnt from', async () => {
    const seen = dataRow({ roundId: 'old/a', pointId: 'd', latencyMeanMs: 1 });
    const { reason } = await ask({ heldOut: [seen, ...heldOut] }, async () => offBy(2));
    expect(reason).toContain('on 3 rows of 3 points');
  });

  it('compares on nothing older than what the champion learnt from', async () => {
    const measuredAt = new Map([
      ['old/a', '2026-01-02T00:00:00Z'],
      ['new/a', '2026-01-01T00:00:00Z'],
    ]);
    const { promote, reason } = await ask({ measuredAt }, async () => offBy(2));
    expect(promote).toBe(false);
    expect(reason).toContain('on 2 rows of 2 points new to both: fewer than 3 points prove nothing');
  });

  it('does not compare where no test row is new to the champion', async () => {
    const seen = [dataRow({ roundId: 'old/a' })];
    const open = () => Promise.reject(new Error('nobody asked for it'));
    expect(await ask({ heldOut: seen }, open)).toEqual({
      promote: false,
      championId: 'm-1',
      reason:
        'none of its 1 test rows is new to champion m-1, so they were not compared: ' +
        `measure more and train again, or ${BY_HAND}`,
    });
  });

  it('keeps a champion that cannot be opened, and warns', async () => {
    const open = () => Promise.reject(new ModelFileError('model file m-1.json is damaged'));
    const { promote, reason, warning } = await ask({}, open);
    expect(promote).toBe(false);
    expect(reason).toBe(
      `could not be compared with champion m-1: model file m-1.json is damaged; ${BY_HAND}`,
    );
    expect(warning).toBe(`model m-2 ${reason}`);
  });

  it('passes on what is no fault of the file', async () => {
    await expect(ask({}, () => Promise.reject(new TypeError('bug')))).rejects.toThrow(TypeError);
  });
});
