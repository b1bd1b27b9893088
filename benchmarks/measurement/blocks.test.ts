import { describe, expect, it } from 'vitest';
import type { SeenBlock } from '../../optimizer/domain/ports.js';
import { KIB, MIB } from '../../optimizer/domain/settings.js';
import {
  blockColumns,
  blockFigures,
  blocksOf,
  disagreements,
  judged,
  meanTxBytes,
  phases,
} from './blocks.js';

const settings = {
  maxMessageCount: 3,
  preferredMaxBytes: 10 * KIB,
  absoluteMaxBytes: MIB,
  batchTimeoutMs: 500,
};

function block(number: number, messageBytes: number[], more: Partial<SeenBlock> = {}): SeenBlock {
  return { number, kind: 'transactions', messageBytes, orderedMs: 1000 * number, ...more };
}

const full = block(5, [3000, 3000, 3000], { committedMs: 5020, validIds: ['a', 'b', 'c'] });
const late = block(6, [4000]);

describe('what blocks tell', () => {
  it('is their size and what cut them', () => {
    const both = judged([full, late], settings, 'raft');
    expect(both.map(({ cutBy }) => cutBy)).toEqual(['count', 'timeout']);
    expect(blockFigures(both)).toEqual({
      transactionsMean: 2,
      transactionsMax: 3,
      bytesMean: 6500,
      bytesMax: 9000,
      cutBy: { count: 1, bytes: 0, timeout: 1, config: 0 },
    });
    expect(meanTxBytes(both)).toBe(13_000 / 4);
  });

  it('is nothing without blocks', () => {
    expect(blockFigures([])).toBeUndefined();
    expect(meanTxBytes([])).toBeUndefined();
  });

  it('is of those blocks only that hold transactions of the window', () => {
    const inside = blocksOf(judged([full, late], settings, 'raft'), [
      { createdMs: 1, finishedMs: 2, block: 6 },
    ]);
    expect(inside.map(({ number }) => number)).toEqual([6]);
  });

  it('is stored column by column, with times from the start of the round', () => {
    expect(blockColumns(judged([full, late], settings, 'raft'), 4000)).toEqual({
      blockNumber: [5, 6],
      blockTransactions: [3, 1],
      blockBytes: [9000, 4000],
      blockOrderedMs: [1000, 2000],
      blockCommittedMs: [1020, -1],
      blockValid: [3, -1],
      blockCutBy: ['count', 'timeout'],
    });
  });
});

describe('phases', () => {
  it('add up to the mean latency', () => {
    const transactions = [
      { createdMs: 4000, endorsedMs: 4020, finishedMs: 5030, block: 5 },
      { createdMs: 4100, endorsedMs: 4110, finishedMs: 5030, block: 5 },
    ];
    expect(phases(transactions, [full])).toEqual({ endorseMs: 15, orderMs: 935, commitMs: 30 });
    expect(15 + 935 + 30).toBe((1030 + 930) / 2);
  });

  it('leave out failures, reads, and transactions whose block was not seen', () => {
    const transactions = [
      { createdMs: 4000, finishedMs: 4500, failure: 'EndorseError' },
      { createdMs: 4000, finishedMs: 4005 },
      { createdMs: 4000, endorsedMs: 4010, finishedMs: 9000, block: 99 },
    ];
    expect(phases(transactions, [full])).toBeUndefined();
  });
});

describe('disagreements', () => {
  it('name a block of which the peer and the load generator tell different things', () => {
    const two = [5, 5].map((number) => ({ createdMs: 1, finishedMs: 2, block: number }));
    expect(disagreements(two, [full])).toEqual([
      'block 5 holds 3 valid transactions, and the load generator knows of 2',
    ]);
    expect(disagreements([...two, { createdMs: 1, finishedMs: 2, block: 5 }], [full, late])).toEqual([]);
  });
});
