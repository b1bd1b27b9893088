import type { Application } from '../domain/application.js';
import { InvalidInputError, NotFoundError } from '../domain/errors.js';
import type { Network, Store } from '../domain/ports.js';
import type { OrdererSettings } from '../domain/settings.js';

export interface RollbackRequest {
  /** The application to take back; left out, the last one. */
  readonly applicationId?: string | undefined;
  /** An application or a recommendation that recorded the settings to go to; left out, the application's `before`. */
  readonly to?: string | undefined;
}

export interface RollbackTarget {
  readonly settings: OrdererSettings;
  /** The record they come from. */
  readonly because: string;
}

/**
 * Recorded settings to go back to: those before an application by default, those that an application put in force
 * or that a recommendation found in force with `to`.
 * @throws NotFoundError, InvalidInputError
 */
export async function rollbackTarget(
  { applicationId, to }: RollbackRequest,
  network: Pick<Network, 'id' | 'channelName'>,
  store: Pick<Store, 'applications' | 'recommendations'>,
): Promise<RollbackTarget> {
  if (to === undefined) return before(applicationId, network, store);
  if (applicationId !== undefined) {
    throw new InvalidInputError('rollback', [
      { path: '', message: 'give either the application to take back or --to, which says where to go' },
    ]);
  }
  const application = await store.applications.find(to);
  if (application) return { settings: requireHere(application, network).after, because: to };
  const recommendation = await store.recommendations.find(to);
  if (recommendation) return { settings: recommendation.current, because: to };
  throw new NotFoundError(
    `no application and no recommendation ${to} recorded any settings: "gridtune audit" lists what was done`,
  );
}

async function before(
  id: string | undefined,
  network: Pick<Network, 'id' | 'channelName'>,
  { applications }: Pick<Store, 'applications'>,
): Promise<RollbackTarget> {
  if (id !== undefined) {
    const application = await applications.find(id);
    if (!application)
      throw new NotFoundError(`there is no application ${id}: "gridtune audit" lists what was done`);
    return { settings: requireHere(application, network).before, because: id };
  }
  const where = { networkId: network.id, channel: network.channelName, kind: 'apply', status: 'verified' };
  // Ids of one second are in no order.
  const last = (await applications.list(where))
    .toSorted((a, b) => a.startedAt.localeCompare(b.startedAt))
    .at(-1);
  if (!last)
    throw new NotFoundError('nothing was applied to this channel yet, so there is nothing to take back');
  return { settings: last.before, because: last.id };
}

/** Settings that were recorded on another channel are no settings of this one. */
function requireHere(
  application: Application,
  { id, channelName }: Pick<Network, 'id' | 'channelName'>,
): Application {
  const { networkId, channel } = application;
  if (networkId === id && channel === channelName) return application;
  throw new InvalidInputError(application.id, [
    {
      path: '',
      message: `was recorded on channel ${channel} of network ${networkId}, and this is ${channelName} of ${id}`,
    },
  ]);
}
