import { findProposal, withWhatIsStored } from '../../../apply/proposals/known-proposal.js';
import { readProposal, requireHonest, updateBytes } from '../../../apply/proposals/objections.js';
import { proposalText } from '../../../apply/proposals/proposal-file.js';
import { updateSignatures } from '../../../apply/proposals/signatures.js';
import { checkedSignatures, staleness, type CheckedSignature } from '../../../apply/proposals/standing.js';
import { DeadlineError, messageOf, NetworkDownError } from '../../../domain/errors.js';
import type { Proposal } from '../../../domain/proposal.js';
import type { Network } from '../../../domain/ports.js';
import { describeSettings } from '../../../domain/settings.js';
import type { UpdateStanding } from '../../../domain/update-inspection.js';
import { systemClock } from '../../../domain/wait.js';
import { textArgument, type Register } from '../../command.js';
import type { Services } from '../../../operations/services.js';
import { isFileName, readProposalFile, writeNewFile } from './files.js';
import { describeReading, describeSignatures, type SignatureLine } from './text.js';

interface ShowOptions {
  readonly offline?: boolean;
  readonly out?: string;
}

/** `proposal show`: what the bytes of a proposal really change, and who has signed them. */
export const registerShow: Register = (proposals, registry) => {
  const show = proposals
    .command('show')
    .description(
      'what the bytes of a proposal really change, and who has signed; needs no network for a file',
    )
    .argument('<proposal>', 'a proposal file, or the id of a stored proposal')
    .option('--offline', 'ask no network')
    .option('--out <file>', 'also write the proposal to this file');
  registry(show, async ({ services, output }, [argument]) => {
    const { offline = false, out } = show.opts<ShowOptions>();
    const proposal = await load(services, textArgument(argument) ?? '');
    const reading = readProposal(proposal, services.offlineSigning.decode);
    const standing = reading.decoded && !offline ? await askNetwork(services, proposal) : undefined;
    const signatures = standing
      ? judgedByChannel(proposal, standing)
      : judgedByThemselves(services, proposal);
    const stale = standing && stalenessOf(proposal, standing);
    if (out !== undefined) await writeNewFile(out, proposalText(proposal));
    output.result(
      { ...proposal, ...reading, signatures, standing: standing && summaryOf(standing), stale },
      [
        describeReading(proposal, reading),
        ...(standing ? describeStanding(standing, stale) : []),
        describeSignatures(signatures, standing),
      ].join('\n'),
    );
    // Shown all the same, and yet no script may take it for good.
    requireHonest(proposal, services.offlineSigning.decode);
  });
};

/** One that was submitted or withdrawn no longer has to fit the channel. */
function stalenessOf(proposal: Proposal, standing: UpdateStanding): string | undefined {
  return proposal.status === 'open' ? staleness(proposal, standing) : undefined;
}

function describeStanding({ inForce, configSequence }: UpdateStanding, stale: string | undefined): string[] {
  const now = `in force   ${describeSettings(inForce)}, config sequence ${configSequence}`;
  return stale === undefined ? [now] : [now, `STALE: ${stale}`];
}

async function load(services: Services, argument: string): Promise<Proposal> {
  if (isFileName(argument)) return readProposalFile(argument);
  const store = await services.store();
  return withWhatIsStored(store, await findProposal(store, argument));
}

/** @returns undefined, with a word about it, where no network of this channel answers. */
async function askNetwork(services: Services, proposal: Proposal): Promise<UpdateStanding | undefined> {
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

function judgedByThemselves({ offlineSigning }: Services, proposal: Proposal): SignatureLine[] {
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
