import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { SignatureError } from '../../domain/errors.js';
import type { Proposal, ProposalSignature } from '../../domain/proposal.js';
import { waitUntil } from '../../domain/wait.js';
import { findProposal, requireOpen, withWhatIsStored } from './known-proposal.js';
import { requireHonest, updateBytes } from './objections.js';
import type { parseSigned } from './proposal-file.js';
import type { ProposalServices } from './services.js';
import { isSame, mergeCopies, mergeSignatures, updateSignatures } from './signatures.js';
import { checkedSignatures, describeProblem } from './standing.js';

export interface SignedProposal {
  readonly proposal: Proposal;
  /** Those that were not there before. */
  readonly added: readonly ProposalSignature[];
}

const CLAIM_LASTS_MS = 15_000;
const WAIT_MS = 10_000;

/**
 * Keeps what an administrator signed elsewhere. Several may send theirs at once: none is lost.
 * @param signed - a signature alone, or a copy of the proposal that was signed in place.
 * @throws NotFoundError; SignatureError naming what does not count and why; TamperedUpdateError if the copy holds other
 * bytes; InvalidInputError or StaleConfigError if the proposal is not open; NetworkDownError; DeadlineError
 */
export async function addSigned(
  services: ProposalServices,
  proposalId: string,
  signed: ReturnType<typeof parseSigned>,
): Promise<SignedProposal> {
  return alone(proposalId, services, async () => {
    const { store, network, offline, audit } = services;
    const stored = await findProposal(store, proposalId);
    const merged =
      signed.kind === 'signature'
        ? mergeSignatures(stored, [signed.file])
        : mergeCopies(stored, [signed.proposal]);
    requireHonest(merged, offline.decode);
    const proposal = await withWhatIsStored(store, merged);
    requireOpen(proposal);
    const added = proposal.signatures.filter(
      (signature) => !stored.signatures.some((present) => isSame(present, signature)),
    );
    const { signatures: checks } = await network.updates.inspect(
      updateBytes(proposal),
      updateSignatures(proposal.signatures),
    );
    const refused = checkedSignatures(proposal.signatures, checks).filter(
      ({ signature, check }) => check.problem !== undefined && added.includes(signature),
    );
    if (refused.length > 0)
      throw new SignatureError(
        `nothing was kept, as it does not count: ${refused.map(describeProblem).join('; ')}`,
      );
    if (added.length === 0) return { proposal, added };
    await store.proposals.put(proposal);
    for (const { name, mspId, signedAt } of added) {
      const note = `${name} of ${mspId}, on ${signedAt} by their own clock`;
      await audit.record({ action: 'signed', subjectId: proposalId, because: proposal.because, note });
    }
    return { proposal, added };
  });
}

/** Runs `change` while nobody else that shares the store adds to the same proposal. */
async function alone<T>(
  proposalId: string,
  { store, clock }: Pick<ProposalServices, 'store' | 'clock'>,
  change: () => Promise<T>,
): Promise<T> {
  const id = `proposal/${proposalId}`;
  const holder = `${hostname()}:${process.pid}:${randomBytes(4).toString('hex')}`;
  const common = { id, holder, purpose: `signatures of ${proposalId}`, host: hostname(), pid: process.pid };
  await waitUntil(
    `another signature of ${proposalId} to be kept`,
    async () => {
      const claim = { ...common, expiresAtMs: clock.now() + CLAIM_LASTS_MS };
      return (await store.claims.take(claim, clock.now())).taken || undefined;
    },
    WAIT_MS,
    { clock },
  );
  try {
    return await change();
  } finally {
    await store.claims.release(id, holder);
  }
}
