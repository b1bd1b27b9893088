import { describe, expect, it } from 'vitest';
import type { LiveBlock } from '../../optimizer/domain/live-transactions.js';
import type { RawTransaction } from '../../optimizer/domain/ports.js';
import { countFates } from './count-fates.js';

/** A transaction that its client was told to be committed. */
const sent = (id: string, parts: Partial<RawTransaction> = {}): RawTransaction => ({
  id,
  createdMs: 1000 + Number(id.replaceAll(/\D/g, '')),
  finishedMs: 2000,
  accepted: true,
  block: 7,
  ...parts,
});
const failed = (id: string, failure: string, parts: Partial<RawTransaction> = {}): RawTransaction =>
  sent(id, { failure, block: undefined, accepted: false, ...parts });

function block(...ids: readonly string[]): Pick<LiveBlock, 'kind' | 'transactions'> {
  return {
    kind: 'transactions',
    transactions: ids.map((text) => ({
      id: text.replace('!', ''),
      createdMs: 1000 + Number(text.replaceAll(/\D/g, '')),
      valid: !text.startsWith('!'),
    })),
  };
}

const clean = {
  committed: 0,
  failed: 0,
  failedByReason: {},
  committedUntold: 0,
  lost: [],
  duplicated: [],
  ofOthers: 0,
  ofOthersDuringLoad: 0,
};

describe('countFates', () => {
  const load = [sent('t1'), sent('t2'), sent('t3')];

  it('finds each transaction once', () => {
    expect(countFates(load, [block('t1', 't2'), block(), block('t3')])).toEqual({
      ...clean,
      sent: 3,
      committed: 3,
    });
  });

  it('calls one lost that its client was told to be committed and no block holds', () => {
    expect(countFates(load, [block('t1'), block('t3')])).toEqual({
      ...clean,
      sent: 3,
      committed: 2,
      lost: ['t2'],
    });
  });

  it('calls one lost that its client was told to be committed and the peer found invalid', () => {
    expect(countFates(load, [block('t1', '!t2', 't3')]).lost).toEqual(['t2']);
  });

  it('calls one duplicated that is valid twice, in one block or in two, and not one whose second is invalid', () => {
    expect(countFates(load, [block('t1', 't2', 't2'), block('t3', 't1')]).duplicated).toEqual(['t1', 't2']);
    expect(countFates(load, [block('t1', 't2', 't3'), block('!t1')]).duplicated).toEqual([]);
  });

  it('calls one duplicated that clients tell of twice', () => {
    expect(countFates([...load, sent('t2')], [block('t1', 't2', 't3')]).duplicated).toEqual(['t2']);
  });

  it('tells failures by their reason', () => {
    const load2 = [
      failed('t1', 'EndorseError: no'),
      failed('t2', 'EndorseError: no'),
      failed('t3', 'invalidated: MVCC', { accepted: true }),
      failed('t4', 'SubmitError: no', { lostId: 't4' }),
    ];
    expect(countFates(load2, [block('!t3')])).toEqual({
      ...clean,
      sent: 4,
      failed: 4,
      failedByReason: { 'EndorseError: no': 2, 'invalidated: MVCC': 1, 'SubmitError: no': 1 },
    });
  });

  it('looks those up whose clients were left without certainty', () => {
    const uncertain = (id: string) => failed(id, 'CommitStatusError: late', { accepted: true, lostId: id });
    const fates = countFates([uncertain('t1'), uncertain('t2'), uncertain('t3')], [block('t1', '!t2')]);
    expect(fates).toEqual({
      ...clean,
      sent: 3,
      committedUntold: 1,
      failed: 1,
      failedByReason: { 'CommitStatusError: late': 1 },
      // the ordering service took it, and nobody ever saw it again
      lost: ['t3'],
    });
  });

  it('calls a success lost that came without an id, as nothing can be looked up by none', () => {
    expect(countFates([{ createdMs: 1, finishedMs: 2, block: 3 }], [block('t1')]).lost).toEqual([
      '(without id)',
    ]);
  });

  it('counts what others sent, and apart what they sent while the load ran', () => {
    const fates = countFates([sent('t10'), sent('t20')], [block('t10', 't15', 't20', 't5', 't25', '!t16')]);
    expect(fates).toMatchObject({ committed: 2, ofOthers: 3, ofOthersDuringLoad: 1 });
    const config = { ...block('t12'), kind: 'config' as const };
    expect(countFates([sent('t10'), sent('t20')], [block('t10', 't20'), config]).ofOthers).toBe(0);
  });
});
