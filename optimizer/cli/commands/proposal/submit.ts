import path from 'node:path';
import { applySigned } from '../../../apply/apply-settings.js';
import { findProposal } from '../../../apply/proposals/known-proposal.js';
import { proposalFileName, proposalText } from '../../../apply/proposals/proposal-file.js';
import type { Renewal } from '../../../apply/proposals/renew-proposal.js';
import { mergeCopies, mergeSignatures } from '../../../apply/proposals/signatures.js';
import { outcomeOf } from '../../../apply/proposals/standing.js';
import {
  prepareSubmission,
  submitProposal,
  type ReadyProposal,
  type Submitted,
} from '../../../apply/proposals/submit-proposal.js';
import { StaleConfigError } from '../../../domain/errors.js';
import type { Proposal } from '../../../domain/proposal.js';
import { describeSettings } from '../../../domain/settings.js';
import { openProposalServices } from '../../../operations/proposal-services.js';
import { submissionDocument } from '../../../operations/proposal-submission.js';
import { textArgument, type CommandContext, type Register } from '../../command.js';
import { confirm } from '../../confirm.js';
import { signCommand } from './create.js';
import { isFileName, readProposalFile, readSignedFile, rewriteProposal, writeNewFile } from './files.js';

interface SubmitOptions {
  readonly signature: readonly string[];
  readonly yes?: boolean;
}

/** `proposal submit`: a proposal that enough have signed is put in force and proven, as `apply` does it. */
export const registerSubmit: Register = (proposals, registry) => {
  const submit = proposals
    .command('submit')
    .description('check every signature of a proposal, and put it in force once enough count')
    .argument('<proposal>', 'a proposal file, or the id of a stored proposal')
    .option('--signature <file>', 'a signature file or a signed copy; give it again for more', collect, [])
    .option('--yes', 'do not ask');
  registry(submit, async (context, [argument]) => {
    const { signature, yes = false } = submit.opts<SubmitOptions>();
    const name = textArgument(argument) ?? '';
    const file = isFileName(name) ? name : undefined;
    const gathered = await gather(context, name, file, signature);
    const services = await openProposalServices(context.services);
    const prepared = await prepareSubmission(services, gathered);
    if (prepared.kind === 'stale') throw await told(prepared, file);
    for (const useless of prepared.useless)
      services.progress.warn(`left out, as it does not count: the signature of ${useless}`);
    if (!yes) await confirm('proposal submit', question(prepared), 'changes a live channel');
    const done = await submitProposal(services, prepared, async (request) =>
      applySigned(services, request, context.services.signal),
    );
    if (done.kind === 'stale') throw await told(done, file);
    if (file !== undefined) await rewriteProposal(file, done.proposal);
    report(context, done, prepared);
  });
};

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

/** The proposal with every signature that was given. */
async function gather(
  { services }: CommandContext,
  name: string,
  file: string | undefined,
  signatureFiles: readonly string[],
): Promise<Proposal> {
  const signed = await Promise.all(signatureFiles.map(readSignedFile));
  const proposal =
    file === undefined ? await findProposal(await services.store(), name) : await readProposalFile(file);
  const alone = signed.flatMap((each) => (each.kind === 'signature' ? [each.file] : []));
  const copies = signed.flatMap((each) => (each.kind === 'proposal' ? [each.proposal] : []));
  return mergeSignatures(mergeCopies(proposal, copies), alone);
}

function question({ proposal, standing }: ReadyProposal): string {
  return [
    `from ${describeSettings(standing.inForce)}`,
    `to   ${describeSettings(outcomeOf(standing))}`,
    `signed by ${standing.signedBy.join(', ')}`,
    `Put ${proposal.id} in force on the live channel? Type yes: `,
  ].join('\n');
}

/** Writes both files and says in one line what to do. */
async function told(
  { proposal, reason, renewed, dropped }: Renewal,
  file: string | undefined,
): Promise<StaleConfigError> {
  if (file !== undefined) await rewriteProposal(file, proposal);
  const begin = `${proposal.id} is stale, nothing was sent: ${reason}`;
  if (!renewed) return new StaleConfigError(`${begin}; no proposal takes its place: ${dropped}`);
  const { id } = renewed.proposal;
  if (file === undefined)
    return new StaleConfigError(
      `${begin}; ${id} takes its place and everybody has to sign again: "gridtune proposal show ${id} --out ${proposalFileName(id)}" writes its file`,
    );
  const next = path.join(path.dirname(file), proposalFileName(id));
  await writeNewFile(next, proposalText(renewed.proposal));
  return new StaleConfigError(
    `${begin}; ${id} takes its place, written to ${next}, and everybody has to sign again: ${signCommand(next)}`,
  );
}

function report(
  { output }: CommandContext,
  { application, proposal }: Submitted,
  ready: ReadyProposal,
): void {
  const { id: applicationId, blockNumber, elapsedMs, before, after, nodes } = application;
  const { signedBy } = ready.standing;
  output.result(
    submissionDocument(application, { id: proposal.id, signedBy, leftOut: ready.useless }),
    `${applicationId}: ${proposal.id}, signed by ${signedBy.join(', ')}\nfrom ${describeSettings(before)}\nto   ${describeSettings(after)}\nverified in block ${blockNumber} and on ${nodes.length} nodes after ${elapsedMs} ms`,
  );
}
