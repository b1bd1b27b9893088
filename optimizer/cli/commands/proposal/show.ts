import { findProposal, withWhatIsStored } from '../../../apply/proposals/known-proposal.js';
import { requireHonest } from '../../../apply/proposals/objections.js';
import { proposalText } from '../../../apply/proposals/proposal-file.js';
import type { Proposal } from '../../../domain/proposal.js';
import { describeSettings } from '../../../domain/settings.js';
import type { UpdateStanding } from '../../../domain/update-inspection.js';
import { proposalDocument, proposalFacts } from '../../../operations/proposal-standing.js';
import type { Services } from '../../../operations/services.js';
import { textArgument, type Register } from '../../command.js';
import { isFileName, readProposalFile, writeNewFile } from './files.js';
import { describeReading, describeSignatures } from './text.js';

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
    const facts = await proposalFacts(services, proposal, { offline });
    const { reading, standing, signatures, stale } = facts;
    if (out !== undefined) await writeNewFile(out, proposalText(proposal));
    output.result(
      proposalDocument(proposal, facts),
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

function describeStanding({ inForce, configSequence }: UpdateStanding, stale: string | undefined): string[] {
  const now = `in force   ${describeSettings(inForce)}, config sequence ${configSequence}`;
  return stale === undefined ? [now] : [now, `STALE: ${stale}`];
}

async function load(services: Services, argument: string): Promise<Proposal> {
  if (isFileName(argument)) return readProposalFile(argument);
  const store = await services.store();
  return withWhatIsStored(store, await findProposal(store, argument));
}
