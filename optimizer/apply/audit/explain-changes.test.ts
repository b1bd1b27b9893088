import { describe, expect, it } from 'vitest';
import { application, measuredRound, sweep } from '../../store/testing/sample-values.js';
import { chainedRecord } from '../../domain/audit-chain.js';
import type { AuditEntry, AuditRecord, RecordedSettings } from '../../domain/audit.js';
import { MIB } from '../../domain/settings.js';
import { heldRecord } from '../../../test/doubles/tuning-ledger.js';
import { explainChanges, type Explanations } from './explain-changes.js';
import { measuringOfSweep, measuringsOfRounds } from './measuring.js';
import { wrongWriters } from './writers.js';

const before = {
  maxMessageCount: 500,
  preferredMaxBytes: 2 * MIB,
  absoluteMaxBytes: 10 * MIB,
  batchTimeoutMs: 2000,
};
const after = { ...before, batchTimeoutMs: 300 };
const admin = { mspId: 'RegulatorMSP', name: 'Admin' };
const change: RecordedSettings = {
  blockNumber: 12,
  at: '2026-01-02T03:04:05.000Z',
  before,
  after,
  transactionId: 'tx12',
  signedBy: [admin],
  sentBy: admin,
};
const nothing: Explanations = { records: [], applications: [], measurings: [] };

function record(changes: Partial<AuditEntry> = {}): AuditRecord {
  const entry: AuditEntry = {
    networkId: 'n1',
    channel: 'exchange',
    action: 'applied',
    subjectId: 'a1',
    because: 'manual',
    who: admin,
    before,
    after,
    blockNumber: 12,
    transactionId: 'tx12',
    ...changes,
  };
  return chainedRecord(entry, Date.parse('2026-01-02T03:04:06Z'), undefined);
}

const explained = (explanations: Partial<Explanations>): string | undefined =>
  explainChanges([change], { ...nothing, ...explanations }).changes[0]?.explainedBy;
const disagreements = (explanations: Partial<Explanations>, changes = [change]): string[] =>
  explainChanges(changes, { ...nothing, ...explanations }).disagreements.map(({ message }) => message);

describe('explainChanges', () => {
  it('tells a change that nothing explains, with who signed it', () => {
    expect(disagreements({})).toEqual([
      'block 12 of 2026-01-02T03:04:05.000Z changed 500 messages, 2000 ms, preferred 2 MiB, absolute 10 MiB to 500 messages, 300 ms, preferred 2 MiB, absolute 10 MiB, signed by Admin of RegulatorMSP: made outside gridtune, no record and no measurement of this store explains it',
    ]);
  });

  it('finds the record with its transaction, or, where that names none, with its block', () => {
    expect(explained({ records: [record()] })).toBe('applied a1');
    expect(explained({ records: [record({ transactionId: undefined })] })).toBe('applied a1');
    expect(explained({ records: [record({ transactionId: 'other' })] })).toBeUndefined();
    expect(explained({ records: [record({ transactionId: undefined, blockNumber: 11 })] })).toBeUndefined();
  });

  it('takes no record that found the settings in force already for the one that put them there', () => {
    const unchanged = record({ transactionId: undefined, before: after });
    expect(explained({ records: [unchanged] })).toBeUndefined();
  });

  it('tells records of changes that the channel does not know, or knows otherwise', () => {
    expect(disagreements({ records: [record()] })).toEqual([]);
    expect(disagreements({ records: [record()] }, [])).toEqual([
      'record n1/exchange/000001 (applied a1): block 12 carries no such change',
    ]);
    expect(disagreements({ records: [record({ blockNumber: 13 })] })).toEqual([
      'record n1/exchange/000001 (applied a1): its transaction is in block 12 and not in block 13',
    ]);
    expect(disagreements({ records: [record({ after: { ...after, batchTimeoutMs: 301 } })] })).toEqual([
      'record n1/exchange/000001 (applied a1): block 12 put 500 messages, 300 ms, preferred 2 MiB, absolute 10 MiB in force and not 500 messages, 301 ms, preferred 2 MiB, absolute 10 MiB',
    ]);
    const cutShort = record({ action: 'failed', blockNumber: undefined });
    expect(disagreements({ records: [cutShort] }, [])).toEqual([]);
  });

  it('waits for an application that the next change settles', () => {
    const sent = { configSequence: 1, fromBlock: 2, payloadSha256: 'x', transactionId: 'tx12' };
    const [underWay, over] = [
      application('a9', { status: 'sent', sent }),
      application('a9', { status: 'verified', sent, startedAt: '2026-01-03T00:00:00Z' }),
    ];
    expect(explained({ applications: [underWay] })).toContain(
      'application a9, which the next change settles',
    );
    expect(
      explained({ applications: [over], records: [record({ transactionId: 'other' })] }),
    ).toBeUndefined();
  });

  it('knows applications from before the log began', () => {
    const old = application('a0', { status: 'verified', blockNumber: 12, startedAt: '2026-01-01T00:00:00Z' });
    const elsewhere = record({ transactionId: 'other', blockNumber: 40 });
    expect(explained({ applications: [old], records: [elsewhere] })).toContain('from before the log began');
    const late = application('a0', {
      status: 'verified',
      blockNumber: 12,
      startedAt: '2026-01-03T00:00:00Z',
    });
    expect(explained({ applications: [late], records: [elsewhere] })).toBeUndefined();
  });

  describe('by what was measured', () => {
    const planned = { pointId: 'p1', replicate: 1, load: { workload: 'publish', sendRateTps: 50 } } as const;
    const measured = sweep('s1', {
      original: before,
      rounds: [{ ...planned, settings: after }],
      startedAt: '2026-01-02T03:00:00Z',
      endedAt: '2026-01-02T03:10:00Z',
      status: 'finished',
    });
    const by = (...changes: Parameters<typeof sweep>[1][]) =>
      explained({ measurings: changes.map((more) => measuringOfSweep({ ...measured, ...more })) });

    it('a sweep that had both settings, in its time', () => {
      expect(by({})).toBe('by s1 while it measured');
      expect(by({ endedAt: '2026-01-02T03:02:00Z' })).toBeUndefined();
      expect(by({ startedAt: '2026-01-02T03:06:00Z' })).toBeUndefined();
    });

    it('the one in whose time it was, of two that follow each other closely', () => {
      // The change is of 03:04:05.
      const earlier = { endedAt: '2026-01-02T03:03:50Z' };
      const later = { id: 's2', startedAt: '2026-01-02T03:04:00Z' };
      expect(by(earlier, later)).toBe('by s2 while it measured');
      expect(by({ endedAt: '2026-01-02T03:04:10Z' }, { id: 's2', startedAt: '2026-01-02T03:04:20Z' })).toBe(
        'by s1 while it measured',
      );
    });

    it('not a change of somebody else in that time', () => {
      expect(by({ rounds: [] })).toBeUndefined();
      expect(by({ original: { ...before, maxMessageCount: 1 } })).toBeUndefined();
    });

    it('a sweep that was cut short, whose settings are put back later', () => {
      expect(by({ status: 'running', endedAt: undefined, startedAt: '2026-01-01T00:00:00Z' })).toBe(
        'by s1 while it measured',
      );
    });

    it('a verification, by its rounds', () => {
      const rounds = [before, after].map((settings, index) =>
        measuredRound(`v1/${index}`, {
          sweepId: 'v1',
          settings,
          startedAt: '2026-01-02T03:03:00Z',
          endedAt: '2026-01-02T03:03:30Z',
        }),
      );
      const measuredBy = (finished: string[], sweepIds: string[] = []) =>
        explained({ measurings: measuringsOfRounds(rounds, new Set(sweepIds), new Set(finished)) });
      expect(measuredBy(['v1'])).toBe('by v1 while it measured');
      expect(measuredBy(['v1'], ['v1'])).toBeUndefined();
      const late = rounds.map((round) => ({ ...round, endedAt: '2026-01-02T03:03:01Z' }));
      const [end] = measuringsOfRounds(late, new Set(), new Set(['v1']));
      expect(end?.toMs).toBe(Date.parse('2026-01-02T03:03:01Z'));
      expect(measuringsOfRounds(late, new Set(), new Set())[0]?.toMs).toBeUndefined();
    });
  });
});

describe('wrongWriters', () => {
  const history = { changes: [change], members: ['TsoMSP', 'Dso1MSP'] };
  const wrong = (entry: Partial<AuditEntry>, mspId = 'TsoMSP'): string[] =>
    wrongWriters([heldRecord(record(entry), { mspId })], history).map(({ message }) => message);

  it('accepts a member that tells of an administrator who cannot write', () => {
    expect(wrong({})).toEqual([]);
  });

  it('accepts a member that tells of itself, and of signatures of others', () => {
    expect(wrong({ who: { mspId: 'TsoMSP', name: 'A' }, action: 'verified' })).toEqual([]);
    expect(wrong({ who: { mspId: 'Dso1MSP', name: 'A' }, action: 'signed' })).toEqual([]);
  });

  it('tells a member that speaks for another one', () => {
    expect(wrong({ who: { mspId: 'Dso1MSP', name: 'A' }, action: 'verified' })).toEqual([
      'record n1/exchange/000001 (verified a1) tells what A of Dso1MSP did, and User1 of TsoMSP wrote it, in transaction tx',
    ]);
  });

  it('tells a change claimed by somebody who neither signed nor sent it', () => {
    expect(wrong({ who: { mspId: 'StrangerMSP', name: 'A' } })).toEqual([
      'record n1/exchange/000001 says that A of StrangerMSP applied a1; block 12 was signed and sent by RegulatorMSP, RegulatorMSP',
    ]);
    const sender = { ...change, sentBy: { mspId: 'StrangerMSP', name: 'B' } };
    const records = [heldRecord(record({ who: { mspId: 'StrangerMSP', name: 'A' } }))];
    expect(wrongWriters(records, { ...history, changes: [sender] })).toEqual([]);
  });
});
