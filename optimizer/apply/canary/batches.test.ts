import { describe, expect, it } from 'vitest';
import type { LiveBlock } from '../../domain/live-transactions.js';
import { Batcher } from './batches.js';

function block(number: number, committedMs: number, createdMs: readonly number[]): LiveBlock {
  const transactions = createdMs.map((created, index) => ({
    id: `${number}-${index}`,
    createdMs: created,
    valid: created % 2 === 0,
  }));
  return { number, kind: 'transactions', committedMs, transactions };
}

describe('Batcher', () => {
  it('joins blocks until a second has passed since the end of the batch before', () => {
    const batcher = new Batcher(0);
    expect(batcher.add(block(1, 500, [400]))).toBeUndefined();
    expect(batcher.add(block(2, 1499, [1400]))).toBeUndefined();
    expect(batcher.add(block(3, 1500, [1400]))).toMatchObject({ lastBlock: 3, committed: 3 });
    expect(batcher.add(block(4, 2400, [2000]))).toBeUndefined();
    expect(batcher.add(block(5, 2600, [2000]))).toMatchObject({ lastBlock: 5, durationMs: 1100 });
  });

  it('tells the latency of each transaction and whether it was valid', () => {
    const batcher = new Batcher(0);
    batcher.add(block(1, 500, [400, 301]));
    expect(batcher.close()).toEqual({
      lastBlock: 1,
      durationMs: undefined,
      committed: 2,
      newestCreatedMs: 400,
      earlier: 0,
      transactions: [
        { latencyMs: 100, valid: true },
        { latencyMs: 199, valid: false },
      ],
    });
  });

  it('counts what was created before the watch, and does not judge it', () => {
    const batcher = new Batcher(1000);
    batcher.add(block(1, 1500, [998, 1000]));
    expect(batcher.close()).toMatchObject({
      committed: 2,
      earlier: 1,
      transactions: [{ latencyMs: 500, valid: true }],
    });
  });

  it('knows no latency of a transaction that says it was created after its commit', () => {
    const batcher = new Batcher(0);
    batcher.add(block(1, 500, [600, 400]));
    expect(batcher.close()).toMatchObject({
      newestCreatedMs: 500,
      transactions: [{ latencyMs: undefined, valid: true }, { latencyMs: 100 }],
    });
  });

  it('leaves configuration blocks out, and has nothing to close before the first block', () => {
    const batcher = new Batcher(0);
    expect(batcher.add({ ...block(1, 500, [400]), kind: 'config' })).toBeUndefined();
    expect(batcher.close()).toBeUndefined();
  });
});
