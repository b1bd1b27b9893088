import type { Consensus } from '../optimizer/domain/consensus.js';
import { GridtuneError } from '../optimizer/domain/errors.js';
import type { PlannedRound, Precision, RoundWindow } from '../optimizer/domain/plan.js';
import type { BlockWatch, LoadGenerator, Network, RawRound, SeenBlock } from '../optimizer/domain/ports.js';
import { judged, type JudgedBlock } from './measurement/blocks.js';
import { lostIds, reconciled } from './measurement/reconcile.js';
import { StopRule } from './measurement/stop-rule.js';
import { startTelemetry, type TelemetryReading } from './telemetry/telemetry.js';

export interface AttemptServices {
  readonly network: Pick<Network, 'channel' | 'channelName' | 'watchBlocks' | 'observables'>;
  readonly generator: LoadGenerator;
}

export interface AttemptOptions {
  readonly consensus: Consensus;
  readonly window: RoundWindow;
  readonly precision?: Precision | undefined;
  readonly signal: AbortSignal;
}

/** What one run of a round's load gave. */
export interface Attempt {
  readonly raw: RawRound;
  readonly endedBy: StopRule['endedBy'];
  /** Until when transactions count, where that is before the end of the sending. */
  readonly shownUntilMs: number | undefined;
  readonly blocks: readonly JudgedBlock[];
  /** What the network's processes and nodes used; undefined if none could be watched. */
  readonly use: TelemetryReading | undefined;
  /** What could not be observed. */
  readonly problems: readonly string[];
}

/** Blocks are delivered as they are committed: what is not there so long after its timeout is not coming. */
const DELIVERY_DEADLINE_MS = 2000;

/**
 * Puts the settings in force, sends the load while watching the network, and collects what was seen.
 * Watching is an extra: where it fails the attempt says so and keeps its times.
 * @throws what the channel or the load generator throws
 */
export async function attemptRound(
  planned: PlannedRound,
  { consensus, window, precision, signal }: AttemptOptions,
  { network, generator }: AttemptServices,
): Promise<Attempt> {
  const problems: string[] = [];
  const orReport = async <T>(work: Promise<T>): Promise<T | undefined> => {
    try {
      return await work;
    } catch (error) {
      if (!(error instanceof GridtuneError)) throw error;
      problems.push(error.message);
      return undefined;
    }
  };
  // Proven in force on every orderer: blocks are cut there.
  await network.channel.apply(planned.settings, { readBack: 'orderers' });
  const watch = await orReport(network.watchBlocks());
  try {
    const span = await startTelemetry(await network.observables(), { channel: network.channelName });
    const rule = new StopRule({
      window,
      precision,
      sendRateTps: planned.load.sendRateTps,
      batchTimeoutMs: planned.settings.batchTimeoutMs,
    });
    let use: Promise<TelemetryReading> | undefined;
    const raw = await generator.run(
      {
        label: planned.pointId,
        load: planned.load,
        window,
        shouldEnd: (soFar) => rule.shouldEnd(soFar),
        onSendingEnded: () => {
          use = span.finish();
        },
      },
      signal,
    );
    const reading = await (use ?? span.finish());
    const blocks = await seenBlocks(watch, raw, planned.settings.batchTimeoutMs, problems);
    return {
      raw: reconciled(raw, blocks),
      endedBy: rule.endedBy,
      shownUntilMs: rule.shownUntilMs,
      blocks: judged(blocks, planned.settings, consensus),
      use: reading,
      problems: [...problems, ...reading.problems],
    };
  } finally {
    await watch?.finish({ deadlineMs: 0 });
  }
}

async function seenBlocks(
  watch: BlockWatch | undefined,
  raw: RawRound,
  batchTimeoutMs: number,
  problems: string[],
): Promise<readonly SeenBlock[]> {
  const highest = raw.transactions.reduce((most, { block = -1 }) => Math.max(most, block), -1);
  const seen = await watch?.finish({
    last: highest < 0 ? undefined : highest,
    ids: lostIds(raw),
    deadlineMs: batchTimeoutMs + DELIVERY_DEADLINE_MS,
  });
  problems.push(...(seen?.problems ?? []));
  return seen?.blocks ?? [];
}
