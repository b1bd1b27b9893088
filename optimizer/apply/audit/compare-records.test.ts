import { describe, expect, it } from 'vitest';
import { heldRecord } from '../../../test/doubles/tuning-ledger.js';
import { chainedRecord } from '../../domain/audit-chain.js';
import type { AuditRecord, LedgerAuditRecord } from '../../domain/audit.js';
import { compareRecords } from './compare-records.js';

const entry = {
  networkId: 'n1',
  channel: 'exchange',
  action: 'applied',
  because: 'manual',
  who: { mspId: 'RegulatorMSP', name: 'Admin' },
} as const;

/** @param subjects - of one record each, a second apart */
function logOf(...subjects: string[]): AuditRecord[] {
  const log: AuditRecord[] = [];
  for (const [index, subjectId] of subjects.entries())
    log.push(chainedRecord({ ...entry, subjectId }, 1000 * index, log.at(-1)));
  return log;
}

function compare(log: readonly AuditRecord[], held: readonly LedgerAuditRecord[], unreadable: string[] = []) {
  const { records, disagreements } = compareRecords(log, { mspId: 'TsoMSP', records: held, unreadable });
  return {
    standings: records.map(({ record, standing }) => `${record.subjectId} ${standing}`),
    kinds: disagreements.map(({ kind }) => kind),
    messages: disagreements.map(({ message }) => message),
  };
}

const held = (records: readonly AuditRecord[]): LedgerAuditRecord[] =>
  records.map((record) => heldRecord(record));

describe('compareRecords', () => {
  const log = logOf('a', 'b', 'c');

  it('finds both alike', () => {
    expect(compare(log, held(log))).toEqual({
      standings: ['a agreed', 'b agreed', 'c agreed'],
      kinds: [],
      messages: [],
    });
  });

  it('takes the records of the ledger in whatever order they come', () => {
    expect(compare(log, held(log).toReversed()).kinds).toEqual([]);
  });

  it('takes for pending what comes after the last on the ledger, and disagrees about nothing', () => {
    expect(compare(log, held(log.slice(0, 1))).standings).toEqual(['a agreed', 'b pending', 'c pending']);
    expect(compare(log, []).kinds).toEqual([]);
  });

  it('tells a record that the ledger was never given', () => {
    const { standings, messages } = compare(log, held([...log.slice(0, 1), ...log.slice(2)]));
    expect(standings).toEqual(['a agreed', 'b only-in-store', 'c agreed']);
    expect(messages).toEqual([
      'record n1/exchange/000002 (applied b) is in the store only, though the ledger holds later ones',
      "the ledger's records of TsoMSP: record 2 is missing",
    ]);
  });

  it('tells a record that the store has lost, at the end too', () => {
    const { standings, kinds, messages } = compare(log.slice(0, 2), held(log));
    expect(standings).toEqual(['a agreed', 'b agreed', 'c only-on-ledger']);
    expect(kinds).toEqual(['only-on-ledger']);
    expect(messages).toEqual([
      'record n1/exchange/000003 (applied c) is on the ledger only: the store has lost it',
    ]);
    expect(compare([...log.slice(0, 1), ...log.slice(2)], held(log)).messages).toEqual([
      "the store's log: record 2 is missing",
      'record n1/exchange/000002 (applied b) is on the ledger only: the store has lost it',
    ]);
  });

  it('tells a record that was changed in the store, field by field', () => {
    const [first, second, third] = log;
    if (!first || !second || !third) throw new Error('three records');
    const changed = { ...second, because: 'r-9', note: 'never said' };
    const { standings, messages } = compare([first, changed, third], held(log));
    expect(standings).toEqual(['a agreed', 'b different', 'c agreed']);
    expect(messages).toEqual([
      "the store's log: record n1/exchange/000002 was changed after it was written",
      'record n1/exchange/000002 (applied b) differs from the ledger in because, note',
    ]);
  });

  it('tells a whole log that was written anew', () => {
    const { kinds } = compare(logOf('x', 'y', 'z'), held(log));
    expect(kinds).toEqual(['different', 'different', 'different']);
  });

  it('shows what other organisations wrote, in order of time, and holds it against nothing here', () => {
    const theirs = logOf('theirs').map((record) => heldRecord(record, { mspId: 'Dso1MSP' }));
    const { standings, kinds } = compare(log, [...held(log), ...theirs]);
    expect(standings).toEqual(['a agreed', 'theirs of-others', 'b agreed', 'c agreed']);
    expect(kinds).toEqual([]);
  });

  it('tells a broken chain of another organisation, and what cannot be read', () => {
    const theirs = logOf('p', 'q', 'r').map((record) => heldRecord(record, { mspId: 'Dso1MSP' }));
    const { kinds, messages } = compare(log, [...held(log), ...theirs.slice(1)], ['an entry is none']);
    expect(kinds).toEqual(['ledger-damaged', 'ledger-damaged']);
    expect(messages).toEqual(["the ledger's records of Dso1MSP: record 1 is missing", 'an entry is none']);
  });

  it('looks at the log alone where there is no ledger', () => {
    const { records, disagreements } = compareRecords(log.slice(1), undefined);
    expect(records.map(({ standing }) => standing)).toEqual(['unchecked', 'unchecked']);
    expect(disagreements).toEqual([{ kind: 'log-damaged', message: "the store's log: record 1 is missing" }]);
  });
});
