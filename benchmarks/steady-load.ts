import { claimIdOf } from '../optimizer/domain/exclusive-channel.js';
import { CancelledError, LoadGeneratorError, messageOf } from '../optimizer/domain/errors.js';
import type { Load } from '../optimizer/domain/load.js';
import type { LoadGenerator, Network, Progress, Store } from '../optimizer/domain/ports.js';
import type { Clock } from '../optimizer/domain/wait.js';

export interface SteadyLoadServices {
  readonly store: Pick<Store, 'claims'>;
  readonly network: Pick<Network, 'id' | 'channelName'>;
  readonly generator: LoadGenerator;
  readonly clock: Clock;
  readonly progress: Progress;
}

const STRETCH_S = 600;
const LOOK_EVERY_MS = 300;
const TRY_AGAIN_MS = 5000;

/**
 * Plays the clients of a network until it is cancelled: sends one load, measures nothing, and is silent while somebody
 * else measures, who would measure this load as well.
 */
export async function offerSteadyLoad(
  services: SteadyLoadServices,
  load: Load,
  signal: AbortSignal,
): Promise<void> {
  const { generator, clock, progress } = services;
  const measuring = watchMeasuring(services, signal);
  try {
    while (!signal.aborted) {
      if (await measuring.now()) await clock.sleep(LOOK_EVERY_MS, signal);
      else await sendUntil(() => measuring.lastSeen(), services, load, signal);
    }
  } catch (error) {
    if (!(error instanceof CancelledError)) throw error;
    progress.step('no more load is offered');
  } finally {
    await generator.stop();
  }
}

async function sendUntil(
  shouldEnd: () => boolean,
  { generator, clock, progress }: SteadyLoadServices,
  load: Load,
  signal: AbortSignal,
): Promise<void> {
  const window = { warmupS: 0, minS: 1, maxS: STRETCH_S };
  try {
    await generator.run({ label: 'steady load', load, window, shouldEnd }, signal);
  } catch (error) {
    if (!(error instanceof LoadGeneratorError)) throw error;
    progress.warn(`the load is interrupted: ${error.message}`);
    await clock.sleep(TRY_AGAIN_MS, signal);
  }
}

/** Whether a sweep, search, soak or verification holds the channel; changes of settings are what the load is there for. */
function watchMeasuring({ store, network, clock, progress }: SteadyLoadServices, signal: AbortSignal) {
  let measuring = false;
  const now = async (): Promise<boolean> => {
    const claim = await store.claims.find(claimIdOf(network));
    const held = claim !== undefined && claim.expiresAtMs > clock.now();
    measuring = held && !/^(apply|rollback)\b/.test(claim.purpose);
    return measuring;
  };
  const look = async (): Promise<void> => {
    while (!signal.aborted) {
      await clock.sleep(LOOK_EVERY_MS, signal);
      await now().catch((error: unknown) =>
        progress.warn(`who holds the channel is not known: ${messageOf(error)}`),
      );
    }
  };
  look().catch((error: unknown) => {
    if (!(error instanceof CancelledError)) throw error;
  });
  return { now, lastSeen: () => measuring };
}
