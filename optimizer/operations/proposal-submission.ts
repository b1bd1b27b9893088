import type { Renewal } from '../apply/proposals/renew-proposal.js';
import type { Application } from '../domain/application.js';

/** What `proposal submit --json` tells. @param leftOut - signatures that do not count, each with the reason. */
export function submissionDocument(
  { id: applicationId, blockNumber, elapsedMs, before, after, nodes, status }: Application,
  proposal: {
    readonly id: string;
    /** MSP ids. */
    readonly signedBy: readonly string[];
    readonly leftOut: readonly string[];
  },
) {
  const { id: proposalId, signedBy, leftOut } = proposal;
  return {
    applicationId,
    proposalId,
    verified: true,
    blockNumber,
    elapsedMs,
    before,
    after,
    changed: status !== 'unchanged',
    nodes,
    signedBy,
    leftOut,
  };
}

/** Why nothing was sent, and what takes the place of the proposal, if anything does. */
export function describeRenewal({ proposal, reason, renewed, dropped }: Renewal): string {
  const begin = `${proposal.id} is stale, nothing was sent: ${reason}`;
  return renewed
    ? `${begin}; ${renewed.proposal.id} takes its place and everybody has to sign again`
    : `${begin}; no proposal takes its place: ${dropped}`;
}
