import type { Application } from '../../domain/application.js';
import type { PreparedUpdate } from '../../domain/channel-updates.js';
import { InvalidInputError, StaleConfigError, TamperedUpdateError } from '../../domain/errors.js';
import type { Proposal, ProposalSignature } from '../../domain/proposal.js';
import type { UpdateStanding } from '../../domain/update-inspection.js';
import type { SignedRequest } from '../apply-settings.js';
import { requireOpen, withWhatIsStored } from './known-proposal.js';
import { requireHonest, updateBytes } from './objections.js';
import { renewProposal, type Renewal } from './renew-proposal.js';
import type { ProposalServices } from './services.js';
import { isSame, updateSignatures } from './signatures.js';
import { checkedSignatures, describeProblem, outcomeOf, requireSatisfied, staleness } from './standing.js';

/** A proposal that the ordering service would take as it is now. */
export interface ReadyProposal {
  readonly kind: 'ready';
  readonly proposal: Proposal;
  readonly standing: UpdateStanding;
  readonly counting: readonly ProposalSignature[];
  /** Signatures that are left out, each with the reason. */
  readonly useless: readonly string[];
}

/** Carries a signed change out and proves it, as every other change. @throws StaleConfigError and others */
export type CarryOutSigned = (request: SignedRequest) => Promise<Application>;

export interface Submitted {
  readonly kind: 'submitted';
  readonly proposal: Proposal;
  readonly application: Application;
}

/**
 * Judges a proposal and its signatures before anything is sent, and keeps the signatures that count.
 * @param given - the proposal with every signature that was gathered.
 * @returns what to send, or the proposal that takes the place of a stale one.
 * @throws TamperedUpdateError if it is not what it says; SignatureError naming who is missing and which
 * signatures do not count; InvalidInputError if it is not open or for another channel; NetworkDownError
 */
export async function prepareSubmission(
  services: ProposalServices,
  given: Proposal,
): Promise<ReadyProposal | Renewal> {
  const { network, store, offline } = services;
  const decoded = requireHonest(given, offline.decode);
  if (decoded.channel !== network.channelName) {
    throw new InvalidInputError(given.id, [
      {
        path: '',
        message: `changes channel ${decoded.channel}, and this is ${network.channelName}: submit it where that channel is`,
      },
    ]);
  }
  const proposal = await withWhatIsStored(store, given);
  requireOpen(proposal);
  const standing = await network.updates.inspect(
    updateBytes(proposal),
    updateSignatures(proposal.signatures),
  );
  await keepCounting(services, proposal, standing);
  const stale = staleness(proposal, standing);
  if (stale !== undefined) return renewProposal(services, proposal, stale);
  // What only the channel itself shows, such as another option of SmartBFT beside the batch timeout.
  const { faults } = standing.decoded;
  if (faults.length > 0)
    throw new TamperedUpdateError(`nothing was sent, ${proposal.id}: ${faults.join('; ')}`);
  const { counting, useless } = requireSatisfied(proposal, standing);
  return { kind: 'ready', proposal, standing, counting, useless: useless.map(describeProblem) };
}

/**
 * Sends what {@link prepareSubmission} found ready, and records what became of it. If another change came
 * first after all, a new proposal takes its place.
 * @throws what `carryOut` throws, but StaleConfigError
 */
export async function submitProposal(
  services: ProposalServices,
  { proposal, standing, counting }: ReadyProposal,
  carryOut: CarryOutSigned,
): Promise<Submitted | Renewal> {
  const { network, store, audit } = services;
  const { id: proposalId, because } = proposal;
  const after = outcomeOf(standing);
  const { height } = await network.channel.read();
  const prepared: PreparedUpdate = {
    channel: standing.decoded.channel,
    before: standing.inForce,
    after,
    configSequence: standing.configSequence,
    fromBlock: height,
    update: updateBytes(proposal),
  };
  const { signedBy } = standing;
  await audit.record({
    action: 'submitted',
    subjectId: proposalId,
    because,
    before: standing.inForce,
    after,
    note: `signed by ${counting.map(({ name, mspId }) => `${name} of ${mspId}`).join(', ')}`,
  });
  try {
    const signatures = updateSignatures(counting);
    const application = await carryOut({ prepared, signatures, signedBy, because, proposalId });
    const submitted: Proposal = {
      ...proposal,
      signatures: [...counting],
      status: 'submitted',
      applicationId: application.id,
    };
    await store.proposals.put(submitted);
    return { kind: 'submitted', proposal: submitted, application };
  } catch (error) {
    if (!(error instanceof StaleConfigError)) throw error;
    return renewProposal(services, proposal, error.message);
  }
}

/** So that the next one who submits need not bring them again; those that do not count are nobody's. */
async function keepCounting(
  { store, audit }: ProposalServices,
  proposal: Proposal,
  standing: UpdateStanding,
): Promise<void> {
  const stored = await store.proposals.find(proposal.id);
  const counting = checkedSignatures(proposal.signatures, standing.signatures)
    .filter(({ check }) => check.problem === undefined)
    .map(({ signature }) => signature);
  const fresh = counting.filter(
    (signature) => !stored?.signatures.some((present) => isSame(present, signature)),
  );
  if (stored && fresh.length === 0) return;
  await store.proposals.put({ ...proposal, signatures: counting });
  for (const { name, mspId, signedAt } of fresh) {
    const note = `${name} of ${mspId}, on ${signedAt} by their own clock`;
    await audit.record({ action: 'signed', subjectId: proposal.id, because: proposal.because, note });
  }
}
