import path from 'node:path';
import { createProposal } from '../../../apply/proposals/create-proposal.js';
import { proposalText } from '../../../apply/proposals/proposal-file.js';
import { describeSettings } from '../../../domain/settings.js';
import { openProposalServices } from '../../../operations/proposal-services.js';
import { wantedChange } from '../../../operations/wanted-change.js';
import { textArgument, type Register } from '../../command.js';
import { parseChange } from '../settings-option.js';
import { requireFree, writeNewFile } from './files.js';
import { describeRequirement } from './text.js';

interface CreateOptions {
  readonly settings?: string;
  readonly out: string;
  readonly sign?: boolean;
}

/** `proposal create`: a change made ready for others to sign. */
export const registerCreate: Register = (proposals, registry) => {
  const create = proposals
    .command('create')
    .description('make a change ready to be signed by the administrators of several organisations')
    .argument('[recommendation]', 'id of a recommendation')
    .option('--settings <json>', `settings to change, such as '{"batchTimeoutMs": 300}'`)
    .requiredOption('--out <file>', 'proposal file to write')
    .option('--sign', "sign with this installation's own administrators at once");
  registry(create, async (context, [argument]) => {
    const { settings, out, sign = false } = create.opts<CreateOptions>();
    requireFree(out);
    const wanted = await wantedChange(
      'proposal create',
      {
        recommendationId: textArgument(argument),
        settings: settings === undefined ? undefined : parseChange(settings),
      },
      context.services,
    );
    const services = await openProposalServices(context.services);
    const { proposal, standing } = await createProposal(services, { ...wanted, sign });
    await writeNewFile(out, proposalText(proposal));
    const { requirement, signedBy, missing, satisfied } = standing;
    const next = satisfied ? `gridtune proposal submit ${out}` : signCommand(out);
    const { id: proposalId, channel, configSequence, before, after } = proposal;
    context.output.result(
      { proposalId, file: out, channel, configSequence, before, after, requirement, signedBy, missing, next },
      [
        `${proposalId} for channel ${channel}, written to ${out}; nothing was sent`,
        `from ${describeSettings(before)}`,
        `to   ${describeSettings(after)}`,
        ...describeRequirement(standing),
        satisfied
          ? `next: ${next}`
          : `next: give ${path.basename(out)} to their administrators, who look at it with "gridtune proposal show" and run\n  ${next}`,
      ].join('\n'),
    );
  });
};

/** What an administrator runs, on a machine that need not reach the network. */
export function signCommand(file: string): string {
  return `gridtune proposal sign ${path.basename(file)} --msp-id ID --msp-dir DIRECTORY`;
}
