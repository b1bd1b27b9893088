import type { GridtuneClient } from '../../client/client.js';
import { describeLimit } from '../../domain/goal.js';
import { describeSettings } from '../../domain/settings.js';
import type { CanaryOptions } from '../canary-options.js';
import type { RemoteContext } from '../command.js';
import type { ApplyOptions } from '../commands/apply.js';
import type { RollbackOptions } from '../commands/rollback.js';
import { parseChange } from '../commands/settings-option.js';
import { confirm } from '../confirm.js';
import { given } from './request-body.js';
import { runJob } from './run-job.js';
import { bodyOf, tellValue } from './tell.js';

type Preview = Awaited<ReturnType<typeof previewed>>;

/** `apply --server`: the service asks its approvers, applies, watches, and says what became of it. */
export async function remoteApply(
  recommendationId: string | undefined,
  options: ApplyOptions,
  context: RemoteContext,
): Promise<void> {
  const { client, output } = context;
  const settings = options.settings === undefined ? undefined : given(parseChange(options.settings));
  const wanted = given({ recommendationId, settings });
  const preview = await previewed(client, '/applications/preview', wanted, options.sendRate);
  if (options.dryRun) return tellValue(output, preview);
  await agreed('apply', preview, options.yes);
  const body = given({ ...wanted, watch: watchOf(options) });
  tellValue(output, await runJob(context, (headers) => client.api.POST('/applications', { body, headers })));
}

export async function remoteRollback(
  applicationId: string | undefined,
  options: RollbackOptions,
  context: RemoteContext,
): Promise<void> {
  const { client, output } = context;
  const wanted = given({ applicationId, to: options.to });
  const preview = await previewed(client, '/rollbacks/preview', wanted, options.sendRate);
  if (options.dryRun) return tellValue(output, preview);
  await agreed('rollback', preview, options.yes);
  const body = given({ ...wanted, watch: watchOf(options) });
  tellValue(output, await runJob(context, (headers) => client.api.POST('/rollbacks', { body, headers })));
}

async function previewed(
  client: GridtuneClient,
  path: '/applications/preview' | '/rollbacks/preview',
  wanted: object,
  sendRateTps: number | undefined,
) {
  const body = given({ ...wanted, sendRateTps });
  return bodyOf(await client.api.POST(path, { body }));
}

async function agreed(command: string, { before, after }: Preview, yes = false): Promise<void> {
  if (yes) return;
  const question = `from ${describeSettings(before)}\nto   ${describeSettings(after)}\nPut this in force on the live channel? Type yes: `;
  await confirm(command, question, 'changes a live channel');
}

function watchOf({ watch: seconds, limit, probeRate: probeTps }: CanaryOptions) {
  return seconds === undefined ? undefined : given({ seconds, limits: limit?.map(describeLimit), probeTps });
}
