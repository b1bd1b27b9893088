import { InvalidInputError, NotFoundError, StaleConfigError } from '../../domain/errors.js';
import type { Store } from '../../domain/ports.js';
import type { Proposal } from '../../domain/proposal.js';
import { mergeCopies } from './signatures.js';

/** @throws NotFoundError */
export async function findProposal({ proposals }: Pick<Store, 'proposals'>, id: string): Promise<Proposal> {
  const proposal = await proposals.find(id);
  if (proposal) return proposal;
  throw new NotFoundError(
    `there is no proposal ${id} in this store: "gridtune proposal list" shows those that are, or name its file`,
  );
}

/**
 * A proposal with everything that is known here about it. One that was made elsewhere is known from its file alone.
 * @throws TamperedUpdateError if file and store hold different bytes under one id
 */
export async function withWhatIsStored(
  store: Pick<Store, 'proposals' | 'applications'>,
  proposal: Proposal,
): Promise<Proposal> {
  const stored = await store.proposals.find(proposal.id);
  const known = stored ? mergeCopies(stored, [proposal]) : proposal;
  if (known.status !== 'open') return known;
  // A process that died after sending it left it open.
  const [sent] = (await store.applications.list({ proposalId: proposal.id })).filter(
    ({ status }) => status === 'verified' || status === 'watching',
  );
  return sent ? { ...known, status: 'submitted', applicationId: sent.id } : known;
}

/** @throws InvalidInputError, StaleConfigError saying what became of it */
export function requireOpen({ id, status, applicationId, replacedBy }: Proposal): void {
  if (status === 'open') return;
  if (status === 'stale') {
    throw new StaleConfigError(
      `${id} is stale, the channel has moved on since it was made: ${replacedBy ? `have ${replacedBy} signed, which took its place` : 'make a new one with "gridtune proposal create"'}`,
    );
  }
  const message =
    status === 'submitted'
      ? `was submitted already${applicationId ? `, as ${applicationId}: "gridtune rollback ${applicationId}" takes it back` : ''}`
      : 'was withdrawn: make a new one with "gridtune proposal create"';
  throw new InvalidInputError(id, [{ path: '', message }]);
}
