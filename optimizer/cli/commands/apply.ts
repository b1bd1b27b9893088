import type { ApplyRequest } from '../../apply/apply-settings.js';
import { completeSettings } from '../../domain/settings.js';
import { changeChannel, changeServicesOf } from '../../operations/change-channel.js';
import { wantedChange } from '../../operations/wanted-change.js';
import { addCanaryOptions, canaryRequestFrom, type CanaryOptions } from '../canary-options.js';
import { textArgument, type CommandContext, type Register } from '../command.js';
import { confirm } from '../confirm.js';
import { dryRunRateOption, showDryRun } from './apply-dry-run.js';
import { describeChange, tellResult } from './apply-result.js';
import { parseChange } from './settings-option.js';
import { remoteApply } from '../remote/changes.js';

export interface ApplyOptions extends CanaryOptions {
  readonly settings?: string;
  readonly dryRun?: boolean;
  readonly sendRate?: number;
  readonly yes?: boolean;
}

/** `apply`: a live channel update, proven on every node. */
export const registerApply: Register = (program, registry) => {
  const apply = program
    .command('apply')
    .description('put a recommendation or given settings in force on the live channel')
    .argument('[recommendation]', 'id of a recommendation')
    .option('--settings <json>', `settings to change, such as '{"batchTimeoutMs": 300}'`)
    .option('--dry-run', 'show what would change, who has to sign and what to expect; change nothing')
    .addOption(dryRunRateOption())
    .option('--yes', 'do not ask');
  addCanaryOptions(apply);
  registry(
    apply,
    async (context, [argument]) => {
      const options = apply.opts<ApplyOptions>();
      const recommendationId = textArgument(argument);
      const settings = options.settings === undefined ? undefined : parseChange(options.settings);
      const wanted = await wantedChange('apply', { recommendationId, settings }, context.services);
      const canary = canaryRequestFrom(options, wanted.recommendation);
      const { change, because, recommendation } = wanted;
      const { dryRun, sendRate: sendRateTps } = options;
      if (dryRun) return showDryRun(context, { change, kind: 'apply', recommendation, sendRateTps });
      await applyChange(context, { change, because, kind: 'apply', canary }, options);
    },
    (context, [argument]) => remoteApply(textArgument(argument), apply.opts<ApplyOptions>(), context),
  );
};

/** Shows the difference, asks if it may, applies. Shared with rollback. */
export async function applyChange(
  { services, output }: CommandContext,
  request: ApplyRequest,
  { yes = false }: { readonly yes?: boolean },
): Promise<void> {
  const network = await services.network();
  const { settings: before } = await network.channel.read();
  const difference = describeChange(before, completeSettings(request.change, before));
  if (!yes)
    await confirm(
      request.kind,
      `${difference}\nPut this in force on the live channel? Type yes: `,
      'changes a live channel',
    );
  const changes = await changeServicesOf(services);
  const { application, rollback } = await changeChannel(changes, request, services.signal);
  tellResult({ output }, application, rollback);
}
