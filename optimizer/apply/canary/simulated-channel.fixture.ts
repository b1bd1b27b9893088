import type { LiveBlock } from '../../domain/live-transactions.js';
import { seededRandom, type Random } from '../../domain/random.js';

/** A channel as the canary sees it. Times in milliseconds. */
export interface SimulatedChannel {
  readonly rateTps: number;
  readonly maxMessageCount: number;
  readonly batchTimeoutMs: number;
  /** Blocks a second that can be committed; without it as many as come. */
  readonly blocksPerS?: number;
  /** Mean time between hiccups, which delay everything that is committed during them. */
  readonly hiccupEveryMs?: number;
  readonly hiccupMs?: number;
  /** Share of transactions that are invalid. */
  readonly failedShare?: number;
}

/** Endorsement, agreement and delivery. */
const WAY_MS = 12;

/**
 * Poisson arrivals, cut into blocks by count or by the time since the first of them, committed one block after the
 * other.
 */
export function* simulatedBlocks(
  channel: SimulatedChannel,
  lastsMs: number,
  seed: number,
): Generator<LiveBlock, void, undefined> {
  const random = seededRandom(seed);
  const { maxMessageCount, batchTimeoutMs, blocksPerS, failedShare = 0 } = channel;
  const hiccups = new Hiccups(channel, random);
  let number = 10;
  let freeMs = 0;
  let waiting: number[] = [];
  let arrivalMs = exponential(1000 / channel.rateTps, random);
  const cut = (cutMs: number): LiveBlock => {
    const spread = WAY_MS * (0.5 + random.next());
    freeMs = Math.max(cutMs + spread, freeMs + (blocksPerS ? 1000 / blocksPerS : 0));
    freeMs = hiccups.delayed(freeMs);
    number += 1;
    const transactions = waiting.map((createdMs, index) => ({
      id: `${number}-${index}`,
      createdMs,
      valid: random.next() >= failedShare,
    }));
    waiting = [];
    return { number, kind: 'transactions', committedMs: freeMs, transactions };
  };
  while (arrivalMs < lastsMs) {
    const dueMs = (waiting[0] ?? Number.POSITIVE_INFINITY) + batchTimeoutMs;
    if (dueMs <= arrivalMs) {
      yield cut(dueMs);
      continue;
    }
    waiting.push(arrivalMs);
    if (waiting.length >= maxMessageCount) yield cut(arrivalMs);
    arrivalMs += exponential(1000 / channel.rateTps, random);
  }
}

class Hiccups {
  readonly #everyMs: number | undefined;
  readonly #lengthMs: number;
  readonly #random: Random;
  #fromMs: number;

  constructor({ hiccupEveryMs, hiccupMs = 0 }: SimulatedChannel, random: Random) {
    this.#everyMs = hiccupEveryMs;
    this.#lengthMs = hiccupMs;
    this.#random = random;
    this.#fromMs =
      hiccupEveryMs === undefined ? Number.POSITIVE_INFINITY : exponential(hiccupEveryMs, random);
  }

  delayed(atMs: number): number {
    while (this.#everyMs !== undefined && atMs >= this.#fromMs + this.#lengthMs)
      this.#fromMs += this.#lengthMs + exponential(this.#everyMs, this.#random);
    return atMs >= this.#fromMs ? this.#fromMs + this.#lengthMs : atMs;
  }
}

function exponential(mean: number, random: Random): number {
  return -mean * Math.log(1 - random.next());
}

/** What the figures of the channel come to in the long run. */
export function longRun(
  channel: SimulatedChannel,
  seed: number,
): { readonly p95Ms: number; readonly meanMs: number } {
  const latencies: number[] = [];
  for (const { committedMs, transactions } of simulatedBlocks(
    channel,
    (300_000 / channel.rateTps) * 1000,
    seed,
  ))
    for (const { createdMs } of transactions) latencies.push(committedMs - createdMs);
  const sorted = Float64Array.from(latencies).toSorted();
  return {
    p95Ms: sorted[Math.ceil(0.95 * sorted.length) - 1] ?? NaN,
    meanMs: latencies.reduce((a, b) => a + b, 0) / latencies.length,
  };
}
