import { z } from 'zod';
import { addSigned } from '../../apply/proposals/add-signature.js';
import { createProposal } from '../../apply/proposals/create-proposal.js';
import { findProposal, requireOpen, withWhatIsStored } from '../../apply/proposals/known-proposal.js';
import { requireHonest } from '../../apply/proposals/objections.js';
import { parseSigned, proposalFileName, proposalText } from '../../apply/proposals/proposal-file.js';
import type { ProposalServices } from '../../apply/proposals/services.js';
import { withdrawProposal } from '../../apply/proposals/withdraw-proposal.js';
import { mayActAs } from '../../domain/actor.js';
import { ForbiddenError } from '../../domain/errors.js';
import { proposalSchema, type Proposal } from '../../domain/proposal.js';
import { openProposalServices } from '../../operations/proposal-services.js';
import { proposalDocument, proposalFacts } from '../../operations/proposal-standing.js';
import { inNameOf, requesterText } from '../../operations/requested-by.js';
import { wantedChange } from '../../operations/wanted-change.js';
import { accept, acceptedBefore, acceptedReply } from '../accepted.js';
import { paged, pageOf, pageQuery } from '../paging.js';
import { defineRoute, type Route, type RouteContext } from '../route.js';
import { wantedFields } from './changes.js';
import { proposalDetail, proposalSummary } from './proposal-view.js';

const tag = 'proposals';
const params = z.strictObject({ id: z.string().max(200) });
const shown = { status: 200, description: 'The proposal as it is now', schema: proposalDetail } as const;

async function servicesFor({ parts, actor }: RouteContext): Promise<ProposalServices> {
  const services = await openProposalServices(parts.services);
  return { ...services, audit: inNameOf(requesterText(actor), services.audit) };
}

async function detailOf(proposal: Proposal, { parts: { services, store } }: RouteContext) {
  const known = await withWhatIsStored(store, proposal);
  const { signatures, ...document } = proposalDocument(known, await proposalFacts(services, known));
  return { ...document, signatures: signatures.map((line) => ({ ...line })) };
}

/** @throws ForbiddenError: signing with the installation's own keys is for those who may apply */
function requireSigner({ actor: { role, name } }: RouteContext): void {
  if (mayActAs(role, 'approver')) return;
  throw new ForbiddenError(`signing at once needs the role approver, and the token ${name} is a ${role}'s`);
}

function summaryOf({ update: _bytes, signatures, ...summary }: Proposal): z.input<typeof proposalSummary> {
  return { ...summary, signedBy: [...new Set(signatures.map(({ mspId }) => mspId))] };
}

export const proposalRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/proposals',
    operationId: 'listProposals',
    tag,
    summary: 'Every change that was made ready for others to sign, the newest first',
    role: 'viewer',
    query: pageQuery.extend({ status: proposalSchema.unwrap().shape.status.optional() }),
    reply: { status: 200, description: 'A page of proposals', schema: pageOf(proposalSummary) },
    handler: async ({ query: { status, ...page } }, { parts }) => {
      const stored = await parts.store.proposals.list(status === undefined ? {} : { status });
      const proposals = stored.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt));
      return { body: paged(proposals, page, ({ id }) => id, summaryOf) };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/proposals',
    operationId: 'createProposal',
    tag,
    summary:
      'Make a change ready to be signed by the administrators of several organisations; nothing is sent',
    role: 'operator',
    takesKey: true,
    body: z.strictObject({
      ...wantedFields,
      /** Sign with this installation's own administrators at once; needs the role approver. */
      sign: z.boolean().default(false),
    }),
    reply: { status: 201, description: 'The proposal', schema: proposalDetail },
    problems: ['GUARD_RAIL', 'NOT_FOUND', 'FORBIDDEN', 'NETWORK_DOWN'],
    handler: async ({ body: { sign, ...wish } }, context) => {
      const { parts, actor } = context;
      if (sign) requireSigner(context);
      const { change, because } = await wantedChange('body', wish, parts.services);
      const { proposal } = await createProposal(await servicesFor(context), { change, because, sign });
      await parts.audit.record({ action: 'proposal-created', subjectId: proposal.id, by: actor });
      return { body: await detailOf(proposal, context), location: `/api/v1/proposals/${proposal.id}` };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/proposals/{id}',
    operationId: 'getProposal',
    tag,
    summary: 'What the bytes of a proposal really change, and who has signed them',
    role: 'viewer',
    params,
    reply: shown,
    problems: ['NOT_FOUND'],
    handler: async ({ params: { id } }, context) => ({
      body: await detailOf(await findProposal(context.parts.store, id), context),
    }),
  }),
  defineRoute({
    method: 'get',
    path: '/proposals/{id}/file',
    operationId: 'downloadProposal',
    tag,
    summary: 'The proposal file, to be signed offline with "gridtune proposal sign"',
    role: 'viewer',
    params,
    reply: {
      status: 200,
      description: 'The file as "gridtune proposal" reads it',
      schema: z.looseObject({ schemaVersion: z.int(), id: z.string() }).meta({ id: 'ProposalFile' }),
    },
    problems: ['NOT_FOUND'],
    handler: async ({ params: { id } }, { parts: { store } }) => {
      const proposal = await withWhatIsStored(store, await findProposal(store, id));
      return {
        headers: {
          'Content-Disposition': `attachment; filename="${proposalFileName(proposal.id)}"`,
          'Content-Type': 'application/json; charset=utf-8',
        },
        stream: async (response) => void response.end(proposalText(proposal)),
      };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/proposals/{id}/signatures',
    operationId: 'addProposalSignature',
    tag,
    summary:
      'Add what an administrator signed offline: a signature file, or the signed copy of the proposal file',
    role: 'approver',
    takesKey: true,
    params,
    body: z.looseObject({ schemaVersion: z.int() }).meta({ id: 'SignedFile' }),
    reply: shown,
    problems: ['NOT_FOUND', 'SIGNATURE_REFUSED', 'UPDATE_TAMPERED', 'STALE_CONFIG', 'NETWORK_DOWN'],
    handler: async ({ params: { id }, body }, context) => {
      const signed = parseSigned(JSON.stringify(body), 'body');
      const { proposal, added } = await addSigned(await servicesFor(context), id, signed);
      const { parts, actor } = context;
      for (const { name, mspId } of added)
        await parts.audit.record({
          action: 'proposal-signed',
          subjectId: id,
          by: actor,
          note: `${name} of ${mspId}`,
        });
      return { body: await detailOf(proposal, context) };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/proposals/{id}/submission',
    operationId: 'submitProposal',
    tag,
    summary: 'Put a proposal that enough have signed in force, and prove it as every change',
    role: 'approver',
    takesKey: true,
    params,
    reply: acceptedReply,
    problems: ['NOT_FOUND', 'UPDATE_TAMPERED', 'STALE_CONFIG'],
    handler: async ({ params: { id } }, context) => {
      const before = await acceptedBefore(context);
      if (before) return before;
      const { store, services } = context.parts;
      const proposal = await withWhatIsStored(store, await findProposal(store, id));
      requireHonest(proposal, services.offlineSigning.decode);
      requireOpen(proposal);
      return accept({ kind: 'submit-proposal', proposalId: id }, context);
    },
  }),
  defineRoute({
    method: 'post',
    path: '/proposals/{id}/withdrawal',
    operationId: 'withdrawProposal',
    tag,
    summary: 'Have a proposal not submitted any more from this store',
    role: 'operator',
    params,
    reply: shown,
    problems: ['NOT_FOUND', 'STALE_CONFIG'],
    handler: async ({ params: { id } }, context) => {
      const { store, audit } = await servicesFor(context);
      const proposal = await withdrawProposal({ store, audit }, id);
      await context.parts.audit.record({ action: 'proposal-withdrawn', subjectId: id, by: context.actor });
      return { body: await detailOf(proposal, context) };
    },
  }),
];
