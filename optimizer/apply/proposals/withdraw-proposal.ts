import type { Proposal } from '../../domain/proposal.js';
import { findProposal, requireOpen, withWhatIsStored } from './known-proposal.js';
import type { ProposalServices } from './services.js';

/**
 * Says that a proposal is not to be sent any more. Its signatures stay valid for Fabric until the channel moves
 * on, so this binds whoever submits with this store, and nobody else.
 * @throws NotFoundError; InvalidInputError or StaleConfigError if it is not open
 */
export async function withdrawProposal(
  { store, audit }: Pick<ProposalServices, 'store' | 'audit'>,
  id: string,
): Promise<Proposal> {
  const proposal = await withWhatIsStored(store, await findProposal(store, id));
  requireOpen(proposal);
  const withdrawn: Proposal = { ...proposal, status: 'withdrawn' };
  await store.proposals.put(withdrawn);
  const { because, before, after } = proposal;
  await audit.record({ action: 'withdrawn', subjectId: id, because, before, after });
  return withdrawn;
}
