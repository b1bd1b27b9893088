import {
  CancelledError,
  GridtuneError,
  NetworkDownError,
  StoreUnreachableError,
} from '../optimizer/domain/errors.js';
import type { Inside, Observation } from '../optimizer/domain/inside.js';
import type { PlannedRound } from '../optimizer/domain/plan.js';
import type {
  LoadGenerator,
  Network,
  NodeStatus,
  Progress,
  RoundRunner,
  Store,
} from '../optimizer/domain/ports.js';
import { preciseNow } from '../optimizer/domain/precise-time.js';
import { roundIdOf, type Context, type Round } from '../optimizer/domain/round.js';
import {
  blockColumns,
  blockFigures,
  blocksOf,
  disagreements,
  meanTxBytes,
  phases,
} from './measurement/blocks.js';
import { isSuccess } from './measurement/cohort.js';
import { measure } from './measurement/measure.js';
import { toSamples } from './measurement/samples.js';
import { attemptRound, type Attempt } from './round-attempt.js';
import type { Spool, SpooledRound } from './spool.js';
import { limitOf } from './telemetry/limiting-resource.js';

export interface RoundServices {
  readonly store: Pick<Store, 'rounds' | 'samples' | 'observations'>;
  readonly network: Network;
  readonly generator: LoadGenerator;
  readonly spool: Spool;
  readonly progress: Progress;
}

type RunOptions = Parameters<RoundRunner['run']>[1];
type FailedOutcome = Pick<Extract<Round, { kind: 'failed' }>, 'kind' | 'reason'>;
type MeasuredOutcome = Pick<
  Extract<Round, { kind: 'measured' }>,
  'kind' | 'measurement' | 'quality' | 'inside'
>;
type Outcome = FailedOutcome | MeasuredOutcome;

/** A round whose generator fell short is run this often before it is marked. */
const MOST_ATTEMPTS = 2;

/** Measures rounds on the live network. Whatever goes wrong in one becomes a failed round with its reason. */
export class LiveRoundRunner implements RoundRunner {
  readonly #services: RoundServices;
  #context: Promise<Context> | undefined;

  constructor(services: RoundServices) {
    this.#services = services;
  }

  async run(planned: PlannedRound, options: RunOptions): Promise<Round> {
    const { network, progress } = this.#services;
    this.#context ??= network.context();
    const context = await this.#context;
    const started = { at: Date.now(), ms: preciseNow() };
    const { outcome, attempt } = await this.#measure(planned, options, context);
    // A round beside a dead node says nothing about the settings, whatever figures it gave.
    const down = await this.#downNodes();
    const round: Round = {
      id: roundIdOf(options.sweepId, planned),
      sweepId: options.sweepId,
      pointId: planned.pointId,
      replicate: planned.replicate,
      settings: planned.settings,
      load: planned.load,
      context,
      startedAt: new Date(started.at).toISOString(),
      // The system clock may have been set back meanwhile.
      endedAt: new Date(started.at + preciseNow() - started.ms).toISOString(),
      ...(down ? failedBecause(down) : outcome),
    };
    if (round.kind === 'failed') progress.warn(`round ${round.pointId} failed: ${round.reason.message}`);
    await this.#keep({
      round,
      samples: attempt && toSamples(round.id, attempt.raw),
      observation: attempt && observationOf(round, attempt),
    });
    if (down) throw down;
    return round;
  }

  async commits(signal: AbortSignal): Promise<boolean> {
    const load = { workload: 'publish' as const, sendRateTps: 2 };
    const window = { warmupS: 0, minS: 1, maxS: 1 };
    const raw = await this.#services.generator.run({ label: 'probe', load, window }, signal);
    return raw.transactions.every(isSuccess);
  }

  async stop(): Promise<void> {
    await this.#services.generator.stop();
  }

  /** Repeats a round whose generator fell short; the last attempt counts, whatever it is. */
  async #measure(
    planned: PlannedRound,
    options: RunOptions,
    { consensus }: Context,
  ): Promise<{ outcome: Outcome; attempt?: Attempt }> {
    for (let attempts = 1; ; attempts += 1) {
      try {
        const attempt = await attemptRound(planned, { ...options, consensus }, this.#services);
        const outcome = outcomeOf(planned, options, attempt, attempts);
        const fellShort = outcome.kind === 'measured' && outcome.quality?.generatorLimited === true;
        if (!fellShort || attempts === MOST_ATTEMPTS) return { outcome, attempt };
      } catch (error) {
        if (error instanceof CancelledError || options.signal.aborted || !(error instanceof GridtuneError))
          throw error;
        return { outcome: failedBecause(error) };
      }
    }
  }

  async #downNodes(): Promise<NetworkDownError | undefined> {
    const down = (await this.#services.network.status()).filter(({ healthy }) => !healthy);
    if (down.length === 0) return undefined;
    const list = down
      .map(({ name, problem }: NodeStatus) => `${name} (${problem ?? 'not healthy'})`)
      .join(', ');
    return new NetworkDownError(`down: ${list}; run "gridtune network up" to start what is missing`);
  }

  /** The round first: it counts as done once it is there, and the rest only explains it. */
  async #keep(entry: SpooledRound): Promise<void> {
    const { store, spool } = this.#services;
    const { round, samples, observation } = entry;
    try {
      await store.rounds.put(round);
      await Promise.all([
        samples && store.samples.put(samples),
        observation && store.observations.put(observation),
      ]);
    } catch (cause) {
      if (!(cause instanceof StoreUnreachableError)) throw cause;
      const file = await spool.keep(entry);
      throw new StoreUnreachableError(
        `${cause.message}; the last round is kept in ${file}: bring the store back, then "gridtune sweep --resume ${round.sweepId}" goes on`,
        { cause },
      );
    }
  }
}

function failedBecause({ code, message }: GridtuneError): FailedOutcome {
  return { kind: 'failed', reason: { code, message } };
}

function outcomeOf(
  { load }: PlannedRound,
  { window }: RunOptions,
  attempt: Attempt,
  attempts: number,
): Outcome {
  const result = measure(attempt.raw, window, load, attempt);
  if (result.kind === 'failed') return result;
  const { measurement, quality, cohort } = result;
  const blocks = blocksOf(attempt.blocks, cohort);
  const inside: Inside = {
    phases: phases(cohort, blocks),
    blocks: blockFigures(blocks),
    txBytes: meanTxBytes(blocks),
    limitedBy: attempt.use && limitOf(attempt.use, attempt.raw.workers),
    problems: [...attempt.problems, ...disagreements(attempt.raw.transactions, attempt.blocks)],
  };
  return {
    kind: 'measured',
    measurement,
    quality: {
      ...quality,
      endedBy: attempt.endedBy,
      attempts,
    },
    inside,
  };
}

function observationOf({ id }: Round, { raw, blocks, use }: Attempt): Observation {
  return {
    id,
    originMs: raw.startedMs,
    ...blockColumns(blocks, raw.startedMs),
    host: use?.host,
    processes: [...(use?.processes ?? []), ...raw.workers],
    nodes: [...(use?.nodes ?? [])],
  };
}
