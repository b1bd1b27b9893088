import { rollbackTarget } from '../../apply/rollback-target.js';
import { addCanaryOptions, canaryRequestFrom, type CanaryOptions } from '../canary-options.js';
import { textArgument, type Register } from '../command.js';
import { dryRunRateOption, showDryRun } from './apply-dry-run.js';
import { applyChange } from './apply.js';
import { remoteRollback } from '../remote/changes.js';

export interface RollbackOptions extends CanaryOptions {
  readonly to?: string;
  readonly dryRun?: boolean;
  readonly sendRate?: number;
  readonly yes?: boolean;
}

/** `rollback`: back to any settings on record. */
export const registerRollback: Register = (program, registry) => {
  const rollback = program
    .command('rollback')
    .description('put recorded settings back; without an id, those from before the last application')
    .argument('[application]', 'id of the application to take back')
    .option('--to <id>', 'what this application put in force, or this recommendation found in force')
    .option('--dry-run', 'show what would change, who has to sign and what to expect; change nothing')
    .addOption(dryRunRateOption())
    .option('--yes', 'do not ask');
  addCanaryOptions(rollback);
  registry(
    rollback,
    async (context, [argument]) => {
      const options = rollback.opts<RollbackOptions>();
      const { services } = context;
      const request = { applicationId: textArgument(argument), to: options.to };
      const canary = canaryRequestFrom(options);
      const target = await rollbackTarget(request, await services.network(), await services.store());
      const { settings, because } = target;
      const { dryRun, sendRate: sendRateTps } = options;
      if (dryRun) return showDryRun(context, { change: settings, kind: 'rollback', sendRateTps });
      await applyChange(context, { change: settings, because, kind: 'rollback', canary }, options);
    },
    (context, [argument]) =>
      remoteRollback(textArgument(argument), rollback.opts<RollbackOptions>(), context),
  );
};
