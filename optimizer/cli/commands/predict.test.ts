import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Answer } from '../../ann/recipe.js';
import type { ModelInput } from '../../dataset/columns.js';
import { memoryStore } from '../../store/testing/memory-store.js';
import { modelRecord } from '../../store/testing/sample-values.js';
import { runProgram } from '../program.js';
import type { Services } from '../../operations/services.js';

const openModel = vi.hoisted(() => vi.fn());
vi.mock('../../ann/registry/open-model.js', () => ({ openModel }));

const BOX = {
  maxMessageCount: { min: 10, max: 500 },
  batchTimeoutMs: { min: 100, max: 2000 },
  sendRateTps: { min: 20, max: 100 },
};
const WITH_INTERVALS: Answer = {
  throughputTps: 59.5,
  latencyMeanMs: 140,
  latencyP95Ms: 260,
  interval90: {
    throughputTps: { low: 57, high: 60 },
    latencyMeanMs: { low: 120, high: 165 },
    latencyP95Ms: { low: 200, high: 320 },
  },
};

let asked: ModelInput[];
function answering(answer: Answer): void {
  openModel.mockImplementation(async () => ({
    artifact: { box: BOX },
    predict: (points: readonly ModelInput[]) => {
      asked.push(...points);
      return points.map(() => answer);
    },
  }));
}
beforeEach(() => {
  asked = [];
  openModel.mockReset();
  answering(WITH_INTERVALS);
});

/** The whole command line over a store with a champion and a candidate. */
async function gridtune(...argv: string[]) {
  const store = memoryStore();
  await store.models.insert(modelRecord('m-1', { status: 'champion' }));
  await store.models.insert(modelRecord('m-2'));
  const services = { store: async () => store, paths: { models: '/models' }, close: async () => undefined };
  let [out, error] = ['', ''];
  const code = await runProgram(['predict', ...argv], {
    version: '0',
    openServices: () => services as unknown as Services & { close(): Promise<void> },
    writeOut: (text) => void (out += text),
    writeError: (text) => void (error += text),
  });
  return { code, out, error };
}
const POINT = ['--max-message-count', '100', '--batch-timeout', '250ms', '--send-rate', '60'];

describe('predict', () => {
  it('asks the champion and prints what it expects with its intervals', async () => {
    const { code, out } = await gridtune(...POINT, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({
      modelId: 'm-1',
      input: { maxMessageCount: 100, batchTimeoutMs: 250, sendRateTps: 60 },
      ...WITH_INTERVALS,
      warnings: [],
    });
    expect(openModel).toHaveBeenCalledWith(expect.objectContaining({ id: 'm-1' }), '/models');
  });

  it('asks another model by its id', async () => {
    const { out } = await gridtune(...POINT, '--model', 'm-2', '--json');
    expect(JSON.parse(out)).toMatchObject({ modelId: 'm-2' });
    expect(await gridtune(...POINT, '--model', 'm-3')).toMatchObject({ code: 1, out: '' });
  });

  it('prints a table for people', async () => {
    const { out } = await gridtune(...POINT);
    expect(out).toMatch(/throughput, tps +59\.5 +57 to 60\n/);
    expect(out).toMatch(/95th percentile, ms +260 +200 to 320\n/);
    expect(out).toMatch(/by model m-1\n$/);
  });

  it('takes sizes, durations in seconds and other properties', async () => {
    const sizes = ['--preferred-max-bytes', '2MiB', '--absolute-max-bytes', '10240KiB', '--tx-bytes', '3100'];
    const context = ['--ctx', 'orderers=3', '--ctx', 'readShare=0.5'];
    const point = ['--max-message-count', '100', '--batch-timeout', '1.5s', '--send-rate', '60.5'];
    const { code, out } = await gridtune(...point, ...sizes, ...context, '--json');
    expect(code).toBe(0);
    expect(asked).toEqual([
      {
        maxMessageCount: 100,
        batchTimeoutMs: 1500,
        sendRateTps: 60.5,
        preferredMaxBytes: 2 * 1024 * 1024,
        absoluteMaxBytes: 10 * 1024 * 1024,
        txBytes: 3100,
        context: { orderers: 3, readShare: 0.5 },
      },
    ]);
    expect(JSON.parse(out).input).toEqual(asked[0]);
    // The model's ranges name none of these.
    expect(JSON.parse(out).warnings).toHaveLength(5);
    expect(JSON.parse(out).warnings[3]).toMatch(/^the model was not trained on known values of orderers/);
  });

  it('warns of what lies outside what the model was trained on', async () => {
    const point = ['--max-message-count', '501', '--batch-timeout', '99ms', '--send-rate', '106'];
    expect(JSON.parse((await gridtune(...point, '--json')).out).warnings).toEqual([
      'maxMessageCount of 501 is outside the trained 10 to 500: this is extrapolated',
      'batchTimeoutMs of 99 is outside the trained 100 to 2000: this is extrapolated',
      'sendRateTps of 106 is outside the trained 20 to 100: this is extrapolated',
    ]);
    // A generator that is asked for 104 tps may well achieve 100.
    const near = ['--max-message-count', '500', '--batch-timeout', '100ms', '--send-rate', '104'];
    expect(JSON.parse((await gridtune(...near, '--json')).out).warnings).toEqual([]);
  });

  it('says so where the model gives no intervals', async () => {
    answering({ throughputTps: 59, latencyMeanMs: 140 });
    const answer = JSON.parse((await gridtune(...POINT, '--json')).out);
    expect(answer).not.toHaveProperty('interval90');
    expect(answer.warnings).toEqual([expect.stringContaining('no intervals')]);
    expect((await gridtune(...POINT)).out).toMatch(/mean latency, ms +140 +-\n/);
  });

  it.for([
    ['nothing at all', [], '--max-message-count'],
    ['a rate missing', POINT.slice(0, 4), '--send-rate'],
    ['a duration without a unit', [...POINT, '--batch-timeout', '250'], '250ms or 2s'],
    ['a duration in minutes', [...POINT, '--batch-timeout', '2min'], '250ms or 2s'],
    ['a part of a millisecond', [...POINT, '--batch-timeout', '20.5ms'], 'batchTimeoutMs'],
    ['a timeout that could not be applied', [...POINT, '--batch-timeout', '5ms'], 'from 10 to 60000'],
    ['half a transaction', [...POINT, '--max-message-count', '1.5'], 'whole number'],
    ['no transactions', [...POINT, '--max-message-count', '0'], 'maxMessageCount'],
    ['a rate of nothing', [...POINT, '--send-rate', '0'], '--send-rate'],
    ['a rate beyond every machine', [...POINT, '--send-rate', '1e9'], 'sendRateTps'],
    ['a size without a unit', [...POINT, '--preferred-max-bytes', '2000000'], '2MiB'],
    ['a unit that is no unit', [...POINT, '--preferred-max-bytes', '2toString'], '2MiB'],
    [
      'preferred above absolute',
      [...POINT, '--preferred-max-bytes', '3MiB', '--absolute-max-bytes', '2MiB'],
      'must not be greater than absoluteMaxBytes',
    ],
    ['a property without a value', [...POINT, '--ctx', 'orderers='], 'orderers=3'],
    ['a property that is no number', [...POINT, '--ctx', 'orderers=many'], 'orderers=3'],
    ['a property twice', [...POINT, '--ctx', 'a=1', '--ctx', 'a=2'], 'twice'],
    ['transactions of no bytes', [...POINT, '--tx-bytes', '0'], '--tx-bytes'],
  ] as const)('refuses %s as wrong usage', async ([, argv, told]) => {
    const { code, out, error } = await gridtune(...argv);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(error).toContain(told);
    expect(asked).toEqual([]);
  });
});
