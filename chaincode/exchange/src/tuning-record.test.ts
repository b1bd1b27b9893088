import { describe, expect, it } from 'vitest';
import { InvalidRecordError } from './errors.js';
import { record, seal } from './test-tuning.js';
import { parseTuningRecords, partsOfId } from './tuning-record.js';

const settings = {
  maxMessageCount: 100,
  preferredMaxBytes: 2_097_152,
  absoluteMaxBytes: 10_485_760,
  batchTimeoutMs: 250,
};

/** What is wrong with a faultless record once `changes` are laid over it and it is sealed again. */
function faultOf(changes: Readonly<Record<string, unknown>>): string {
  const { sha256: _sha256, ...fields } = record(1);
  return refusalOf(JSON.stringify(seal({ ...fields, ...changes })));
}

function refusalOf(recordJson: string): string {
  try {
    parseTuningRecords(recordJson);
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidRecordError);
    return error instanceof Error ? error.message : String(error);
  }
  return 'no refusal';
}

describe('parseTuningRecords', () => {
  it('takes a record with everything in it, as it is', () => {
    const full = record(12, {
      before: settings,
      after: { ...settings, batchTimeoutMs: 300 },
      blockNumber: 7,
      transactionId: 'ab'.repeat(32),
      note: 'ünï "x"',
      requestedBy: 'token night shift (t-1), approved by token boss (t-2)',
    });
    expect(parseTuningRecords(JSON.stringify(full))).toEqual([full]);
    expect(parseTuningRecords(JSON.stringify([full, record(1)]))).toEqual([full, record(1)]);
  });

  it.each([
    ['another id', { id: 'net1/exchange/000002' }, 'id must be network, channel and position'],
    ['a network of other characters', { networkId: 'a/b' }, 'networkId must be 1 to 128 characters'],
    ['position 0', { position: 0 }, 'position must be a whole number from 1'],
    ['an action that is no word', { action: 'Applied!' }, 'action must be a word'],
    ['no subject', { subjectId: undefined }, 'subjectId must be a non-blank text'],
    ['no reason', { because: ' ' }, 'because must be a non-blank text'],
    ['a time that is none', { at: 'yesterday' }, 'at must be a time in UTC'],
    ['nobody', { who: { mspId: 'TsoMSP' } }, 'name must be a non-blank text'],
    ['somebody who is no object', { who: 'me' }, 'who must be a JSON object'],
    [
      'settings that lack one',
      { after: { ...settings, batchTimeoutMs: undefined } },
      'batchTimeoutMs must be',
    ],
    ['settings with one too many', { before: { ...settings, x: 1 } }, 'before must have only the keys'],
    ['half a block', { blockNumber: 1.5 }, 'blockNumber must be a whole number from 0'],
    ['nobody who asked', { requestedBy: ' ' }, 'requestedBy must be a non-blank text'],
    ['a blank note', { note: '' }, 'note must be a non-blank text'],
    ['a note that is too long', { note: 'x'.repeat(1025) }, 'note must be a non-blank text of at most 1024'],
    ['a chain to nothing', { previousSha256: 'x' }, 'previousSha256 must be 64 lowercase hex digits'],
    ['a field too many', { colour: 'red' }, 'the record must have only the keys'],
  ])('refuses %s', (_what, changes, fault) => {
    expect(faultOf(changes)).toContain(fault);
    expect(faultOf(changes)).toMatch(/^INVALID_RECORD: /);
  });

  it('refuses a record that is not what its hash says', () => {
    const changed = { ...record(1), because: 'somebody else' };
    expect(refusalOf(JSON.stringify(changed))).toBe(
      'INVALID_RECORD: sha256 must be the hash of the other fields of net1/exchange/000001',
    );
  });

  it.each([
    ['no JSON', '{"a', String.raw`recordJson must be JSON, got "{\"a"`],
    ['no record', '[]', '1 to 100 records must be given, got 0'],
    ['null', 'null', 'the record must be a JSON object, got null'],
    ['the same id twice', JSON.stringify([record(1), record(1)]), 'no two records may have the same id'],
    [
      'more than fit into one transaction',
      JSON.stringify(Array.from({ length: 101 }, (_, index) => record(index + 1))),
      '1 to 100 records must be given, got 101',
    ],
  ])('refuses %s', (_what, recordJson, fault) => {
    expect(refusalOf(recordJson)).toContain(`INVALID_RECORD: ${fault}`);
  });
});

describe('partsOfId', () => {
  it('takes ids apart, and nothing that is none', () => {
    expect(partsOfId('net1/exchange/000001')).toEqual(['net1', 'exchange', '000001']);
    expect(partsOfId('net1/exchange/1000000')).toEqual(['net1', 'exchange', '1000000']);
    for (const id of ['', 'a/b', 'a/b/1', 'a/b/00000x', 'a//000001', '\0/b/000001', 'a/b/000001/c']) {
      expect(partsOfId(id)).toBeUndefined();
    }
  });
});
