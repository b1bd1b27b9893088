import { describe, expect, it } from 'vitest';
import { applyFixture } from '../../../test/doubles/changes.js';
import type { ChannelStep } from '../../../test/doubles/channel.js';
import { initialSettings } from '../../../test/doubles/network.js';
import { createProposal } from '../../apply/proposals/create-proposal.js';
import { jsonSigning } from '../../apply/proposals/testing/sample-proposal.js';
import type { Actor } from '../../domain/actor.js';
import type { JobRequest } from '../../domain/job-request.js';
import type { Job } from '../../domain/job.js';
import { noGuardRails } from '../../domain/guard-rails.js';
import type { Services } from '../../operations/services.js';
import { recommendation, verification } from '../../store/testing/sample-values.js';
import type { JobContext } from '../job-body.js';
import { applyBody } from './apply.js';
import { rollbackBody } from './rollback.js';
import { submitProposalBody } from './submit-proposal.js';
import { verifyBody } from './verify.js';

const asker: Actor = { kind: 'token', id: 't-1', name: 'night shift', role: 'operator' };
const boss: Actor = { kind: 'token', id: 't-2', name: 'boss', role: 'approver' };
const at = '2026-01-31T12:00:00.000Z';
const faster = { ...initialSettings, batchTimeoutMs: 500 };

type Fixture = ReturnType<typeof applyFixture>;

/** A job and its attempts, each in a process of its own. */
function jobOn<R extends JobRequest>(fixture: Fixture, request: R) {
  let job: Job = {
    id: 'j-1',
    version: 1,
    kind: request.kind,
    request,
    status: 'running',
    requestedBy: asker,
    requestedAt: at,
    approvalsRequired: 1,
    approvals: [{ by: boss, at }],
    attempt: 1,
    lastEvent: 0,
  };
  const attempt = async (
    body: (request: R, context: JobContext) => Promise<unknown>,
    killedAt?: ChannelStep,
  ) => {
    const process = fixture.begin();
    const { services: changes } = process;
    fixture.channel.onStep = (step) => {
      if (step === killedAt) process.die();
    };
    const services = {
      signal: new AbortController().signal,
      progress: process.progress,
      store: async () => changes.store,
      network: async () => changes.network,
      guardRails: async () => noGuardRails,
      audit: async () => changes.audit,
      changes: async () => changes,
      canary: async () => changes,
      offlineSigning: jsonSigning,
    } as unknown as Services;
    const tellSubject = async (subjectId: string): Promise<void> => {
      // Known before anything of it is recorded.
      expect(await fixture.store.applications.find(subjectId)).toBeUndefined();
      job = { ...job, subjectId };
    };
    try {
      return await body(request, { services, job, tellSubject });
    } finally {
      fixture.channel.onStep = () => undefined;
    }
  };
  return { attempt, subjectId: () => job.subjectId };
}

function whenAborted(signal: AbortSignal | undefined, reject: (reason: Error) => void): void {
  signal?.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
}

const applyFaster = { kind: 'apply' as const, settings: { batchTimeoutMs: 500 } };

describe('a job that applies', () => {
  it('tells its application before it begins it, and the audit names who asked and who approved', async () => {
    const fixture = applyFixture();
    const { attempt, subjectId } = jobOn(fixture, applyFaster);
    const result = await attempt(applyBody);
    const { id } = await fixture.only();
    expect(subjectId()).toBe(id);
    expect(result).toMatchObject({
      applicationId: id,
      verified: true,
      before: initialSettings,
      after: faster,
    });
    expect(new Set(fixture.audit.entries.map(({ requestedBy }) => requestedBy))).toEqual(
      new Set(['token night shift (t-1), approved by token boss (t-2)']),
    );
  });

  it.each<[ChannelStep, 'made' | 'finished' | 'ended']>([
    // Nothing was recorded of the first attempt: the second makes the change.
    ['prepare', 'made'],
    ['before submit', 'ended'],
    ['after submit', 'finished'],
    ['before readBack', 'finished'],
  ])('killed %s is made once, and the next attempt tells its end', async (step, end) => {
    const fixture = applyFixture();
    const { attempt, subjectId } = jobOn(fixture, applyFaster);
    await expect(attempt(applyBody, step)).rejects.toThrow(/killed/);
    const second = attempt(applyBody);
    if (end === 'ended') {
      await expect(second).rejects.toMatchObject({
        code: 'TAKEN_BACK',
        message: expect.stringMatching(/never ordered/),
      });
      expect(fixture.channel.settings).toEqual(initialSettings);
    } else {
      expect(await second).toMatchObject({ applicationId: subjectId(), verified: true });
      expect(fixture.channel.changes).toEqual([faster]);
    }
    const application = await fixture.only();
    expect(application.id).toBe(subjectId());
    expect(application.status).toBe(end === 'ended' ? 'failed' : 'verified');
    // And whoever begins it once more is told the same.
    const third = attempt(applyBody);
    if (end === 'ended') await expect(third).rejects.toMatchObject({ code: 'TAKEN_BACK' });
    else expect(await third).toMatchObject({ applicationId: subjectId() });
    expect(fixture.channel.changes).toHaveLength(end === 'ended' ? 0 : 1);
  });

  it('does not wait for the node that could not be proven, and does not apply again either', async () => {
    const fixture = applyFixture();
    const { attempt } = jobOn(fixture, applyFaster);
    await expect(attempt(applyBody, 'before readBack')).rejects.toThrow(/killed/);
    const { ReadBackError } = await import('../../domain/errors.js');
    const proven = fixture.channel.readBack.bind(fixture.channel);
    fixture.channel.readBack = async () => {
      throw new ReadBackError('peer0 reports others');
    };
    await expect(attempt(applyBody)).rejects.toMatchObject({
      code: 'NETWORK_DOWN',
      message: expect.stringMatching(/still reports/),
    });
    fixture.channel.readBack = proven;
    expect(await attempt(applyBody)).toMatchObject({ verified: true });
    expect(fixture.channel.changes).toHaveLength(1);
  });

  it('whose watch ends badly has failed, with everything put back in the name of who asked', async () => {
    const fixture = applyFixture();
    // Nobody tells of blocks: the watch has evidence against the change before its time is over.
    const sleep = async (_ms: number, signal?: AbortSignal): Promise<void> =>
      new Promise((_resolve, reject) => whenAborted(signal, reject));
    Object.assign(fixture.clock, { sleep });
    const { attempt, subjectId } = jobOn(fixture, { ...applyFaster, watch: { seconds: 5 } });
    const taken = { code: 'TAKEN_BACK', message: expect.stringMatching(/taken back by a-.*no peer tells/) };
    await expect(attempt(applyBody)).rejects.toMatchObject(taken);
    expect(fixture.channel.settings).toEqual(initialSettings);
    expect(await fixture.only()).toMatchObject({
      id: subjectId(),
      status: 'failed',
      canary: { verdict: 'broken' },
    });
    const back = fixture.audit.entries.find(({ action }) => action === 'rolled-back');
    expect(back?.requestedBy).toMatch(/^token night shift/);
    // An attempt after that tells the same and changes nothing.
    await expect(attempt(applyBody)).rejects.toMatchObject(taken);
    expect(fixture.channel.changes).toHaveLength(2);
  });

  it('is refused on other settings than those that it was asked for on, and not if they are its own', async () => {
    const fixture = applyFixture();
    fixture.channel.change({ ...initialSettings, maxMessageCount: 3 });
    const request = { ...applyFaster, expectedInForce: initialSettings };
    await expect(jobOn(fixture, request).attempt(applyBody)).rejects.toMatchObject({ code: 'STALE_CONFIG' });
    expect(fixture.channel.submitted).toEqual([]);
    expect(await fixture.store.applications.list()).toEqual([]);
    fixture.channel.change(faster);
    expect(await jobOn(fixture, request).attempt(applyBody)).toMatchObject({ changed: false });
  });

  it('loses a race to another change of the settings it was asked for on, once and for all', async () => {
    const fixture = applyFixture();
    let raced = 0;
    const request = { ...applyFaster, expectedInForce: initialSettings };
    const { attempt } = jobOn(fixture, request);
    const sign = fixture.channel.sign.bind(fixture.channel);
    fixture.channel.sign = async (prepared) => {
      raced += 1;
      fixture.channel.change({ ...initialSettings, maxMessageCount: 3 });
      return sign(prepared);
    };
    await expect(attempt(applyBody)).rejects.toMatchObject({ code: 'STALE_CONFIG' });
    expect(raced).toBe(1);
    const { id } = await fixture.only();
    expect(fixture.audit.actionsOf(id)).toEqual(['intended', 'failed']);
    expect(fixture.channel.settings).toMatchObject({ maxMessageCount: 3, batchTimeoutMs: 2000 });
  });
});

describe('a job that rolls back', () => {
  it('goes where it is told, once', async () => {
    const fixture = applyFixture();
    await fixture.store.recommendations.insert({ ...recommendation('r-1'), current: faster });
    const { attempt, subjectId } = jobOn(fixture, { kind: 'rollback' as const, to: 'r-1' });
    await expect(attempt(rollbackBody, 'after submit')).rejects.toThrow(/killed/);
    expect(await attempt(rollbackBody)).toMatchObject({ applicationId: subjectId(), verified: true });
    expect(fixture.channel.changes).toEqual([faster]);
  });
});

describe('a job that submits a proposal', () => {
  it('marks it submitted, also where the first attempt was killed after the change was in force', async () => {
    const fixture = applyFixture();
    const { services } = fixture.begin();
    const { proposal } = await createProposal(
      { ...services, offline: jsonSigning },
      { change: { batchTimeoutMs: 500 }, because: 'manual', sign: true },
    );
    const request = { kind: 'submit-proposal' as const, proposalId: proposal.id };
    const { attempt, subjectId } = jobOn(fixture, request);
    await expect(attempt(submitProposalBody, 'before readBack')).rejects.toThrow(/killed/);
    expect(await fixture.store.proposals.find(proposal.id)).toMatchObject({ status: 'open' });
    expect(await attempt(submitProposalBody)).toMatchObject({
      applicationId: subjectId(),
      proposalId: proposal.id,
      signedBy: ['RegulatorMSP'],
      leftOut: [],
    });
    expect(await fixture.store.proposals.find(proposal.id)).toMatchObject({
      status: 'submitted',
      applicationId: subjectId(),
    });
    expect(fixture.channel.changes).toEqual([faster]);
  });

  it('that is stale says what takes its place', async () => {
    const fixture = applyFixture();
    const { services } = fixture.begin();
    const { proposal } = await createProposal(
      { ...services, offline: jsonSigning },
      { change: { batchTimeoutMs: 500 }, because: 'manual', sign: true },
    );
    fixture.channel.change({ ...initialSettings, maxMessageCount: 3 });
    const request = { kind: 'submit-proposal' as const, proposalId: proposal.id };
    await expect(jobOn(fixture, request).attempt(submitProposalBody)).rejects.toMatchObject({
      code: 'STALE_CONFIG',
      message: expect.stringMatching(/p-\S+ takes its place and everybody has to sign again/),
    });
  });
});

describe('a job that verifies', () => {
  it('that came to its end in an earlier attempt is not measured again', async () => {
    const fixture = applyFixture();
    const done = verification('v-1');
    await fixture.store.verifications.insert(done);
    const request = { kind: 'verify' as const, applicationId: done.applicationId, pairs: 4, seconds: 6 };
    const { services } = fixture.begin();
    const job = { subjectId: 'v-1', requestedBy: asker, approvals: [] } as unknown as Job;
    const context = {
      services: { store: async () => services.store } as unknown as Services,
      job,
      tellSubject: async () => Promise.reject(new Error('nothing begins')),
    };
    expect(await verifyBody(request, context)).toEqual(done);
  });
});
