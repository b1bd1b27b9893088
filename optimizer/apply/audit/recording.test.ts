import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ProgressDouble } from '../../../test/doubles/network.js';
import { TuningLedgerDouble } from '../../../test/doubles/tuning-ledger.js';
import { auditFaults } from '../../domain/audit-chain.js';
import type { AuditLog, TuningLedger } from '../../domain/audit.js';
import { NetworkDownError, StoreUnreachableError } from '../../domain/errors.js';
import { memoryStore } from '../../store/testing/memory-store.js';
import { recording } from './recording.js';

const network = { id: 'n1', channelName: 'exchange' };
const who = { mspId: 'RegulatorMSP', name: 'Admin' };
const intended = { action: 'intended', subjectId: 'a1', because: 'manual' } as const;

let log: AuditLog;
let ledger: TuningLedgerDouble;
let progress: ProgressDouble;
beforeEach(() => {
  log = memoryStore().audit;
  ledger = new TuningLedgerDouble();
  progress = new ProgressDouble();
});

function command(openLedger: () => Promise<TuningLedger | undefined> = async () => ledger) {
  let nowMs = 0;
  const clock = { now: () => (nowMs += 1), sleep: async () => undefined };
  return recording({ log, network, who, clock, progress, openLedger });
}

describe('recording', () => {
  it('fills in network, channel, administrator and time', async () => {
    await command().record(intended);
    expect(await log.list('n1', 'exchange')).toMatchObject([
      { ...intended, networkId: 'n1', channel: 'exchange', who, at: '1970-01-01T00:00:00.001Z' },
    ]);
  });

  it('tells of somebody else where it is told to', async () => {
    const other = { mspId: 'Org2MSP', name: 'Admin2' };
    await command().record({ ...intended, action: 'signed', who: other });
    expect(await log.list('n1', 'exchange')).toMatchObject([{ who: other }]);
  });

  it('keeps notes that the chaincode takes: not blank, not too long, well formed', async () => {
    const trail = command();
    for (const note of ['', ' ', 'x'.repeat(2000), `${'x'.repeat(996)}🐋 and more`]) {
      await trail.record({ ...intended, note });
    }
    const notes = (await log.list('n1', 'exchange')).map(({ note }) => note);
    expect(notes).toEqual([undefined, undefined, `${'x'.repeat(997)}...`, `${'x'.repeat(996)}...`]);
  });

  it('tells the ledger at the end of the command and not before, in one transaction', async () => {
    const trail = command();
    await trail.record(intended);
    await trail.record({ ...intended, action: 'applied' });
    expect(ledger.compared).toBe(0);
    await trail.close();
    expect(ledger.transactions).toEqual([['n1/exchange/000001', 'n1/exchange/000002']]);
    expect(ledger.held.map(({ record }) => record)).toEqual(await log.list('n1', 'exchange'));
    expect([ledger.closed, progress.warnings]).toEqual([1, []]);
  });

  it('waits for the block where it is told to, and tells the ledger once however often it is closed', async () => {
    const trail = command();
    await trail.record(intended);
    await trail.close('committed');
    await trail.close();
    expect(ledger.transactions).toHaveLength(1);
    expect([ledger.waited, ledger.closed]).toEqual([['committed'], 1]);
  });

  it('leaves what the ledger does not take to the next command, with a warning', async () => {
    ledger.refusal = new NetworkDownError('no endorsers');
    const first = command();
    await first.record(intended);
    await first.close();
    expect(progress.warnings).toEqual([
      'the ledger was not told of every step (no endorsers); the next change does it, and "gridtune audit" shows what is pending',
    ]);
    ledger.refusal = undefined;
    const second = command();
    await second.record({ ...intended, subjectId: 'a2' });
    await second.close();
    expect(ledger.transactions).toEqual([['n1/exchange/000001', 'n1/exchange/000002']]);
    expect([ledger.closed, progress.warnings.length]).toEqual([2, 1]);
  });

  it('gives up on a ledger that does not answer', async () => {
    vi.useFakeTimers();
    try {
      ledger.silent = true;
      const trail = command();
      await trail.record(intended);
      const closing = trail.close();
      await vi.advanceTimersByTimeAsync(5000);
      await closing;
      expect(progress.warnings.join()).toContain('records written to the ledger');
    } finally {
      vi.useRealTimers();
    }
  });

  it('warns of a ledger that cannot be opened', async () => {
    const trail = command(async () => Promise.reject(new NetworkDownError('no peer')));
    await trail.record(intended);
    await trail.close();
    expect(progress.warnings.join()).toContain('(no peer)');
  });

  it('says once in the life of a log that no chaincode is configured', async () => {
    const none = async () => undefined;
    for (const subjectId of ['a1', 'a2']) {
      const trail = command(none);
      await trail.record({ ...intended, subjectId });
      await trail.close();
    }
    expect(progress.warnings).toEqual([
      'no chaincode is configured, so changes are recorded in the store alone and other organisations cannot audit them',
    ]);
  });

  it('fails where the log itself cannot be written', async () => {
    log = {
      append: async () => Promise.reject(new StoreUnreachableError('no store')),
      list: async () => [],
    };
    await expect(command().record(intended)).rejects.toThrow(StoreUnreachableError);
  });

  it('writes a long backlog in order, a part at a time, and looks no further back than it has to', async () => {
    const trail = command();
    for (let index = 0; index < 120; index += 1) await trail.record(intended);
    await trail.close();
    expect(ledger.transactions.map((ids) => [ids.length, ids[0]])).toEqual([
      [50, 'n1/exchange/000001'],
      [50, 'n1/exchange/000051'],
      [20, 'n1/exchange/000101'],
    ]);
    expect(auditFaults(ledger.held.map(({ record }) => record))).toEqual([]);
    ledger.compared = 0;
    await command().close();
    expect(ledger.compared).toBe(1);
  });

  it('keeps from the ledger what was changed in the store, and names what the ledger has otherwise', async () => {
    const trail = command();
    await trail.record(intended);
    const [first] = await log.list('n1', 'exchange');
    if (!first) throw new Error('nothing was recorded');
    await trail.record({ ...intended, action: 'applied' });
    const honest = log;
    log = {
      ...honest,
      list: async (...where) => {
        const [, second, ...rest] = await honest.list(...where);
        return second ? [first, { ...second, because: 'forged' }, ...rest] : [first];
      },
    };
    ledger.held.push({
      record: { ...first, sha256: 'ab'.repeat(32) },
      writer: { mspId: 'TsoMSP', name: 'User1' },
      transactionId: 't',
      writtenAt: 't',
    });
    await command().close();
    expect(ledger.transactions).toEqual([]);
    expect(progress.warnings).toEqual([
      'the ledger holds other records than this store under n1/exchange/000001: see what "gridtune audit" tells',
      'changed after they were written, and therefore kept from the ledger: n1/exchange/000002',
    ]);
  });
});
