import { InvalidInputError } from '../../optimizer/domain/errors.js';
import { withExclusiveChannel, type HeldChannel } from '../../optimizer/domain/exclusive-channel.js';
import { allowedRanges, type GuardRails } from '../../optimizer/domain/guard-rails.js';
import type { LoadGenerator, Network, Progress, Store } from '../../optimizer/domain/ports.js';
import {
  completeSettings,
  describeSettings,
  sameSettings,
  type OrdererSettings,
} from '../../optimizer/domain/settings.js';
import type { SoakReport, SoakRequest } from '../../optimizer/domain/soak.js';
import { requireTryingAllowed } from '../../optimizer/domain/sweep-rails.js';
import type { Clock } from '../../optimizer/domain/wait.js';
import { countFates } from './count-fates.js';
import { ledgerBlocks } from './ledger-blocks.js';
import { soakReport } from './soak-report.js';
import { underLoad } from './under-load.js';
import { updateInTurn, type UpdateSeries } from './update-series.js';

export interface SoakServices {
  readonly store: Pick<Store, 'claims'>;
  readonly network: Network;
  readonly generator: LoadGenerator;
  readonly rails: GuardRails;
  /** Finishes or undoes changes that were cut short before. */
  readonly settle: () => Promise<void>;
  readonly clock: Clock;
  readonly progress: Progress;
}

/**
 * Updates a live channel many times under load, and then looks every transaction that was sent up on the ledger.
 * The channel gets its settings back however this ends.
 * @throws InvalidInputError, GuardRailError, ChannelBusyError, NetworkDownError, LoadGeneratorError, CancelledError
 */
export async function runSoak(
  services: SoakServices,
  request: SoakRequest,
  signal: AbortSignal,
): Promise<SoakReport> {
  const { store, network, clock, progress, generator, settle } = services;
  const purpose = `soak of ${request.updates} updates`;
  const exclusive = { claims: store.claims, network, clock, progress, purpose, signal, settle };
  try {
    return await withExclusiveChannel(exclusive, async (held) => soak(held, request, services));
  } finally {
    await generator.stop();
  }
}

async function soak(
  { original, signal }: HeldChannel,
  request: SoakRequest,
  { network, generator, rails, clock, progress }: SoakServices,
): Promise<SoakReport> {
  const settings = settingsInTurn(request, original, rails);
  const tried = settings.map((each) => ({ name: describeSettings(each), settings: each }));
  requireTryingAllowed(rails, tried, { inForce: original, nowMs: clock.now() });
  const startedAt = new Date(clock.now()).toISOString();
  const { height: first } = await network.channel.read();
  const turns = Array.from(
    { length: request.updates },
    (_, index) => settings[index % settings.length] ?? original,
  );
  progress.step(`${request.updates} updates at ${request.sendRateTps} tps`);
  const { round, result } = await underLoad(
    generator,
    { sendRateTps: request.sendRateTps, signal },
    async (working): Promise<UpdateSeries> => {
      let made = 0;
      return updateInTurn(network.updates, turns, {
        signal: working,
        onMade: ({ ms }) => {
          made += 1;
          if (made % Math.ceil(turns.length / 100) === 0)
            progress.advance(made, turns.length, `the last took ${Math.round(ms)} ms`);
        },
      });
    },
  );
  progress.step(`looking ${round.transactions.length} transactions up on the ledger`);
  const ids = round.transactions.flatMap(({ id }) => id ?? []);
  const blocks = await ledgerBlocks(network, first, ids, signal);
  const transactions = countFates(round.transactions, blocks);
  return soakReport({ startedAt, request, settings, series: result, round, blocks, first, transactions });
}

/** What is put in force in turn, beginning with what is not in force now. */
function settingsInTurn(
  { settings }: SoakRequest,
  inForce: OrdererSettings,
  rails: GuardRails,
): OrdererSettings[] {
  const given = settings.map((change) => completeSettings(change, inForce));
  const all = given.length < 2 ? [given[0] ?? withOtherTimeout(inForce, rails), inForce] : given;
  if (all.some((each, index) => sameSettings(each, all[(index + 1) % all.length] ?? each)))
    throw new InvalidInputError('soak', [
      { path: '--settings', message: 'two in turn would be the same: each update has to change something' },
    ]);
  const [first, ...rest] = all;
  return first && sameSettings(first, inForce) ? [...rest, first] : all;
}

function withOtherTimeout(inForce: OrdererSettings, rails: GuardRails): OrdererSettings {
  const { min, max } = allowedRanges(rails).batchTimeoutMs;
  const { batchTimeoutMs: now } = inForce;
  const other = [Math.round(now / 2), now * 2, min, max].find(
    (value) => value !== now && value >= min && value <= max,
  );
  if (other === undefined)
    throw new InvalidInputError('soak', [
      { path: '', message: 'guardRails.batchTimeoutMs leaves one value only: give --settings' },
    ]);
  return { ...inForce, batchTimeoutMs: other };
}
