import { GuardRailError, InvalidInputError } from '../../domain/errors.js';
import type { Proposal } from '../../domain/proposal.js';
import { changeOf, proposeChange } from './create-proposal.js';
import type { ProposalServices } from './services.js';
import type { UpdateStanding } from '../../domain/update-inspection.js';

/** A stale proposal and what took its place. */
export interface Renewal {
  readonly kind: 'stale';
  /** The stale one, marked so. */
  readonly proposal: Proposal;
  /** Why its signatures are good for nothing any more. */
  readonly reason: string;
  /** The same change made against the newest configuration, unsigned; absent if it is in force or forbidden by now. */
  readonly renewed?: { readonly proposal: Proposal; readonly standing: UpdateStanding } | undefined;
  /** Why nothing takes its place. */
  readonly dropped?: string | undefined;
}

/**
 * Marks a proposal stale and makes the same change anew. Signatures bind to the bytes of the old one, so
 * everybody has to sign again.
 */
export async function renewProposal(
  services: ProposalServices,
  old: Proposal,
  reason: string,
): Promise<Renewal> {
  const { store } = services;
  const attempt = await renew(services, old, reason);
  const renewed = 'created' in attempt ? attempt.created : undefined;
  const proposal: Proposal = { ...old, status: 'stale', replacedBy: renewed?.proposal.id };
  await store.proposals.put(proposal);
  return {
    kind: 'stale',
    proposal,
    reason,
    renewed,
    dropped: 'dropped' in attempt ? attempt.dropped : undefined,
  };
}

async function renew(services: ProposalServices, old: Proposal, reason: string) {
  try {
    const created = await proposeChange(services, {
      change: changeOf(old.before, old.after),
      because: old.because,
      sign: false,
      replaces: old.id,
      note: `takes the place of ${old.id}, which went stale: ${reason}`,
    });
    return created ? { created } : { dropped: 'these settings are in force already' };
  } catch (error) {
    // A change that is not allowed any more is no reason to keep the old proposal open.
    if (!(error instanceof GuardRailError || error instanceof InvalidInputError)) throw error;
    return { dropped: error.message };
  }
}
