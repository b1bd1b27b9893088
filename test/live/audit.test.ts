import path from 'node:path';
import { MongoClient, type Collection, type Document } from 'mongodb';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { CHAINCODE_NAME } from '../../network/chaincode.js';
import { openEmbeddedNetwork } from '../../network/embedded-network.js';
import { cryptoOf, userMsp } from '../../network/layout.js';
import { findProcesses } from '../../network/processes.js';
import { readSettingsHistory } from '../../network/settings-history.js';
import { readState } from '../../network/state.js';
import { openTuningLedger } from '../../network/tuning-ledger.js';
import type { AuditReport, Disagreement, Standing } from '../../optimizer/apply/audit/report.js';
import type { ClientAccess } from '../../optimizer/domain/ports.js';
import { openEmbedded } from '../../optimizer/store/embedded.js';
import { gridtune, gridtuneJson } from './cli.js';
import { ORIGINAL_SETTINGS } from './swept-channel.js';

const home = inject('home');

/** A user of an organisation and that organisation's own peer. */
async function accessOf(organisation: string): Promise<ClientAccess> {
  const state = await readState(path.join(home, 'network'));
  const peer = state?.nodes.peers.find((node) => node.organisation === organisation);
  if (!state || !peer) throw new Error(`${organisation} has no peer`);
  return {
    mspId: peer.mspId,
    mspDirectory: userMsp(state.layout, peer, 'User1'),
    peerAddress: `127.0.0.1:${peer.port}`,
    peerName: peer.name,
    tlsCaFile: cryptoOf(state.layout, peer).tlsCaCertificate,
    channel: state.topology.channel,
    chaincode: CHAINCODE_NAME,
  };
}

/** Other suites change the channel without a word: what they leave behind is not looked at here. */
async function audit(): Promise<
  AuditReport & { code: number | null; stderr: string; others: Disagreement[] }
> {
  const { code, stdout, stderr } = await gridtune(['audit', '--json'], { home });
  const report: AuditReport = JSON.parse(stdout);
  const others = report.disagreements.filter(({ kind }) => kind !== 'unrecorded-change');
  return { ...report, code, stderr, others };
}

async function change(batchTimeoutMs: number): Promise<string> {
  const settings = JSON.stringify({ batchTimeoutMs });
  return String((await gridtuneJson(['apply', '--settings', settings, '--yes'], { home }))['applicationId']);
}

/** The log as it lies in the store, for somebody who does not go through the product. */
async function behindTheBack<T>(
  work: (log: Collection<Document & { _id: string }>) => Promise<T>,
): Promise<T> {
  const uri = await openEmbedded({
    binary: inject('docstoreBinary'),
    dataDir: path.join(home, 'store'),
    logFile: path.join(home, 'store.log'),
  });
  const client = new MongoClient(uri);
  try {
    return await work(client.db('gridtune').collection('audit'));
  } finally {
    await client.close();
  }
}

async function putBack(): Promise<void> {
  const network = await openEmbeddedNetwork(path.join(home, 'network'));
  try {
    await network.channel.apply(ORIGINAL_SETTINGS);
  } finally {
    network.channel.close();
  }
}

describe('accountability on the live network', () => {
  let networkId: string;
  let applied: string;
  let report: Awaited<ReturnType<typeof audit>>;
  const standingsOf = ({ records }: AuditReport, subject: string): Set<Standing> =>
    new Set(records.flatMap(({ record, standing }) => (record.subjectId === subject ? [standing] : [])));

  beforeAll(async () => {
    const network = await openEmbeddedNetwork(path.join(home, 'network'));
    networkId = network.id;
    network.channel.close();
    applied = await change(300);
    report = await audit();
  });
  afterAll(putBack);

  it('has every step of an application in the store and on the ledger, alike', () => {
    const { records, others, pending, changes } = report;
    const steps = records.filter(({ record }) => record.subjectId === applied);
    expect(standingsOf(report, applied)).toEqual(new Set(['agreed']));
    const actions = steps.map(({ record }) => record.action);
    expect(actions).toEqual(expect.arrayContaining(['intended', 'applied', 'verified']));
    expect(steps.at(-1)).toMatchObject({
      record: {
        because: 'manual',
        who: { mspId: 'RegulatorMSP', name: 'Admin@regulator.test' },
        after: { batchTimeoutMs: 300 },
        blockNumber: expect.any(Number),
        transactionId: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
      ledger: { writer: { mspId: 'TsoMSP', name: 'User1@tso.test' } },
    });
    expect([others, pending]).toEqual([[], 0]);
    expect(changes.at(-1)).toMatchObject({
      blockNumber: steps.at(-1)?.record.blockNumber,
      after: { batchTimeoutMs: 300 },
      explainedBy: expect.stringContaining(applied),
    });
  });

  it('is read by another organisation from its own peer, without this store', async () => {
    const access = await accessOf('dso1');
    const ledger = await openTuningLedger(access);
    try {
      const { records } = await ledger.list(networkId);
      expect(records.map(({ record }) => record)).toEqual(report.records.map(({ record }) => record));
      expect(new Set(records.map(({ writer }) => writer.mspId))).toEqual(new Set(['TsoMSP']));
      expect(records.filter(({ doubt }) => doubt !== undefined)).toEqual([]);
    } finally {
      ledger.close();
    }
    const { changes, members } = await readSettingsHistory(access);
    expect(members).toEqual(['Dso1MSP', 'Dso2MSP', 'TsoMSP']);
    expect(changes.at(-1)).toMatchObject({
      after: { batchTimeoutMs: 300 },
      signedBy: [{ mspId: 'RegulatorMSP', name: 'Admin@regulator.test' }],
    });
  });

  it('tells a record that was changed in the store, and one that was deleted from it', async () => {
    const id = report.records.find(({ record }) => record.subjectId === applied)?.record.id ?? '';
    const found = await behindTheBack(async (log) => {
      const saved = await log.findOne({ _id: id });
      await log.updateOne({ _id: id }, { $set: { because: 'r-somebody-else' } });
      return saved;
    });
    if (!found) throw new Error(`${id} is not in the store`);
    const changed = await audit();
    expect(changed.code).toBe(1);
    expect(changed.stderr).toContain('[AUDIT_MISMATCH]');
    expect(changed.others).toMatchObject([
      { kind: 'log-damaged', message: expect.stringContaining(`${id} was changed after it was written`) },
      { kind: 'different', message: expect.stringMatching(/differs from the ledger in because$/) },
    ]);
    await behindTheBack(async (log) => log.deleteOne({ _id: id }));
    const deleted = await audit();
    expect(deleted.code).toBe(1);
    expect(deleted.others.map(({ kind }) => kind)).toEqual(['log-damaged', 'only-on-ledger']);
    await behindTheBack(async (log) => log.insertOne(found));
  });

  it('tells a change that was made outside gridtune, with its block', async () => {
    const network = await openEmbeddedNetwork(path.join(home, 'network'));
    try {
      const { settings } = await network.channel.read();
      const { blockNumber } = await network.channel.apply({ ...settings, maxMessageCount: 77 });
      await network.channel.apply(settings);
      const { code, disagreements, others } = await audit();
      expect(code).toBe(1);
      expect(
        disagreements.filter(({ message }) => message.startsWith(`block ${blockNumber} of`)),
      ).toMatchObject([{ kind: 'unrecorded-change', message: expect.stringContaining('to 77 messages') }]);
      expect(others).toEqual([]);
    } finally {
      network.channel.close();
    }
  });

  it('goes on without the ledger, shows that it was not told, and tells it with the next command', async () => {
    const services = (await findProcesses(networkId)).filter(({ name }) => name.startsWith('chaincode.'));
    expect(services).toHaveLength(3);
    for (const { pid } of services) process.kill(pid);
    const settings = JSON.stringify({ batchTimeoutMs: 400 });
    const { code, stdout, stderr } = await gridtune(['apply', '--settings', settings, '--yes', '--json'], {
      home,
    });
    expect([code, JSON.parse(stdout)]).toMatchObject([0, { verified: true }]);
    expect(stderr).toContain('the ledger was not told of every step');
    const without = String(JSON.parse(stdout).applicationId);
    const untold = await audit();
    expect(standingsOf(untold, without)).toEqual(new Set(['unchecked']));
    expect(untold.problems.join()).toContain('the ledger could not be read');
    expect(untold.others).toEqual([]);

    await gridtuneJson(['network', 'up'], { home });
    await gridtuneJson(['rollback', without, '--yes'], { home });
    const told = await audit();
    expect(standingsOf(told, without)).toEqual(new Set(['agreed']));
    expect([told.pending, told.others, told.problems]).toEqual([0, [], []]);
    const [back] = told.records.filter(({ record }) => record.because === without);
    expect(back?.record).toMatchObject({
      before: { batchTimeoutMs: 400 },
      after: { batchTimeoutMs: 300 },
    });
  });
});
