import type { Application } from '../domain/application.js';
import { GridtuneError } from '../domain/errors.js';
import { withExclusiveChannel } from '../domain/exclusive-channel.js';
import { newId } from '../domain/id.js';
import type { Network, Progress, Store } from '../domain/ports.js';
import { completeSettings, type OrdererSettings, type SettingsChange } from '../domain/settings.js';
import type { Clock } from '../domain/wait.js';

export interface ApplyServices {
  readonly store: Store;
  readonly network: Network;
  readonly clock: Clock;
  readonly progress: Progress;
}

export interface ApplyRequest {
  readonly change: SettingsChange;
  readonly kind: Application['kind'];
  /** The recommendation or application that asks for it, or `manual`. */
  readonly because: string;
}

/**
 * Puts settings in force on the live channel and proves it: by the block that carries the update and by
 * reading every orderer and peer back. The intention is stored before anything is sent.
 * @throws ChannelBusyError, UpdateRejectedError, ReadBackError, NetworkDownError, StoreUnreachableError
 */
export async function applySettings(
  services: ApplyServices,
  request: ApplyRequest,
  signal: AbortSignal,
): Promise<Application> {
  const { store, network, clock, progress } = services;
  const purpose = `${request.kind} of settings`;
  return withExclusiveChannel(
    { claims: store.claims, network, clock, progress, purpose, signal },
    async (held) => {
      const settings = completeSettings(request.change, held.original);
      const intended = intend(request, held.original, settings, services);
      await store.applications.insert(intended);
      const application = await carryOut(intended, services);
      await held.leaveWith(settings);
      return application;
    },
  );
}

/** Sends an intended change and records how it ended. The caller holds the channel. */
export async function carryOut(
  intended: Application,
  { store, network }: ApplyServices,
): Promise<Application> {
  try {
    const change = await network.channel.apply(intended.after, { readBack: 'all' });
    const done: Application = {
      ...intended,
      status: change.changed ? 'verified' : 'unchanged',
      blockNumber: change.blockNumber,
      elapsedMs: change.elapsedMs,
      nodes: [...change.nodes],
    };
    await store.applications.put(done);
    return done;
  } catch (error) {
    if (error instanceof GridtuneError)
      await store.applications.put({ ...intended, status: 'failed', reason: error.message });
    throw error;
  }
}

export function intend(
  { kind, because }: Pick<ApplyRequest, 'kind' | 'because'>,
  before: OrdererSettings,
  after: OrdererSettings,
  { network, clock }: Pick<ApplyServices, 'network' | 'clock'>,
): Application {
  const startedAt = new Date(clock.now()).toISOString();
  return {
    id: newId('a', startedAt),
    kind,
    because,
    networkId: network.id,
    channel: network.channelName,
    startedAt,
    before,
    after,
    status: 'intended',
    nodes: [],
  };
}
