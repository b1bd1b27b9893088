import {
  CancelledError,
  GridtuneError,
  NetworkDownError,
  StoreUnreachableError,
} from '../optimizer/domain/errors.js';
import type { PlannedRound, RoundWindow } from '../optimizer/domain/plan.js';
import type {
  LoadGenerator,
  Network,
  NodeStatus,
  Progress,
  RawRound,
  RoundRunner,
  Store,
} from '../optimizer/domain/ports.js';
import { roundIdOf, type Context, type Round } from '../optimizer/domain/round.js';
import { measure, toSamples } from './measure.js';
import type { Spool } from './spool.js';

export interface RoundServices {
  readonly store: Pick<Store, 'rounds' | 'samples'>;
  readonly network: Network;
  readonly generator: LoadGenerator;
  readonly spool: Spool;
  readonly progress: Progress;
}

type RunOptions = Parameters<RoundRunner['run']>[1];
type Reason = Extract<Round, { kind: 'failed' }>['reason'];

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
    const startedAt = new Date().toISOString();
    const outcome = await this.#attempt(planned, options.window, options.signal);
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
      startedAt,
      endedAt: new Date().toISOString(),
      ...(down
        ? { kind: 'failed', reason: { code: down.code, message: down.message } }
        : resultOf(outcome, options.window, planned)),
    };
    if (round.kind === 'failed') progress.warn(`round ${round.pointId} failed: ${round.reason.message}`);
    await this.#keep(round, outcome.raw);
    if (down) throw down;
    return round;
  }

  async stop(): Promise<void> {
    await this.#services.generator.stop();
  }

  async #attempt(planned: PlannedRound, window: RoundWindow, signal: AbortSignal): Promise<Attempt> {
    const { network, generator } = this.#services;
    try {
      // Proven in force on every orderer: blocks are cut there.
      await network.channel.apply(planned.settings, { readBack: 'orderers' });
      return { raw: await generator.run({ label: planned.pointId, load: planned.load, window }, signal) };
    } catch (error) {
      if (error instanceof CancelledError || signal.aborted || !(error instanceof GridtuneError)) throw error;
      return { reason: { code: error.code, message: error.message } };
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

  /** The round first: it counts as done once it is there, and its raw times only explain it. */
  async #keep(round: Round, raw: RawRound | undefined): Promise<void> {
    const { store, spool } = this.#services;
    const samples = raw && toSamples(round.id, raw);
    try {
      await store.rounds.put(round);
      if (samples) await store.samples.put(samples);
    } catch (cause) {
      if (!(cause instanceof StoreUnreachableError)) throw cause;
      const file = await spool.keep(round, samples);
      throw new StoreUnreachableError(
        `${cause.message}; the last round is kept in ${file}: bring the store back, then "gridtune sweep --resume ${round.sweepId}" goes on`,
        { cause },
      );
    }
  }
}

/** Exactly one of the two. */
interface Attempt {
  readonly raw?: RawRound;
  readonly reason?: Reason;
}

function resultOf({ raw, reason }: Attempt, window: RoundWindow, { settings }: PlannedRound) {
  if (raw) return measure(raw, window, settings);
  return {
    kind: 'failed' as const,
    reason: reason ?? { code: 'UNKNOWN', message: 'the round ended without a result' },
  };
}
