import { applySigned } from '../../apply/apply-settings.js';
import { findProposal } from '../../apply/proposals/known-proposal.js';
import { prepareSubmission, submitProposal } from '../../apply/proposals/submit-proposal.js';
import type { Application } from '../../domain/application.js';
import { StaleConfigError } from '../../domain/errors.js';
import { requireStayed } from '../../operations/change-channel.js';
import { openProposalServices } from '../../operations/proposal-services.js';
import { describeRenewal, submissionDocument } from '../../operations/proposal-submission.js';
import type { JobBody, JobContext } from '../job-body.js';
import { changeOnce, servicesInNameOf } from './change-job.js';
import { plain } from './plain.js';

/** `proposal submit`: puts a proposal that enough have signed in force. @throws StaleConfigError naming its successor */
export const submitProposalBody: JobBody<'submit-proposal'> = async ({ proposalId }, context) => {
  const leftOut: string[] = [];
  const changes = await servicesInNameOf(context);
  const application = await changeOnce(context, changes, async (id) => {
    const services = { ...(await openProposalServices(context.services)), audit: changes.audit };
    const prepared = await prepareSubmission(services, await findProposal(changes.store, proposalId));
    if (prepared.kind === 'stale') throw new StaleConfigError(describeRenewal(prepared));
    leftOut.push(...prepared.useless);
    for (const useless of prepared.useless)
      services.progress.warn(`left out, as it does not count: the signature of ${useless}`);
    const done = await submitProposal(services, prepared, async (request) =>
      applySigned(changes, { ...request, id }, context.services.signal),
    );
    if (done.kind === 'stale') throw new StaleConfigError(describeRenewal(done));
    return done.application;
  });
  requireStayed(application);
  await noteSubmitted(proposalId, application, context);
  const { signedBy = [] } = application;
  return plain(submissionDocument(application, { id: proposalId, signedBy, leftOut }));
};

/** An attempt that was killed after the change came in force has left the proposal open. */
async function noteSubmitted(
  proposalId: string,
  { id: applicationId }: Application,
  { services }: JobContext,
): Promise<void> {
  const { proposals } = await services.store();
  const proposal = await proposals.find(proposalId);
  if (proposal?.status === 'open') await proposals.put({ ...proposal, status: 'submitted', applicationId });
}
