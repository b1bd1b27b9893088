import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { auditFaults, chainedRecord, isSealed } from './audit-chain.js';
import type { AuditEntry, AuditRecord } from './audit.js';

const entry: AuditEntry = {
  networkId: 'n1',
  channel: 'exchange',
  action: 'applied',
  subjectId: 'a1',
  because: 'manual',
  who: { mspId: 'RegulatorMSP', name: 'Admin' },
};

/** `count` whole records. */
function chain(count: number): AuditRecord[] {
  const records: AuditRecord[] = [];
  for (let index = 0; index < count; index += 1) {
    records.push(chainedRecord({ ...entry, subjectId: `a${index + 1}` }, index, records.at(-1)));
  }
  return records;
}

function at(records: readonly AuditRecord[], index: number): AuditRecord {
  const record = records[index];
  if (!record) throw new RangeError('no such record');
  return record;
}

describe('chainedRecord', () => {
  it('seals the sorted JSON of every other field', () => {
    const text =
      '{"action":"applied","at":"1970-01-01T00:00:00.005Z","because":"manual","channel":"exchange",' +
      '"id":"n1/exchange/000001","networkId":"n1","position":1,' +
      `"previousSha256":"${'0'.repeat(64)}","subjectId":"a1","who":{"mspId":"RegulatorMSP","name":"Admin"}}`;
    expect(chainedRecord(entry, 5, undefined).sha256).toBe(createHash('sha256').update(text).digest('hex'));
  });

  it('seals the same whatever the order of the fields', () => {
    const reversed = Object.fromEntries(Object.entries(entry).toReversed()) as unknown as AuditEntry;
    expect(chainedRecord(reversed, 5, undefined).sha256).toBe(chainedRecord(entry, 5, undefined).sha256);
  });
});

describe('auditFaults', () => {
  it('finds none in a whole log', () => {
    expect(auditFaults([])).toEqual([]);
    expect(auditFaults(chain(3))).toEqual([]);
  });

  it('tells a record that was changed', () => {
    const records = chain(3);
    records[1] = { ...at(records, 1), because: 'somebody else' };
    expect(auditFaults(records)).toEqual(['record n1/exchange/000002 was changed after it was written']);
    expect(isSealed(at(records, 1))).toBe(false);
  });

  it('tells a record that was changed and sealed again', () => {
    const records = chain(3);
    records[1] = chainedRecord({ ...entry, because: 'somebody else' }, 1, at(records, 0));
    expect(auditFaults(records)).toEqual([
      'record n1/exchange/000003 does not follow from record 2: one of them was replaced',
    ]);
  });

  it('tells gaps, at the beginning too', () => {
    const records = chain(6);
    expect(auditFaults([at(records, 0), at(records, 2)])).toEqual(['record 2 is missing']);
    expect(auditFaults(records.slice(2))).toEqual(['records 1 to 2 are missing']);
    expect(auditFaults([at(records, 0), ...records.slice(4)])).toEqual(['records 2 to 4 are missing']);
  });

  it('tells a chain that begins elsewhere', () => {
    const stranger = { ...chainedRecord(entry, 1, { position: 4, sha256: 'ab'.repeat(32) }) };
    const first = chainedRecord(entry, 1, undefined);
    expect(auditFaults([{ ...first, previousSha256: stranger.sha256 }])).toEqual([
      'record n1/exchange/000001 was changed after it was written',
      'record n1/exchange/000001 is not the beginning of its chain',
    ]);
  });

  it('tells a record under the id of another', () => {
    const [record] = chain(1);
    expect(auditFaults(record ? [{ ...record, networkId: 'n2' }] : [])).toEqual([
      'record n1/exchange/000001 stands under an id that is not its own',
      'record n1/exchange/000001 was changed after it was written',
    ]);
  });
});
