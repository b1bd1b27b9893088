import { beforeEach, describe, expect, it } from 'vitest';
import { ProgressDouble } from '../../../test/doubles/network.js';
import { heldRecord, TuningLedgerDouble } from '../../../test/doubles/tuning-ledger.js';
import { chainedRecord } from '../../domain/audit-chain.js';
import type { AuditEntry, SettingsHistory } from '../../domain/audit.js';
import { AuditMismatchError, NetworkDownError } from '../../domain/errors.js';
import { memoryStore, type MemoryStore } from '../../store/testing/memory-store.js';
import { measuredRound, settings, sweep } from '../../store/testing/sample-values.js';
import { auditChannel } from './audit-channel.js';

const who = { mspId: 'RegulatorMSP', name: 'Admin' };
const after = { ...settings, batchTimeoutMs: 300 };
const entry: AuditEntry = {
  networkId: 'n1',
  channel: 'exchange',
  action: 'applied',
  subjectId: 'a1',
  because: 'manual',
  who,
  before: settings,
  after,
  blockNumber: 12,
  transactionId: 'tx12',
};

let store: MemoryStore;
let ledger: TuningLedgerDouble;
let history: SettingsHistory;
beforeEach(() => {
  store = memoryStore();
  ledger = new TuningLedgerDouble();
  const at = '2026-01-02T03:04:05.000Z';
  const change = { blockNumber: 12, at, before: settings, after, transactionId: 'tx12' };
  history = { changes: [{ ...change, signedBy: [who], sentBy: who }], members: ['TsoMSP'] };
});

async function audit(changes: Partial<Parameters<typeof auditChannel>[0]> = {}) {
  return auditChannel({
    store,
    network: { id: 'n1', channelName: 'exchange' },
    progress: new ProgressDouble(),
    openLedger: async () => ledger,
    readHistory: async () => history,
    ...changes,
  });
}

describe('auditChannel', () => {
  it('hands over what is pending, and then finds store, ledger and channel of one mind', async () => {
    await store.audit.append(entry, 0);
    const report = await audit();
    expect(ledger.transactions).toEqual([['n1/exchange/000001']]);
    expect(report).toMatchObject({
      networkId: 'n1',
      channel: 'exchange',
      records: [{ standing: 'agreed', ledger: { writer: { mspId: 'TsoMSP' } } }],
      changes: [{ blockNumber: 12, explainedBy: 'applied a1' }],
      pending: 0,
      problems: [],
      disagreements: [],
    });
    expect(ledger.closed).toBe(1);
  });

  it('shows as pending what the ledger does not take', async () => {
    await store.audit.append(entry, 0);
    ledger.write = async () => Promise.reject(new NetworkDownError('no endorsers'));
    expect(await audit()).toMatchObject({
      pending: 1,
      records: [{ standing: 'pending' }],
      problems: ['the ledger could not be written: no endorsers'],
      disagreements: [],
    });
  });

  it('looks at the rest where the ledger or the channel cannot be asked', async () => {
    await store.audit.append(entry, 0);
    ledger.refusal = new NetworkDownError('no peer');
    const readHistory = async () => Promise.reject(new NetworkDownError('no peer either'));
    expect(await audit({ readHistory })).toMatchObject({
      pending: 0,
      records: [{ standing: 'unchecked' }],
      problems: [
        'the ledger could not be written: no peer',
        'the ledger could not be read: no peer',
        'the channel could not be read: no peer either',
      ],
    });
    expect(ledger.closed).toBe(1);
    expect(await audit({ openLedger: async () => undefined })).toMatchObject({
      problems: ['no chaincode is configured, so nothing is recorded on the ledger'],
      changes: [{ explainedBy: 'applied a1' }],
    });
  });

  it('disagrees with a record that is none any more', async () => {
    const { id } = await store.audit.append(entry, 0);
    await store.writeRaw('audit', { _id: id, schemaVersion: 1, networkId: 'n1', channel: 'exchange' });
    await expect(audit()).rejects.toThrow(AuditMismatchError);
    await expect(audit()).rejects.toThrow(`audit ${id} is not what`);
  });

  it('gathers disagreements of every kind', async () => {
    await store.audit.append({ ...entry, who: { mspId: 'TsoMSP', name: 'A' } }, 0);
    await audit();
    for (const held of ledger.held) Object.assign(held, { writer: { mspId: 'Dso1MSP', name: 'B' } });
    const outside = history.changes.map((change) => ({ ...change, blockNumber: 13, transactionId: '' }));
    history = { ...history, changes: [...history.changes, ...outside] };
    ledger.write = async () => Promise.reject(new NetworkDownError('no endorsers'));
    const { disagreements } = await audit();
    expect(disagreements.map(({ kind }) => kind)).toEqual(['wrong-writer', 'unrecorded-change']);
  });

  it('explains by what another organisation recorded on the ledger', async () => {
    const theirs = chainedRecord(entry, 0, undefined);
    ledger.held.push(heldRecord(theirs, { mspId: 'Dso1MSP' }));
    expect(await audit()).toMatchObject({
      records: [{ standing: 'of-others' }],
      changes: [{ explainedBy: 'applied a1' }],
      disagreements: [],
    });
  });

  it('explains by no record that its transaction does not bear out', async () => {
    const doubt = 'User1 of Dso1MSP sent the transaction that wrote it';
    ledger.held.push({ ...heldRecord(chainedRecord(entry, 0, undefined), { mspId: 'Dso2MSP' }), doubt });
    expect((await audit()).disagreements).toMatchObject([
      {
        kind: 'wrong-writer',
        message: `record n1/exchange/000001 is said to be written by User1 of Dso2MSP: ${doubt}`,
      },
      { kind: 'unrecorded-change' },
    ]);
  });

  it('explains by sweeps of this network', async () => {
    const span = { startedAt: '2026-01-02T03:04:00Z', endedAt: '2026-01-02T03:05:00Z' };
    const rounds = sweep('x').rounds.map((round) => ({ ...round, settings: after }));
    await store.sweeps.insert(sweep('s1', { ...span, rounds, networkId: 'elsewhere', original: settings }));
    expect((await audit()).disagreements).toHaveLength(1);
    await store.sweeps.insert(sweep('s2', { ...span, rounds, networkId: 'n1', original: settings }));
    expect((await audit()).changes).toMatchObject([{ explainedBy: 'by s2 while it measured' }]);
  });

  it('explains by the rounds of a verification', async () => {
    for (const [index, tried] of [settings, after].entries()) {
      const round = measuredRound(`v1/${index}`, { sweepId: 'v1', settings: tried });
      await store.rounds.insert({ ...round, context: { ...round.context, networkId: 'n1' } });
    }
    expect((await audit()).changes).toMatchObject([{ explainedBy: 'by v1 while it measured' }]);
  });
});
