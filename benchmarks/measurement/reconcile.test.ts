import { describe, expect, it } from 'vitest';
import { lostIds, reconciled } from './reconcile.js';
import { roundOf } from './rounds.fixture.js';

const lost = {
  createdMs: 100,
  finishedMs: 150,
  endorsedMs: 120,
  failure: 'CommitStatusError: too many requests',
  lostId: 'b',
};
const block = {
  number: 7,
  kind: 'transactions' as const,
  messageBytes: [1, 1],
  orderedMs: 480,
  committedMs: 500,
  validIds: ['a', 'b'],
};

describe('reconciled', () => {
  it('counts a transaction as committed that its client lost sight of and the peer found valid', () => {
    const { transactions } = reconciled(roundOf([lost], 1000), [block]);
    expect(transactions).toEqual([{ createdMs: 100, finishedMs: 500, endorsedMs: 120, block: 7 }]);
  });

  it('leaves a failure that the ledger does not know, or knows as invalid', () => {
    const round = roundOf([lost], 1000);
    expect(reconciled(round, [])).toEqual(round);
    expect(reconciled(round, [{ ...block, validIds: ['a'] }])).toEqual(round);
  });

  it('leaves what the client knows as it is', () => {
    const known = { createdMs: 100, finishedMs: 505, block: 7 };
    const round = roundOf([known, { createdMs: 1, finishedMs: 2, failure: 'EndorseError: no' }], 1000);
    expect(reconciled(round, [block])).toEqual(round);
  });
});

it('asks for the lost ones alone', () => {
  expect(lostIds(roundOf([lost, { createdMs: 1, finishedMs: 2, block: 1 }], 1000))).toEqual(['b']);
});
