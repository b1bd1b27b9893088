import { GridtuneError } from '../domain/errors.js';
import { claimIdOf } from '../domain/exclusive-channel.js';
import type { ModelRecord } from '../domain/model-record.js';
import type { Network } from '../domain/ports.js';
import type { WorkServices } from './begin-work.js';
import { championExpectation, type AskedModel } from './champion-expectation.js';
import { judgeLive, type LiveVerdict } from './drift-figures.js';
import { WindowCutter } from './drift-windows.js';

/** Windows that a watch has time for: five, and one that the waiting for the ends of blocks takes. */
const WINDOWS = 6;

/**
 * Watches live transactions and holds them against the champion.
 * @param watchSeconds - how long
 * @throws GridtuneError where nothing can be seen; CancelledError
 */
export async function watchLive(
  champion: ModelRecord,
  watchSeconds: number,
  network: Network,
  services: WorkServices,
  signal: AbortSignal,
): Promise<LiveVerdict> {
  const before = await reasonAgainst(network, services);
  if (before !== undefined) return notJudged(before);
  const { settings, sequence } = await network.channel.read();
  const open = services.openModel ?? openFromFile(services);
  const expect = await championExpectation(services.store, champion, settings, open);
  if (typeof expect === 'string') return notJudged(expect);
  const cutter = new WindowCutter((watchSeconds * 1000) / WINDOWS);
  await follow(network, cutter, watchSeconds * 1000, services, signal);
  const after = await reasonAgainst(network, services);
  if (after !== undefined) return notJudged(after);
  if ((await network.channel.read()).sequence !== sequence)
    return notJudged('the settings were changed meanwhile');
  return judgeLive(cutter.windows, expect);
}

async function follow(
  { updates }: Pick<Network, 'updates'>,
  cutter: WindowCutter,
  watchMs: number,
  { clock }: Pick<WorkServices, 'clock'>,
  signal: AbortSignal,
): Promise<void> {
  const end = new AbortController();
  const over = AbortSignal.any([signal, end.signal]);
  const blocks = async (): Promise<void> => {
    for await (const block of updates.liveBlocks(over)) cutter.add(block);
    cutter.end();
  };
  const time = async (): Promise<void> => {
    try {
      await clock.sleep(watchMs, over);
    } catch (error) {
      // The blocks ended before their time.
      if (signal.aborted || !end.signal.aborted) throw error;
    }
  };
  const seen = blocks().finally(() => end.abort());
  try {
    await Promise.race([time(), seen]);
  } finally {
    end.abort();
  }
  await seen;
}

/** Why figures of the channel would say nothing about its settings and the champion now. */
async function reasonAgainst(network: Network, services: WorkServices): Promise<string | undefined> {
  const claim = await services.store.claims.find(claimIdOf(network));
  if (claim && claim.expiresAtMs > services.clock.now()) return `the channel is in use: ${claim.purpose}`;
  const ill = (await network.status()).find(({ healthy }) => !healthy);
  if (ill)
    return `${ill.name} is not well (${ill.problem ?? 'no reason given'}), which is a fault and not drift`;
  const leads = await (await services.services.canary()).hasLeader?.();
  return leads === false ? 'the orderers have no leader, which is a fault and not drift' : undefined;
}

function notJudged(reason: string): LiveVerdict {
  return { kind: 'not-judged', reason };
}

/** As {@link watchLive}; what keeps anybody from looking is a reason, too. */
export async function lookLive(...watch: Parameters<typeof watchLive>): Promise<LiveVerdict> {
  try {
    return await watchLive(...watch);
  } catch (error) {
    const signal = watch[4];
    if (signal.aborted || !(error instanceof GridtuneError)) throw error;
    return notJudged(error.message);
  }
}

function openFromFile({ services }: Pick<WorkServices, 'services'>) {
  return async (record: ModelRecord): Promise<AskedModel> => {
    // Loaded when needed: TensorFlow would slow every start down.
    const { openModel } = await import('../ann/registry/open-model.js');
    return openModel(record, services.paths.models);
  };
}
