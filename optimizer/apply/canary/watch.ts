import type { CanaryVerdict } from '../../domain/canary.js';
import { GridtuneError } from '../../domain/errors.js';
import type { Limit } from '../../domain/goal.js';
import type { Network, Progress } from '../../domain/ports.js';
import { preciseNow } from '../../domain/precise-time.js';
import type { IntervalPrediction } from '../../domain/prediction.js';
import type { Clock } from '../../domain/wait.js';
import { CanaryJudge, type Evidence } from './judge.js';
import { nodeLooks } from './node-looks.js';
import type { Prober } from '../../domain/prober.js';
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
  /** Opened where the request asks for probes. If it fails, the watch goes on without. */
  readonly openProber?: (() => Promise<Prober>) | undefined;
  /** Whether the orderers have a leader; undefined if nobody can tell. */
  readonly hasLeader?: (() => Promise<boolean | undefined>) | undefined;
  /** Milliseconds on the clock of `LiveBlock.committedMs`. */
  readonly now?: (() => number) | undefined;
}

const STALL_LOOK_MS = 250;
const NODE_LOOK_MS = 3000;
/** How often progress is told: so many times in a watch, within these. */
const PROGRESS_TOLD = 60;
const PROGRESS_MS = { least: 1000, most: 5000 };
/** For what the nodes are asked, once it could not be had. */
const ASK_AGAIN_MS = 1000;

/** What ends a watch. */
type Outcome = Evidence | 'over' | 'interrupted';

/**
 * Watches live transactions after a change, until the time is over or the evidence against the change is complete:
 * the verdict `broken` comes with the very block that completes it. docs/canary.md tells what is watched and how
 * often it errs.
 * @param signal - aborting ends the watch with the verdict `interrupted`
 * @throws InvalidInputError for a limit that cannot be watched
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
    this.#probing = new Probing(now, services);
  }

  verdict(outcome: Outcome): CanaryVerdict {
    return this.#judge.verdict(this.#now(), outcome);
  }

  /** Whatever ends the watch first. */
  async outcome(): Promise<Outcome> {
    const { probe, watchS } = this.#request;
    const { clock, progress } = this.#services;
    const looks = nodeLooks(this.#services);
    return Promise.race(
      [
        this.#blocks(),
        clock.sleep(watchS * 1000, this.#signal).then((): Outcome => 'over'),
        this.#stalls(),
        this.#every(NODE_LOOK_MS, looks),
        this.#every(progressPauseMs(watchS), async () => {
          const nowMs = this.#now();
          progress.step(this.#soFar(nowMs), { canary: { watchS, ...this.#judge.factsSoFar(nowMs) } });
          return undefined;
        }),
        ...(probe ? [this.#probes(probe.rateTps)] : []),
      ].map(async (task) => this.#untilAborted(task)),
    );
  }

  async #blocks(): Promise<Outcome> {
    let why = '';
    try {
      for await (const block of this.#services.network.updates.liveBlocks(this.#signal)) {
        if (block.kind === 'transactions') this.#stall.committed(block.committedMs);
        const evidence = this.#judge.block(block);
        if (evidence) return evidence;
      }
    } catch (error) {
      if (!(error instanceof GridtuneError)) throw error;
      why = `: ${error.message}`;
    }
    return this.#signal.aborted ? 'interrupted' : this.#against(`no peer tells of blocks any more${why}`);
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

  async #probes(rateTps: number): Promise<Outcome> {
    const batchTimeoutMs = await this.#batchTimeoutMs();
    await this.#probing.open();
    try {
      return await this.#every(1000 / rateTps, async () => {
        this.#probing.send(batchTimeoutMs);
        for (const outcome of this.#probing.takeOutcomes()) {
          const evidence = this.#judge.probe(outcome);
          if (evidence) return evidence.reason;
        }
        return undefined;
      });
    } finally {
      this.#probing.close();
    }
  }

  /** Looks again and again until there is a reason against the change. */
  async #every(pauseMs: number, look: () => Promise<string | undefined>): Promise<Outcome> {
    for (;;) {
      const reason = await look();
      if (reason !== undefined) return this.#against(reason);
      await this.#services.clock.sleep(pauseMs, this.#signal);
    }
  }

  /** A task that is cut short by the end of the watch has not failed. */
  async #untilAborted(task: Promise<Outcome>): Promise<Outcome> {
    try {
      return await task;
    } catch (error) {
      if (this.#signal.aborted) return 'interrupted';
      throw error;
    }
  }

  #against(reason: string): Evidence {
    return { reason, evidenceBlock: this.#judge.lastBlock };
  }

  #soFar(nowMs: number): string {
    const watchedS = Math.round((nowMs - this.#judge.startedMs) / 1000);
    return `canary: ${watchedS} of ${this.#request.watchS} s, ${this.#judge.soFar(nowMs)}`;
  }
}

function progressPauseMs(watchS: number): number {
  return Math.min(PROGRESS_MS.most, Math.max(PROGRESS_MS.least, (watchS * 1000) / PROGRESS_TOLD));
}
