import { setTimeout as delay } from 'node:timers/promises';
import type { LiveBlock } from '../domain/live-transactions.js';
import { preciseNow } from '../domain/precise-time.js';
import { liveFigures } from './live-figures.js';
import type { LiveLoad } from './live-load.js';
import type { Services } from './services.js';

/** Blocks that are shown as a course. */
const KEPT_MS = 120_000;
/** The looking ends so long after the last question. */
export const UNASKED_MS = 60_000;
/** A peer that is not there says so at once. */
const REFUSAL_MS = 300;
/** A view that has lived so long has found a peer, also where no block comes: peers answer within 5 s. */
const PROVEN_MS = 6000;

interface View {
  readonly end: AbortController;
  readonly sinceMs: number;
  readonly blocks: LiveBlock[];
}

/** One view on the channel's blocks for all who ask, there as long as somebody does. */
export class LiveFollower {
  readonly #services: Pick<Services, 'network'>;
  readonly #now: () => number;
  #view: Promise<View> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #askedMs = 0;
  /** Why the last view ended by itself; until another one has proven that blocks can be seen. */
  #failure: Error | undefined;

  /** @param now - as `preciseNow`: block times are told by it */
  constructor(services: Pick<Services, 'network'>, now: () => number = preciseNow) {
    this.#services = services;
    this.#now = now;
  }

  /** @throws NetworkDownError where the channel cannot be followed */
  async look(): Promise<LiveLoad> {
    this.#askedMs = this.#now();
    const { blocks, sinceMs } = await (this.#view ??= this.#begin());
    const nowMs = this.#now();
    if (blocks.length > 0 || nowMs - sinceMs >= PROVEN_MS) this.#failure = undefined;
    if (this.#failure) throw this.#failure;
    return liveFigures(blocks, { sinceMs, nowMs });
  }

  async #begin(): Promise<View> {
    const view: View = { end: new AbortController(), sinceMs: this.#now(), blocks: [] };
    try {
      const { updates } = await this.#services.network();
      const followed = this.#follow(updates.liveBlocks(view.end.signal), view);
      await Promise.race([followed, delay(REFUSAL_MS, undefined, { ref: false })]);
    } catch (error) {
      this.#view = undefined;
      throw error;
    }
    this.#endUnasked(view);
    return view;
  }

  /** Keeps what comes; never rejects. */
  async #follow(coming: AsyncIterable<LiveBlock>, view: View): Promise<void> {
    try {
      for await (const block of coming) {
        view.blocks.push(block);
        const old = view.blocks.findIndex(({ committedMs }) => committedMs >= this.#now() - KEPT_MS);
        if (old > 0) view.blocks.splice(0, old);
      }
    } catch (error) {
      // Whoever asks next is told.
      if (!view.end.signal.aborted) this.#failure = error instanceof Error ? error : new Error(String(error));
    }
    this.#view = undefined;
  }

  #endUnasked({ end }: View): void {
    clearInterval(this.#timer);
    this.#timer = setInterval(() => {
      if (this.#now() - this.#askedMs < UNASKED_MS) return;
      clearInterval(this.#timer);
      end.abort();
    }, 5000);
    this.#timer.unref();
  }
}
