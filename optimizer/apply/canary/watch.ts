import type { CanaryVerdict } from '../../domain/canary.js';
import { GridtuneError, InvalidInputError } from '../../domain/errors.js';
import type { Limit } from '../../domain/goal.js';
import type { Network, Progress } from '../../domain/ports.js';
import { preciseNow } from '../../domain/precise-time.js';
import type { IntervalPrediction } from '../../domain/prediction.js';
import type { Clock } from '../../domain/wait.js';
import { CanaryJudge, type Evidence } from './judge.js';
import { LeaderLooks, NodeLooks } from './node-looks.js';
import type { Prober } from './prober.js';
import { Probing } from './probing.js';
import { StallWatch } from './stall.js';

export interface CanaryRequest {
  /** Seconds to watch for. */
  readonly watchS: number;
  /** What must hold. */
  readonly limits: readonly Limit[];
  /** What was expected; figures that are worse than its intervals are evidence too. */
  readonly prediction?: IntervalPrediction | undefined;
  /** Sends transactions of its own. */
  readonly probe?: { readonly rateTps: number } | undefined;
}

export interface CanaryServices {
  readonly network: Pick<Network, 'status' | 'channel'> & {
    readonly updates: Pick<Network['updates'], 'liveBlocks'>;
  };
  readonly progress: Progress;
  readonly clock: Pick<Clock, 'sleep'>;
  /** Opened where the request asks for probes. @throws NetworkDownError */
  readonly openProber?: (() => Promise<Prober>) | undefined;
  /** Whether the orderers have a leader; undefined if nobody can tell. */
  readonly hasLeader?: (() => Promise<boolean | undefined>) | undefined;
  /** Milliseconds on the clock of `LiveBlock.committedMs`. */
  readonly now?: (() => number) | undefined;
}

const STALL_LOOK_MS = 250;
const NODE_LOOK_MS = 3000;
const PROGRESS_MS = 5000;
/** For what the nodes are asked, once it could not be had. */
const ASK_AGAIN_MS = 1000;

/** What ends a watch. */
type Outcome = Evidence | 'over' | 'interrupted';

/**
 * Watches live transactions after a change, until the time is over or the evidence against the change is complete:
 * the verdict `broken` comes with the very block that completes it. docs/canary.md tells what is watched and how
 * often it errs.
 * @param signal - aborting ends the watch with the verdict `interrupted`
 * @throws InvalidInputError for a limit that cannot be watched, or if probes are asked for where none can be sent
 */
export async function watchCanary(
  services: CanaryServices,
  request: CanaryRequest,
  signal: AbortSignal,
): Promise<CanaryVerdict> {
  const now = services.now ?? preciseNow;
  const end = new AbortController();
  const stop = (): void => end.abort();
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  const watch = new Watch(services, request, now, end.signal);
  try {
    return watch.verdict(await watch.outcome());
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
  }
}

class Watch {
  readonly #services: CanaryServices;
  readonly #request: CanaryRequest;
  readonly #now: () => number;
  readonly #signal: AbortSignal;
  readonly #judge: CanaryJudge;
  readonly #stall: StallWatch;
  readonly #probing: Probing;

  constructor(services: CanaryServices, request: CanaryRequest, now: () => number, signal: AbortSignal) {
    this.#services = services;
    this.#request = request;
    this.#now = now;
    this.#signal = signal;
    this.#judge = new CanaryJudge(request.limits, request.prediction, now());
    this.#stall = new StallWatch(now());
    this.#probing = new Probing(now);
  }

  verdict(outcome: Outcome): CanaryVerdict {
    return this.#judge.verdict(this.#now(), outcome);
  }

  /** Whatever ends the watch first. */
  async outcome(): Promise<Outcome> {
    const { probe } = this.#request;
    return Promise.race([
      this.#blocks(),
      this.#timeUp(),
      this.#stalls(),
      this.#every(NODE_LOOK_MS, this.#nodeLook()),
      this.#every(PROGRESS_MS, this.#tell(), PROGRESS_MS),
      ...(probe ? [this.#probes(probe.rateTps)] : []),
    ]);
  }

  async #blocks(): Promise<Outcome> {
    try {
      for await (const block of this.#services.network.updates.liveBlocks(this.#signal)) {
        if (block.kind === 'transactions') this.#stall.committed(block.committedMs);
        const evidence = this.#judge.block(block);
        if (evidence) return evidence;
      }
    } catch (error) {
      if (!(error instanceof GridtuneError)) throw error;
      return this.#evidence(`no peer tells of blocks any more: ${error.message}`);
    }
    return this.#signal.aborted ? 'interrupted' : this.#evidence('no peer tells of blocks any more');
  }

  async #stalls(): Promise<Outcome> {
    const batchTimeoutMs = await this.#batchTimeoutMs();
    return this.#every(STALL_LOOK_MS, async () =>
      this.#stall.look(this.#now(), batchTimeoutMs, this.#probing.oldestMs),
    );
  }

  async #batchTimeoutMs(): Promise<number> {
    for (;;) {
      try {
        return (await this.#services.network.channel.read()).settings.batchTimeoutMs;
      } catch (error) {
        if (!(error instanceof GridtuneError)) throw error;
        await this.#services.clock.sleep(ASK_AGAIN_MS, this.#signal);
      }
    }
  }

  #nodeLook(): () => Promise<string | undefined> {
    const { network, hasLeader } = this.#services;
    const nodes = new NodeLooks();
    const leader = new LeaderLooks();
    return async () => nodes.look(await network.status()) ?? leader.look(await hasLeader?.());
  }

  #tell(): () => Promise<undefined> {
    return async () => {
      const watchedS = Math.round((this.#now() - this.#judge.startedMs) / 1000);
      const seen = this.#judge.soFar(this.#now());
      this.#services.progress.step(`canary: ${watchedS} of ${this.#request.watchS} s, ${seen}`);
    };
  }

  async #probes(rateTps: number): Promise<Outcome> {
    const { openProber } = this.#services;
    if (!openProber) {
      throw new InvalidInputError('--probe-rate', [
        { path: '', message: 'there is no client of this network to send probe transactions with' },
      ]);
    }
    const batchTimeoutMs = await this.#batchTimeoutMs();
    const prober = await openProber();
    try {
      return await this.#every(1000 / rateTps, async () => {
        this.#probing.send(prober, batchTimeoutMs);
        for (const failure of this.#probing.takeOutcomes()) {
          const evidence = this.#judge.probe(failure);
          if (evidence) return evidence.reason;
        }
        return undefined;
      });
    } finally {
      prober.close();
    }
  }

  async #timeUp(): Promise<Outcome> {
    try {
      await this.#services.clock.sleep(this.#request.watchS * 1000, this.#signal);
      return 'over';
    } catch (error) {
      if (!this.#signal.aborted) throw error;
      return 'interrupted';
    }
  }

  /** Looks again and again until there is a reason against the change, or the watch has ended. */
  async #every(pauseMs: number, look: () => Promise<string | undefined>, firstMs = 0): Promise<Outcome> {
    try {
      if (firstMs > 0) await this.#services.clock.sleep(firstMs, this.#signal);
      while (!this.#signal.aborted) {
        const reason = await look();
        if (reason !== undefined) return this.#evidence(reason);
        await this.#services.clock.sleep(pauseMs, this.#signal);
      }
    } catch (error) {
      if (!this.#signal.aborted) throw error;
    }
    return 'interrupted';
  }

  #evidence(reason: string): Evidence {
    return { reason, evidenceBlock: this.#judge.lastBlock };
  }
}
