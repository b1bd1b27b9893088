import { describe, expect, it } from 'vitest';
import type { ModelInput } from '../../dataset/columns.js';
import { dataRow } from '../../dataset/round.fixture.js';
import { permutationImportance } from './importance.js';

/** Latency follows the timeout, the number of orderers and nothing else; throughput is the rate. */
const truth = ({ batchTimeoutMs, sendRateTps, context }: ModelInput) => ({
  throughputTps: sendRateTps,
  latencyMeanMs: batchTimeoutMs + 100 * (context?.['orderers'] ?? 0),
});
const ROWS = Array.from({ length: 40 }, (_, i) => {
  const inputs = {
    maxMessageCount: 10 + i,
    batchTimeoutMs: 100 * (1 + (i % 5)),
    sendRateTps: 50 * (1 + (i % 3)),
    txBytes: 4000,
    context: { orderers: 1 + (i % 4), peers: 3 },
  };
  return dataRow({ roundId: `r${i}`, ...inputs, ...truth(inputs) });
});
const model = { predict: (points: readonly ModelInput[]) => points.map(truth) };

describe('permutationImportance', () => {
  const importance = permutationImportance(model, ROWS, { seed: 1 });
  const of = (input: string) => importance.find((each) => each.input === input)?.increase;

  it('tells of the inputs that vary', () => {
    expect(importance.map(({ input }) => input)).toEqual([
      'maxMessageCount',
      'batchTimeoutMs',
      'sendRateTps',
      'context.orderers',
    ]);
  });

  it('finds that an output rests on the inputs that make it, and on no others', () => {
    expect(of('maxMessageCount')?.latencyMeanMs).toEqual({ meanPct: 0, spreadPct: 0 });
    expect(of('sendRateTps')?.latencyMeanMs.meanPct).toBe(0);
    expect(of('batchTimeoutMs')?.latencyMeanMs.meanPct).toBeGreaterThan(10);
    expect(of('batchTimeoutMs')?.latencyMeanMs.spreadPct).toBeGreaterThan(0);
    expect(of('context.orderers')?.latencyMeanMs.meanPct).toBeGreaterThan(10);
    expect(of('sendRateTps')?.throughputTps.meanPct).toBeGreaterThan(10);
    expect(of('batchTimeoutMs')?.throughputTps.meanPct).toBe(0);
  });

  it('is the increase over the error that was there before', () => {
    const off = {
      predict: (points: readonly ModelInput[]) =>
        points.map((point) => ({ ...truth(point), latencyMeanMs: 2 * truth(point).latencyMeanMs })),
    };
    const unused = permutationImportance(off, ROWS, { seed: 1 }).find(({ input }) => input === 'sendRateTps');
    expect(unused?.increase.latencyMeanMs.meanPct).toBe(0);
  });

  it('repeats for the same seed', () => {
    expect(permutationImportance(model, ROWS, { seed: 1 })).toEqual(importance);
    expect(permutationImportance(model, ROWS, { seed: 9 })).not.toEqual(importance);
  });

  it('asks about 2,000 rows at most', () => {
    let asked = 0;
    const counting = {
      predict: (points: readonly ModelInput[]) => {
        asked = Math.max(asked, points.length);
        return points.map(truth);
      },
    };
    permutationImportance(counting, Array.from({ length: 60 }, () => ROWS).flat(), { seed: 1, shuffles: 1 });
    expect(asked).toBe(2000);
  });

  it('works where only some rows have a property', () => {
    const some = ROWS.map((row, i) => (i % 2 === 0 ? row : { ...row, context: undefined }));
    const inputs = permutationImportance(model, some, { seed: 1 }).map(({ input }) => input);
    expect(inputs).toContain('context.orderers');
  });
});
