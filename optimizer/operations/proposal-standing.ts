import { readProposal, updateBytes, type ProposalReading } from '../apply/proposals/objections.js';
import { updateSignatures } from '../apply/proposals/signatures.js';
import { checkedSignatures, staleness, type CheckedSignature } from '../apply/proposals/standing.js';
import { DeadlineError, messageOf, NetworkDownError } from '../domain/errors.js';
import type { Proposal } from '../domain/proposal.js';
import type { Network } from '../domain/ports.js';
import type { UpdateStanding } from '../domain/update-inspection.js';
import { systemClock } from '../domain/wait.js';
import type { Services } from './services.js';

/** A signature and what is known of it, as people and JSON get it. */
export interface SignatureLine {
  readonly mspId: string;
  readonly name: string;
  readonly signedAt: string;
  /** `verified` offline: it fits bytes and certificate; whether the channel accepts that one is not known. */
  readonly state: 'counts' | 'verified' | 'refused';
  readonly problem?: string | undefined;
}

/** A proposal as its bytes and the channel tell it. */
export interface ProposalFacts {
  readonly reading: ProposalReading;
  readonly signatures: readonly SignatureLine[];
  /** Undefined where no network was asked. */
  readonly standing?: UpdateStanding | undefined;
  /** Why its signatures are good for nothing any more, while it is open. */
  readonly stale?: string | undefined;
}

/** What the bytes of a proposal really change, and who has signed them. */
export async function proposalFacts(
  services: Pick<Services, 'network' | 'offlineSigning' | 'progress'>,
  proposal: Proposal,
  { offline = false }: { readonly offline?: boolean } = {},
): Promise<ProposalFacts> {
  const reading = readProposal(proposal, services.offlineSigning.decode);
  const standing = reading.decoded && !offline ? await askNetwork(services, proposal) : undefined;
  return {
    reading,
    standing,
    signatures: standing ? judgedByChannel(proposal, standing) : judgedByThemselves(services, proposal),
    stale: standing && stalenessOf(proposal, standing),
  };
}

/** What `proposal show --json` tells. */
export function proposalDocument(
  proposal: Proposal,
  { reading, signatures, standing, stale }: ProposalFacts,
) {
  return { ...proposal, ...reading, signatures, standing: standing && summaryOf(standing), stale };
}

/** One that was submitted or withdrawn no longer has to fit the channel. */
function stalenessOf(proposal: Proposal, standing: UpdateStanding): string | undefined {
  return proposal.status === 'open' ? staleness(proposal, standing) : undefined;
}

/** @returns undefined, with a word about it, where no network of this channel answers. */
async function askNetwork(
  services: Pick<Services, 'network' | 'progress'>,
  proposal: Proposal,
): Promise<UpdateStanding | undefined> {
  const { progress } = services;
  let network: Network;
  try {
    network = await services.network();
    if (network.channelName !== proposal.channel) {
      progress.warn(
        `the network here has channel ${network.channelName}: the proposal is shown by its bytes alone`,
      );
      return undefined;
    }
    return await network.updates.inspect(updateBytes(proposal), updateSignatures(proposal.signatures));
  } catch (error) {
    if (!(error instanceof NetworkDownError || error instanceof DeadlineError)) throw error;
    progress.warn(`shown by its bytes alone, without a network: ${messageOf(error)}`);
    return undefined;
  }
}

function judgedByChannel({ signatures }: Proposal, standing: UpdateStanding): SignatureLine[] {
  return linesOf(checkedSignatures(signatures, standing.signatures), 'counts');
}

function judgedByThemselves(
  { offlineSigning }: Pick<Services, 'offlineSigning'>,
  proposal: Proposal,
): SignatureLine[] {
  const bytes = updateBytes(proposal);
  const nowMs = systemClock.now();
  const checks = updateSignatures(proposal.signatures).map((signature) =>
    offlineSigning.check(bytes, signature, nowMs),
  );
  return linesOf(checkedSignatures(proposal.signatures, checks), 'verified');
}

function linesOf(checked: readonly CheckedSignature[], good: 'counts' | 'verified'): SignatureLine[] {
  return checked.map(({ signature, check }) => ({
    // What the bytes say goes before what the file says.
    mspId: check.mspId ?? signature.mspId,
    name: check.name ?? signature.name,
    signedAt: signature.signedAt,
    state: check.problem ? 'refused' : good,
    problem: check.problem?.message,
  }));
}

function summaryOf({ inForce, configSequence, requirement, signedBy, missing, satisfied }: UpdateStanding) {
  return { inForce, configSequence, requirement, signedBy, missing, satisfied };
}
