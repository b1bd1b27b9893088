import { NotFoundError } from '../../domain/errors.js';
import type { Application } from '../../domain/application.js';
import type { Store } from '../../domain/ports.js';
import { textArgument, type Register } from '../command.js';
import { applyChange } from './apply.js';

/** `rollback`: back to the settings that an application recorded. */
export const registerRollback: Register = (program, registry) => {
  const rollback = program
    .command('rollback')
    .description('put back the settings from before an application; without an id, the last one')
    .argument('[application]', 'id of an application')
    .option('--dry-run', 'show what would change and change nothing')
    .option('--yes', 'do not ask');
  registry(rollback, async (context, [argument]) => {
    const { id: networkId } = await context.services.network();
    const application = await find(textArgument(argument), networkId, await context.services.store());
    await applyChange(
      context,
      { change: application.before, because: application.id, kind: 'rollback' },
      rollback.opts<{ dryRun?: boolean; yes?: boolean }>(),
    );
  });
};

async function find(
  applicationId: string | undefined,
  networkId: string,
  store: Store,
): Promise<Application> {
  const candidates = (await store.applications.list({ networkId })).filter(
    ({ status }) => status === 'verified',
  );
  const found =
    applicationId === undefined
      ? candidates.filter(({ kind }) => kind === 'apply').at(-1)
      : candidates.find(({ id }) => id === applicationId);
  if (found) return found;
  throw new NotFoundError(
    applicationId === undefined
      ? 'nothing was applied to this network yet'
      : `there is no application ${applicationId} that changed this network`,
  );
}
