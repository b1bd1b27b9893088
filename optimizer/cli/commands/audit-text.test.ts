import { describe, expect, it } from 'vitest';
import { heldRecord } from '../../../test/doubles/tuning-ledger.js';
import type { AuditReport } from '../../apply/audit/report.js';
import { chainedRecord } from '../../domain/audit-chain.js';
import { MIB } from '../../domain/settings.js';
import { auditText } from './audit-text.js';

const before = {
  maxMessageCount: 500,
  preferredMaxBytes: 2 * MIB,
  absoluteMaxBytes: 10 * MIB,
  batchTimeoutMs: 2000,
};
const after = { ...before, maxMessageCount: 100, batchTimeoutMs: 300 };
const entry = {
  networkId: 'n1',
  channel: 'exchange',
  action: 'applied',
  subjectId: 'a-1',
  because: 'r-1',
  who: { mspId: 'RegulatorMSP', name: 'Admin' },
  before,
  after,
} as const;
const record = chainedRecord(
  { ...entry, blockNumber: 12, transactionId: 'ab12', note: 'quicker', requestedBy: 'token eva (t-1)' },
  Date.parse('2026-01-02T03:04:05.678Z'),
  undefined,
);
const who = { mspId: 'RegulatorMSP', name: 'Admin' };
const change = {
  blockNumber: 12,
  at: '2026-01-02T03:04:05.000Z',
  before,
  after,
  transactionId: 'ab12',
  signedBy: [who],
  sentBy: who,
};
const empty: AuditReport = {
  networkId: 'n1',
  channel: 'exchange',
  records: [],
  changes: [],
  pending: 0,
  problems: [],
  disagreements: [],
};

describe('auditText', () => {
  it('tells who did what when, why, from what to what, and where it is proven', () => {
    const report: AuditReport = {
      ...empty,
      records: [{ record, standing: 'agreed', ledger: heldRecord(record) }],
      changes: [{ ...change, explainedBy: 'applied a-1' }],
    };
    expect(auditText(report).split('\n')).toEqual([
      'channel exchange of network n1',
      '',
      '#1  2026-01-02T03:04:05.678Z  applied a-1  Admin of RegulatorMSP',
      '    because r-1: quicker',
      '    asked for by token eva (t-1)',
      '    maxMessageCount 500 -> 100, batchTimeoutMs 2000 -> 300',
      '    block 12, transaction ab12',
      '    on the ledger: written by User1 of TsoMSP at 2026-01-02T03:04:06.000Z, transaction tx',
      '',
      'what the channel itself remembers',
      '  block 12  2026-01-02T03:04:05.000Z  maxMessageCount 500 -> 100, batchTimeoutMs 2000 -> 300  applied a-1',
      '',
      'records: 1, no disagreement',
    ]);
  });

  it('tells what is pending, what could not be asked, and what disagrees', () => {
    const report: AuditReport = {
      ...empty,
      records: [{ record: chainedRecord(entry, 0, undefined), standing: 'pending' }],
      changes: [change],
      pending: 1,
      problems: ['the ledger could not be written: no endorsers'],
    };
    expect(auditText(report)).toContain('    not on the ledger yet');
    expect(auditText(report)).toContain('batchTimeoutMs 2000 -> 300  UNEXPLAINED');
    expect(auditText(report)).toContain('problem: the ledger could not be written: no endorsers');
    expect(auditText(report).split('\n').at(-1)).toBe(
      'records: 1, no disagreement, as far as it could be checked; 1 not on the ledger yet',
    );
    const disagreements = [{ kind: 'different', message: 'record 1 differs' }] as const;
    expect(
      auditText({ ...report, disagreements })
        .split('\n')
        .slice(-2),
    ).toEqual(['DISAGREEMENT (different): record 1 differs', 'disagreements: 1']);
  });

  it('says that nothing happened', () => {
    expect(auditText(empty).split('\n')).toEqual([
      'channel exchange of network n1',
      '',
      'nothing is recorded yet',
      '',
      'records: 0, no disagreement',
    ]);
  });
});
