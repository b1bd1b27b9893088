import { setTimeout as sleep } from 'node:timers/promises';
import type { ReadBack } from '../../optimizer/domain/channel-updates.js';
import { CancelledError, GridtuneError, StaleConfigError } from '../../optimizer/domain/errors.js';
import type { Network } from '../../optimizer/domain/ports.js';
import { preciseNow } from '../../optimizer/domain/precise-time.js';
import type { OrdererSettings } from '../../optimizer/domain/settings.js';
import { throwIfCancelled } from '../../optimizer/domain/wait.js';

type Updates = Pick<Network['updates'], 'prepare' | 'sign' | 'submit' | 'readBack'>;

export interface MadeUpdate {
  /** From reading the configuration until the last node reported the settings. */
  readonly ms: number;
  readonly lostRaces: number;
  readonly readBack: ReadBack;
}

export interface UpdateSeries {
  readonly made: readonly MadeUpdate[];
  /** Why it ended before all were made. */
  readonly stopped?: string | undefined;
}

/**
 * Puts settings in force in turn, each proven by its own block and by reading every node back before the next.
 * An update that fails ends the series, which is told and not thrown: what was sent until then still counts.
 * @throws CancelledError
 */
export async function updateInTurn(
  updates: Updates,
  turns: readonly OrdererSettings[],
  { signal, onMade }: { readonly signal: AbortSignal; readonly onMade: (made: MadeUpdate) => void },
): Promise<UpdateSeries> {
  const made: MadeUpdate[] = [];
  for (const settings of turns) {
    throwIfCancelled(signal);
    try {
      const update = await makeUpdate(updates, settings);
      made.push(update);
      onMade(update);
    } catch (error) {
      if (error instanceof CancelledError || !(error instanceof GridtuneError)) throw error;
      return { made, stopped: `${error.message} [${error.code}]` };
    }
  }
  return { made };
}

const ATTEMPTS = 5;
const AGAIN_AFTER_MS = 50;

async function makeUpdate(updates: Updates, settings: OrdererSettings): Promise<MadeUpdate> {
  const startedMs = preciseNow();
  for (let lostRaces = 0; ; lostRaces += 1) {
    try {
      const prepared = await updates.prepare(settings);
      if (!prepared)
        throw new StaleConfigError(
          'somebody else put these settings in force: run the soak while nobody else changes the channel',
        );
      await updates.submit(await updates.sign(prepared));
      const readBack = await updates.readBack(settings, 'all');
      return { ms: preciseNow() - startedMs, lostRaces, readBack };
    } catch (error) {
      if (!(error instanceof StaleConfigError) || lostRaces + 1 === ATTEMPTS) throw error;
      await sleep(AGAIN_AFTER_MS * (lostRaces + 1));
    }
  }
}
