import { beforeEach, describe, expect, it } from 'vitest';
import { NetworkDouble, ProgressDouble, initialSettings } from '../../../test/doubles/network.js';
import type { Application } from '../../domain/application.js';
import type { AuditTrail } from '../../domain/audit.js';
import {
  InvalidInputError,
  NotFoundError,
  SignatureError,
  StaleConfigError,
  TamperedUpdateError,
  UpdateRejectedError,
} from '../../domain/errors.js';
import { noGuardRails } from '../../domain/guard-rails.js';
import type { Proposal } from '../../domain/proposal.js';
import { systemClock } from '../../domain/wait.js';
import { memoryStore } from '../../store/testing/memory-store.js';
import { applySigned } from '../apply-settings.js';
import { createProposal } from './create-proposal.js';
import { findProposal } from './known-proposal.js';
import type { ProposalServices } from './services.js';
import { addSignatures } from './signatures.js';
import {
  prepareSubmission,
  submitProposal,
  type CarryOutSigned,
  type ReadyProposal,
} from './submit-proposal.js';
import { jsonSigning, quicker, sampleSignature } from './testing/sample-proposal.js';
import { withdrawProposal } from './withdraw-proposal.js';

type Entry = Parameters<AuditTrail['record']>[0];
let network: NetworkDouble;
let services: ProposalServices;
let told: Entry[];
let sent: Parameters<CarryOutSigned>[0][];

/** What a channel that needs two of three organisations says about the signatures given. */
function needsTwo(problems: Readonly<Record<string, string>> = {}): void {
  const plain = new NetworkDouble().channel;
  network.channel.inspect = async (update, signatures = []) => {
    const checks = signatures.map(({ header }) => {
      const mspId = Buffer.from(header).toString().split(' ')[0] ?? '';
      const message = problems[mspId];
      return message === undefined
        ? { mspId, name: `Admin@${mspId}` }
        : { mspId, name: `Admin@${mspId}`, problem: { kind: 'wrong-role' as const, message } };
    });
    const organisations = ['RegulatorMSP', 'MarketMSP', 'GridMSP'];
    const signedBy = organisations.filter((id) =>
      checks.some(({ mspId, problem }) => mspId === id && !problem),
    );
    const satisfied = signedBy.length >= 2;
    return {
      ...(await plain.inspect(update)),
      inForce: network.settings,
      configSequence: network.changes.length,
      requirement: {
        policy: '/Channel/Orderer/Admins',
        rule: 'administrators of 2 of 3',
        organisations,
        needed: 2,
      },
      signatures: checks,
      signedBy,
      missing: satisfied ? [] : organisations.filter((id) => !signedBy.includes(id)),
      satisfied,
      ...network.channel.standing,
    };
  };
}

const carryOut: CarryOutSigned = async (request) => {
  sent.push(request);
  const { before, after } = request.prepared;
  network.channel.change(after);
  const application: Application = {
    id: 'a-1',
    kind: 'apply',
    because: request.because,
    networkId: 'net',
    channel: 'exchange',
    startedAt: '2026-01-02T03:04:05.678Z',
    before,
    after,
    status: 'verified',
    proposalId: request.proposalId,
    nodes: ['orderer0'],
  };
  await services.store.applications.insert(application);
  return application;
};

beforeEach(() => {
  network = new NetworkDouble();
  [told, sent] = [[], []];
  services = {
    store: memoryStore(),
    network,
    rails: noGuardRails,
    offline: jsonSigning,
    audit: { record: async (entry) => void told.push(entry) },
    clock: systemClock,
    progress: new ProgressDouble(),
  };
  needsTwo();
});

const propose = async (sign = false): Promise<Proposal> => {
  const { proposal } = await createProposal(services, {
    change: { batchTimeoutMs: 500 },
    because: 'r-1',
    sign,
  });
  return proposal;
};
const signed = async (...mspIds: string[]): Promise<Proposal> =>
  addSignatures(
    await propose(),
    mspIds.map((mspId) => sampleSignature(mspId)),
  );
const ready = async (proposal: Proposal): Promise<ReadyProposal> => {
  const prepared = await prepareSubmission(services, proposal);
  if (prepared.kind !== 'ready') throw new Error(prepared.reason);
  return prepared;
};
const stored = async (id: string): Promise<Proposal> => findProposal(services.store, id);

describe('creating a proposal', () => {
  it('stores the change as the channel would take it, and sends nothing', async () => {
    const proposal = await propose();
    expect(proposal).toMatchObject({
      channel: 'exchange',
      configSequence: 0,
      createdBy: 'Admin@regulator.test of RegulatorMSP',
      because: 'r-1',
      before: initialSettings,
      after: quicker,
      signatures: [],
      status: 'open',
    });
    expect(await stored(proposal.id)).toEqual(proposal);
    expect(told).toMatchObject([{ action: 'proposed', subjectId: proposal.id, because: 'r-1' }]);
    expect(network.changes).toEqual([]);
  });

  it('signs as the own administrators only when told to', async () => {
    const proposal = await propose(true);
    expect(proposal.signatures).toMatchObject([{ mspId: 'RegulatorMSP', name: 'Admin@regulator.test' }]);
    expect(told.map(({ action }) => action)).toEqual(['proposed', 'signed']);
  });

  it('is refused if nothing changes, and by guard rails', async () => {
    const asked = (batchTimeoutMs: number) =>
      createProposal(services, { change: { batchTimeoutMs }, because: 'manual', sign: false });
    await expect(asked(2000)).rejects.toThrow(/in force already: there is nothing to sign/);
    services = { ...services, rails: { ...noGuardRails, batchTimeoutMs: { min: 600 } } };
    await expect(asked(500)).rejects.toMatchObject({ code: 'GUARD_RAIL' });
    expect(await services.store.proposals.list()).toEqual([]);
  });

  it('is possible outside the hours for changes: they bind the submission', async () => {
    const hours = { timeZone: 'UTC', windows: [{ days: ['mon' as const], from: '00:00', to: '01:00' }] };
    const sunday = { ...systemClock, now: () => Date.UTC(2026, 0, 4) };
    services = { ...services, clock: sunday, rails: { ...noGuardRails, hours } };
    expect(await propose()).toMatchObject({ status: 'open' });
  });
});

describe('submitting a proposal', () => {
  it('says who is missing, sends nothing, and keeps the signatures that count', async () => {
    const proposal = await signed('MarketMSP');
    const refused = prepareSubmission(services, proposal);
    await expect(refused).rejects.toThrow(SignatureError);
    await expect(refused).rejects.toThrow(
      /administrators of 2 of 3; MarketMSP signed: have it signed by 1 of RegulatorMSP, GridMSP/,
    );
    expect((await stored(proposal.id)).signatures).toEqual(proposal.signatures);
    expect(told.at(-1)).toMatchObject({ action: 'signed', note: expect.stringContaining('Admin@MarketMSP') });
    // The next one brings the other signature alone.
    const other = { ...(await stored(proposal.id)), signatures: [sampleSignature('GridMSP')] };
    expect((await ready(other)).standing.signedBy).toEqual(['MarketMSP', 'GridMSP']);
    expect(told.filter(({ action }) => action === 'signed')).toHaveLength(2);
  });

  it('says which signatures do not count and why, and does not keep them', async () => {
    needsTwo({ TsoMSP: 'TsoMSP is no ordering organisation' });
    const proposal = await signed('MarketMSP', 'TsoMSP');
    await expect(prepareSubmission(services, proposal)).rejects.toThrow(
      /not counting: Admin@TsoMSP of TsoMSP: TsoMSP is no ordering organisation/,
    );
    expect((await stored(proposal.id)).signatures).toEqual([sampleSignature('MarketMSP')]);
  });

  it('sends the signatures that count and no others, and records what came of it', async () => {
    needsTwo({ TsoMSP: 'TsoMSP is no ordering organisation' });
    const prepared = await ready(await signed('MarketMSP', 'TsoMSP', 'GridMSP'));
    expect(prepared.useless).toEqual(['Admin@TsoMSP of TsoMSP: TsoMSP is no ordering organisation']);
    const done = await submitProposal(services, prepared, carryOut);
    expect(done).toMatchObject({
      kind: 'submitted',
      proposal: { status: 'submitted', applicationId: 'a-1' },
    });
    expect(sent).toMatchObject([
      {
        prepared: {
          channel: 'exchange',
          before: initialSettings,
          after: quicker,
          configSequence: 0,
          fromBlock: 3,
        },
        signedBy: ['MarketMSP', 'GridMSP'],
        because: 'r-1',
        proposalId: prepared.proposal.id,
      },
    ]);
    expect(sent[0]?.signatures.map(({ header }) => Buffer.from(header).toString())).toEqual([
      'MarketMSP a',
      'GridMSP a',
    ]);
    expect(told.map(({ action }) => action)).toEqual(['proposed', 'signed', 'signed', 'submitted']);
    expect(await stored(prepared.proposal.id)).toMatchObject({ status: 'submitted', applicationId: 'a-1' });
  });

  it('makes a stale one anew for the same change, on what is in force now', async () => {
    const proposal = await signed('MarketMSP', 'GridMSP');
    network.channel.change({ ...initialSettings, maxMessageCount: 50 });
    network.channel.standing = { stale: 'its values are at version 1, the channel is at 2' };
    const renewal = await prepareSubmission(services, proposal);
    expect(renewal).toMatchObject({
      kind: 'stale',
      reason: 'its values are at version 1, the channel is at 2',
      renewed: {
        proposal: {
          status: 'open',
          replaces: proposal.id,
          signatures: [],
          because: 'r-1',
          after: { maxMessageCount: 50, batchTimeoutMs: 500 },
        },
      },
    });
    const old = await stored(proposal.id);
    expect(old.status).toBe('stale');
    expect(await stored(old.replacedBy ?? '')).toMatchObject({ replaces: proposal.id, status: 'open' });
    const again = prepareSubmission(services, proposal);
    await expect(again).rejects.toThrow(StaleConfigError);
    await expect(again).rejects.toThrow(`have ${old.replacedBy} signed, which took its place`);
  });

  it('takes one for stale that would lead to other settings than its signers were shown', async () => {
    const proposal = await signed('MarketMSP', 'GridMSP');
    // The bytes still fit, as they write nothing that moved.
    network.channel.change({ ...initialSettings, maxMessageCount: 50 });
    expect(await prepareSubmission(services, proposal)).toMatchObject({
      kind: 'stale',
      reason: expect.stringContaining('settings in force are other ones by now'),
    });
  });

  it('sends nothing that the channel itself finds fault with, however many have signed', async () => {
    const proposal = await signed('MarketMSP', 'GridMSP');
    const { decoded } = await network.updates.inspect(Buffer.from(proposal.update, 'base64'));
    network.channel.standing = { decoded: { ...decoded, faults: ['it also changes RequestPoolSize'] } };
    const attempt = prepareSubmission(services, proposal);
    await expect(attempt).rejects.toThrow(TamperedUpdateError);
    await expect(attempt).rejects.toThrow(/nothing was sent.*RequestPoolSize/);
  });

  it('makes no new one if the settings came in force otherwise', async () => {
    const proposal = await signed('MarketMSP', 'GridMSP');
    network.channel.change(quicker);
    const renewal = await prepareSubmission(services, proposal);
    expect(renewal).toMatchObject({ kind: 'stale', dropped: 'these settings are in force already' });
    expect(renewal).toMatchObject({ renewed: undefined });
  });

  it('makes a new one if another change comes first while it is sent', async () => {
    const prepared = await ready(await signed('MarketMSP', 'GridMSP'));
    const done = await submitProposal(services, prepared, async () => {
      network.channel.change({ ...initialSettings, maxMessageCount: 50 });
      throw new StaleConfigError('another update came first');
    });
    expect(done).toMatchObject({ kind: 'stale', reason: 'another update came first' });
    expect((await stored(prepared.proposal.id)).status).toBe('stale');
  });

  it('sends nothing if the settings in force move while somebody is asked', async () => {
    const prepared = await ready(await signed('MarketMSP', 'GridMSP'));
    // Written by other elements, so that the bytes would still fit.
    network.channel.settings = { ...initialSettings, maxMessageCount: 50 };
    const done = await submitProposal(services, prepared, async (request) =>
      applySigned(services, request, new AbortController().signal),
    );
    expect(done).toMatchObject({
      kind: 'stale',
      renewed: { proposal: { after: { maxMessageCount: 50, batchTimeoutMs: 500 } } },
    });
    expect(network.channel.submitted).toEqual([]);
  });

  it('leaves it open if it could not be sent', async () => {
    const prepared = await ready(await signed('MarketMSP', 'GridMSP'));
    const refusal = new UpdateRejectedError('no');
    const refused = submitProposal(services, prepared, async () => Promise.reject(refusal));
    await expect(refused).rejects.toBe(refusal);
    expect((await stored(prepared.proposal.id)).status).toBe('open');
  });

  it('is refused the second time, also if a process died right after sending it', async () => {
    const proposal = await signed('MarketMSP', 'GridMSP');
    const prepared = await ready(proposal);
    await submitProposal(services, prepared, carryOut);
    const again = prepareSubmission(services, proposal);
    await expect(again).rejects.toThrow(InvalidInputError);
    await expect(again).rejects.toThrow(/was submitted already, as a-1: "gridtune rollback a-1"/);
    await services.store.proposals.put(proposal);
    await expect(prepareSubmission(services, proposal)).rejects.toThrow(/was submitted already, as a-1/);
  });

  it('is refused after it was withdrawn, by file too', async () => {
    const proposal = await signed('MarketMSP', 'GridMSP');
    await withdrawProposal(services, proposal.id);
    await expect(prepareSubmission(services, proposal)).rejects.toThrow(/was withdrawn/);
    await expect(withdrawProposal(services, proposal.id)).rejects.toThrow(/was withdrawn/);
    await expect(withdrawProposal(services, 'p-9')).rejects.toThrow(NotFoundError);
    expect(told.at(-1)).toMatchObject({ action: 'withdrawn', subjectId: proposal.id });
  });

  it('is refused if its bytes do not do what it says, before anybody is asked', async () => {
    const forged = { ...(await signed('MarketMSP', 'GridMSP')), after: { ...quicker, batchTimeoutMs: 100 } };
    network.channel.inspect = async () => Promise.reject(new Error('asked'));
    await expect(prepareSubmission(services, forged)).rejects.toThrow(TamperedUpdateError);
  });

  it('is refused for other bytes than those stored, and for another channel', async () => {
    const proposal = await signed('MarketMSP', 'GridMSP');
    const other = await createProposal(services, {
      change: { batchTimeoutMs: 50 },
      because: 'x',
      sign: false,
    });
    const mixed = { ...other.proposal, id: proposal.id };
    await expect(prepareSubmission(services, mixed)).rejects.toThrow(TamperedUpdateError);
    Object.assign(network, { channelName: 'other' });
    const elsewhere = prepareSubmission(services, proposal);
    await expect(elsewhere).rejects.toThrow(/changes channel exchange, and this is other/);
    expect(sent).toEqual([]);
  });

  it('takes one that was made with another store, and keeps it', async () => {
    const proposal = await signed('MarketMSP', 'GridMSP');
    services = { ...services, store: memoryStore() };
    await submitProposal(services, await ready(proposal), carryOut);
    expect(await stored(proposal.id)).toMatchObject({ status: 'submitted', applicationId: 'a-1' });
  });
});
