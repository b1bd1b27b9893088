import { applySettings } from '../../apply/apply-settings.js';
import type { Application } from '../../domain/application.js';
import {
  completeSettings,
  describeSettings,
  sameSettings,
  type OrdererSettings,
  type SettingsChange,
} from '../../domain/settings.js';
import { systemClock } from '../../domain/wait.js';
import { textArgument, type CommandContext, type Register } from '../command.js';
import { confirm } from '../confirm.js';
import { wantedChange } from './apply-request.js';

interface ApplyOptions {
  readonly settings?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

/** `apply`: a live channel update, proven on every node. */
export const registerApply: Register = (program, registry) => {
  const apply = program
    .command('apply')
    .description('put a recommendation or given settings in force on the live channel')
    .argument('[recommendation]', 'id of a recommendation')
    .option('--settings <json>', `settings to change, such as '{"batchTimeoutMs": 300}'`)
    .option('--dry-run', 'show what would change and change nothing')
    .option('--yes', 'do not ask');
  registry(apply, async (context, [argument]) => {
    const options = apply.opts<ApplyOptions>();
    const { change, because } = await wantedChange(
      'apply',
      { recommendationId: textArgument(argument), settings: options.settings },
      context,
    );
    await applyChange(context, { change, because, kind: 'apply' }, options);
  });
};

/** Shows the difference, asks if it may, applies. Shared with rollback. */
export async function applyChange(
  { services, output }: CommandContext,
  request: { readonly change: SettingsChange; readonly because: string; readonly kind: Application['kind'] },
  { dryRun = false, yes = false }: { readonly dryRun?: boolean; readonly yes?: boolean },
): Promise<void> {
  const network = await services.network();
  const { settings: before, sequence } = await network.channel.read();
  const after = completeSettings(request.change, before);
  const difference = describeChange(before, after);
  if (dryRun) {
    const text = `${difference}\nconfig sequence ${sequence}; signed by the administrator of the ordering organisation; nothing was changed`;
    output.result({ dryRun: true, before, after, changes: !sameSettings(before, after), sequence }, text);
    return;
  }
  if (!yes)
    await confirm(
      'apply',
      `${difference}\nPut this in force on the live channel? Type yes: `,
      'changes a live channel',
    );
  const store = await services.store();
  const { progress, signal } = services;
  const application = await applySettings({ store, network, clock: systemClock, progress }, request, signal);
  output.result(
    {
      applicationId: application.id,
      verified: true,
      blockNumber: application.blockNumber,
      elapsedMs: application.elapsedMs,
      before: application.before,
      after: application.after,
      changed: application.status === 'verified',
      nodes: application.nodes,
    },
    application.status === 'unchanged'
      ? `${application.id}: these settings were in force already (config block ${application.blockNumber})`
      : `${application.id}: ${difference}\nverified in block ${application.blockNumber} and on ${application.nodes.length} nodes after ${application.elapsedMs} ms`,
  );
}

function describeChange(before: OrdererSettings, after: OrdererSettings): string {
  return `from ${describeSettings(before)}\nto   ${describeSettings(after)}`;
}
