import type { Application } from '../domain/application.js';
import { withExclusiveChannel } from '../domain/exclusive-channel.js';
import { completeSettings, type OrdererSettings, type SettingsChange } from '../domain/settings.js';
import type { ApplyServices } from './apply-services.js';
import { watchCanary, type CanaryRequest } from './canary/watch.js';
import { carryOut } from './carry-out.js';
import type { Change, GatheredUpdate } from './change.js';
import { settleUnfinished } from './settle-unfinished.js';
import { watchChange } from './watch-change.js';

export type { ApplyServices } from './apply-services.js';

export interface ApplyRequest {
  /** What is left out stays as it is on the channel, whoever set it. */
  readonly change: SettingsChange;
  readonly kind: Application['kind'];
  /** The recommendation or application that asks for it, or `manual`. */
  readonly because: string;
  /** Watches live transactions afterwards, and takes the change back if they suffer. */
  readonly canary?: CanaryRequest | undefined;
  /** Of the application; a new one unless it is given. */
  readonly id?: string | undefined;
  /** Refused if the channel has other settings by then. */
  readonly expectedInForce?: OrdererSettings | undefined;
}

/**
 * Puts settings in force on the live channel and proves it: by the block that carries the update and by reading
 * every orderer and peer back. Every step is on record before the next one is taken.
 * @returns the application: `verified`, `unchanged`, or `failed` with the canary's verdict if it was taken back.
 * @throws ChannelBusyError and what {@link carryOut} and {@link watchChange} throw
 */
export async function applySettings(
  services: ApplyServices,
  { change, canary, ...request }: ApplyRequest,
  signal: AbortSignal,
): Promise<Application> {
  return applyChange(
    services,
    {
      ...request,
      settingsOn: (inForce) => completeSettings(change, inForce),
      watch: canary && (async (ends) => watchCanary(services, canary, ends)),
    },
    signal,
  );
}

export interface SignedRequest extends GatheredUpdate {
  readonly because: string;
  /** Of the application; a new one unless it is given. */
  readonly id?: string | undefined;
}

/**
 * Carries out a change that others have signed, in the same way. It fits one state of the channel alone, so that a
 * lost race ends it.
 * @throws StaleConfigError if the channel moved on; else as {@link applySettings}
 */
export async function applySigned(
  services: ApplyServices,
  request: SignedRequest,
  signal: AbortSignal,
): Promise<Application> {
  const { because, id, ...gathered } = request;
  return applyChange(
    services,
    { id, kind: 'apply', because, gathered, settingsOn: () => gathered.prepared.after },
    signal,
  );
}

async function applyChange(
  services: ApplyServices,
  change: Change,
  signal: AbortSignal,
): Promise<Application> {
  const { store, network, clock, progress } = services;
  const purpose = `${change.kind} of settings`;
  const settle = async (): Promise<void> => settleUnfinished(services);
  return withExclusiveChannel(
    // Its own journal says what a change that was cut short left behind, and what is to be done about it.
    { claims: store.claims, network, clock, progress, purpose, signal, settle, putsBack: false },
    async (held) => {
      const journal = await carryOut(change, services, held.signal);
      if (!change.watch || journal.application.status !== 'committed') return journal.application;
      return watchChange(journal, change.watch, services, held.signal);
    },
  );
}
