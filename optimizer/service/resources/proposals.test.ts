import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { initialSettings } from '../../../test/doubles/network.js';
import { quicker, sampleProposal, sampleSignature } from '../../apply/proposals/testing/sample-proposal.js';
import { signatureFileOf } from '../../apply/proposals/signatures.js';
import { guardRailsSchema } from '../../domain/guard-rails.js';
import type { Proposal } from '../../domain/proposal.js';
import { SERVICE_LOG } from '../../domain/service-audit.js';
import { openChangeService, type ChangeService } from '../testing/change-service.js';
import { applicationRoutes } from './applications.js';
import { auditRoutes } from './audit.js';
import { proposalRoutes } from './proposals.js';

const organisations = ['RegulatorMSP', 'MarketMSP', 'GridMSP'];
let service: ChangeService;

beforeEach(async () => {
  const rails = guardRailsSchema.parse({ batchTimeoutMs: { min: 100 } });
  service = await openChangeService([...proposalRoutes, ...applicationRoutes, ...auditRoutes], {
    rails: () => rails,
  });
  needsTwo();
});
afterEach(() => service.close());

/** Two of three organisations have to sign; signatures of anybody else do not count. */
function needsTwo(): void {
  const { channel } = service.network;
  const plain = channel.inspect.bind(channel);
  channel.inspect = async (update: Uint8Array, signatures: readonly { header: Uint8Array }[] = []) => {
    const checks = signatures.map(({ header }) => {
      const mspId = Buffer.from(header).toString().split(' ')[0] ?? '';
      const problem = { kind: 'unknown-organisation' as const, message: `${mspId} is not of this channel` };
      return organisations.includes(mspId) ? { mspId, name: mspId } : { mspId, name: mspId, problem };
    });
    const signedBy = organisations.filter((id) => checks.some(({ mspId }) => mspId === id));
    const requirement = { policy: '/Channel/Orderer/Admins', rule: '2 of 3', organisations, needed: 2 };
    const missing = organisations.filter((id) => !signedBy.includes(id));
    const satisfied = signedBy.length >= 2;
    return {
      ...(await plain(update)),
      ...{ requirement, signatures: checks, signedBy, satisfied, missing: satisfied ? [] : missing },
    };
  };
}

const settings = { batchTimeoutMs: 500 };
const created = async (): Promise<Proposal> => {
  const { body } = await service.call('POST', '/proposals', { role: 'operator', body: { settings } });
  const proposal = await service.store.proposals.find(body.id);
  if (!proposal) throw new Error('it was not kept');
  return proposal;
};
const signedBy = (proposal: Proposal, mspId: string, nonce = 'a') => ({
  schemaVersion: 1,
  ...signatureFileOf(proposal, sampleSignature(mspId, nonce)),
});
const add = async (id: string, body: unknown) =>
  service.call('POST', `/proposals/${id}/signatures`, { role: 'approver', body });

describe('a proposal', () => {
  it('is made, downloaded, signed elsewhere, submitted, and named by the audit with who did it', async () => {
    const made = await service.call('POST', '/proposals', { role: 'operator', body: { settings } });
    expect(made).toMatchObject({
      status: 201,
      body: {
        status: 'open',
        after: quicker,
        objections: [],
        standing: { satisfied: false, missing: organisations },
      },
    });
    const { id } = made.body;
    const file = await service.call('GET', `/proposals/${id}/file`, { role: 'viewer' });
    expect(file.headers.get('content-disposition')).toBe(`attachment; filename="proposal-${id}.json"`);
    const { schemaVersion, ...proposal } = file.body;
    expect(schemaVersion).toBe(1);
    expect(proposal).toEqual(await service.store.proposals.find(id));

    // One sends the signature alone, the other the copy that was signed in place.
    expect((await add(id, signedBy(proposal, 'MarketMSP'))).body).toMatchObject({
      standing: { signedBy: ['MarketMSP'], satisfied: false },
    });
    const copy = { schemaVersion, ...proposal, signatures: [sampleSignature('GridMSP')] };
    expect((await add(id, copy)).body).toMatchObject({ standing: { satisfied: true, missing: [] } });

    const { body: asked } = await service.call('POST', `/proposals/${id}/submission`, { role: 'approver' });
    const job = await service.ended(asked.id);
    expect(job).toMatchObject({ status: 'done', result: { proposalId: id, applicationId: job.subjectId } });
    expect((await service.call('GET', `/proposals/${id}`)).body).toMatchObject({
      status: 'submitted',
      applicationId: job.subjectId,
    });
    expect(service.network.settings).toEqual(quicker);

    const { body: audit } = await service.call('GET', `/audit?subject=${id}`, { role: 'viewer' });
    const steps = audit.items.map(({ record }: { record: { action: string } }) => record.action).toReversed();
    expect(steps).toEqual(['proposed', 'signed', 'signed', 'submitted']);
    const first = audit.items.at(-1).record;
    expect(first.requestedBy).toMatch(/^token operator \(\w+\)$/);
    expect(audit.items[0].record.requestedBy).toMatch(/^token approver/);
    const own = await service.store.audit.list(SERVICE_LOG.networkId, SERVICE_LOG.channel);
    expect(own.map(({ action }) => action)).toEqual([
      'proposal-created',
      'proposal-signed',
      'proposal-signed',
      'job-requested',
      'job-ended',
    ]);
  });

  it('gets both signatures that come at once', async () => {
    const proposal = await created();
    const { channel } = service.network;
    const inspect: (...given: Parameters<typeof channel.inspect>) => ReturnType<typeof channel.inspect> =
      channel.inspect.bind(channel);
    // As slow as a network, so that the second comes while the first is looked at.
    channel.inspect = async (...given) => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      return inspect(...given);
    };
    const answers = await Promise.all([
      add(proposal.id, signedBy(proposal, 'MarketMSP')),
      add(proposal.id, signedBy(proposal, 'GridMSP')),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    const kept = await service.store.proposals.find(proposal.id);
    expect(kept?.signatures.map(({ mspId }) => mspId).toSorted()).toEqual(['GridMSP', 'MarketMSP']);
  });

  it('gets one signature once, however often it is sent', async () => {
    const proposal = await created();
    await add(proposal.id, signedBy(proposal, 'MarketMSP'));
    expect(await add(proposal.id, signedBy(proposal, 'MarketMSP'))).toMatchObject({ status: 200 });
    expect((await service.store.proposals.find(proposal.id))?.signatures).toHaveLength(1);
  });

  it.each<[string, (proposal: Proposal) => unknown, number, string]>([
    ['of a wrong organisation', (each) => signedBy(each, 'StrangerMSP'), 422, 'SIGNATURE_REFUSED'],
    [
      'for another proposal',
      (each) => signedBy({ ...each, id: 'p-other' }, 'GridMSP'),
      422,
      'SIGNATURE_REFUSED',
    ],
    [
      'over other bytes',
      (each) => signedBy({ ...each, updateSha256: 'a'.repeat(64) }, 'GridMSP'),
      422,
      'SIGNATURE_REFUSED',
    ],
    [
      'in a copy with other bytes',
      (each) => ({
        schemaVersion: 1,
        ...sampleProposal({ id: each.id, after: { ...quicker, batchTimeoutMs: 9000 } }),
        signatures: [sampleSignature('GridMSP')],
      }),
      422,
      'UPDATE_TAMPERED',
    ],
    [
      'of a newer version',
      (each) => ({ ...signedBy(each, 'GridMSP'), schemaVersion: 2 }),
      400,
      'INVALID_INPUT',
    ],
    ['that is damaged', (each) => ({ ...signedBy(each, 'GridMSP'), signature: 'x' }), 400, 'INVALID_INPUT'],
    ['that is nothing', () => ({}), 400, 'INVALID_INPUT'],
  ])('takes no signature %s', async (_what, bodyFor, status, code) => {
    const proposal = await created();
    expect(await add(proposal.id, bodyFor(proposal))).toMatchObject({ status, body: { code } });
    expect((await service.store.proposals.find(proposal.id))?.signatures).toEqual([]);
  });

  it('whose bytes are not what it says is shown with its objections, and not submitted', async () => {
    const honest = await created();
    const after = { ...quicker, batchTimeoutMs: 9000 };
    const { update, updateSha256 } = sampleProposal({ after });
    await service.store.proposals.put({ ...honest, update, updateSha256 });
    const { body } = await service.call('GET', `/proposals/${honest.id}`);
    expect(body.objections).toEqual([expect.stringMatching(/bytes set batchTimeoutMs to 9000/)]);
    expect(await service.call('POST', `/proposals/${honest.id}/submission`)).toMatchObject({
      status: 422,
      body: { code: 'UPDATE_TAMPERED' },
    });
    expect(await service.store.jobs.list()).toEqual([]);
  });

  it('that too few have signed ends its job with who is missing', async () => {
    const proposal = await created();
    await add(proposal.id, signedBy(proposal, 'GridMSP'));
    const { body } = await service.call('POST', `/proposals/${proposal.id}/submission`);
    const { error } = await service.ended(body.id);
    expect(error).toMatchObject({ code: 'SIGNATURE_REFUSED', message: expect.stringContaining('MarketMSP') });
    expect(service.network.changes).toEqual([]);
  });

  it('that is withdrawn is submitted and signed no more', async () => {
    const proposal = await created();
    const withdrawn = await service.call('POST', `/proposals/${proposal.id}/withdrawal`, {
      role: 'operator',
    });
    expect(withdrawn).toMatchObject({ status: 200, body: { status: 'withdrawn' } });
    for (const answer of [
      await service.call('POST', `/proposals/${proposal.id}/submission`),
      await add(proposal.id, signedBy(proposal, 'GridMSP')),
      await service.call('POST', `/proposals/${proposal.id}/withdrawal`),
    ])
      expect(answer).toMatchObject({ status: 400, body: { code: 'INVALID_INPUT' } });
    const { body } = await service.call('GET', '/proposals?status=withdrawn', { role: 'viewer' });
    expect(body).toMatchObject({ total: 1, items: [{ id: proposal.id, signedBy: [] }] });
  });

  it('that the channel has overtaken says so, and its job names what takes its place', async () => {
    const proposal = await created();
    for (const mspId of ['MarketMSP', 'GridMSP']) await add(proposal.id, signedBy(proposal, mspId));
    service.network.channel.change({ ...initialSettings, maxMessageCount: 9 });
    expect((await service.call('GET', `/proposals/${proposal.id}`)).body.stale).toMatch(/other ones by now/);
    const { body } = await service.call('POST', `/proposals/${proposal.id}/submission`);
    const { error } = await service.ended(body.id);
    expect(error).toMatchObject({
      code: 'STALE_CONFIG',
      message: expect.stringMatching(/p-\S+ takes its place/),
    });
  });

  it('is kept from those whose role does not reach, and within the guard rails', async () => {
    const { id } = await created();
    const refused = [
      await service.call('POST', '/proposals', { role: 'viewer', body: { settings } }),
      await service.call('POST', '/proposals', { role: 'operator', body: { settings, sign: true } }),
      await service.call('POST', `/proposals/${id}/signatures`, {
        role: 'operator',
        body: { schemaVersion: 1 },
      }),
      await service.call('POST', `/proposals/${id}/submission`, { role: 'operator' }),
    ];
    expect(refused.map(({ status, body }) => [status, body.code])).toEqual(
      refused.map(() => [403, 'FORBIDDEN']),
    );
    const tight = { settings: { batchTimeoutMs: 50 } };
    expect(await service.call('POST', '/proposals', { body: tight })).toMatchObject({
      status: 422,
      body: { code: 'GUARD_RAIL' },
    });
    expect(await service.call('GET', '/proposals/p-0')).toMatchObject({ status: 404 });
  });
});
