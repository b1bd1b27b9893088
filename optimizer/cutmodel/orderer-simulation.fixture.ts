import { seededRandom } from '../domain/random.js';

/** What a simulated ordering service did with a stream of transactions. */
export interface Simulated {
  /** Of each transaction, in order of arrival. */
  readonly waitsMs: readonly number[];
  /** Transactions of each block. */
  readonly blocks: readonly number[];
}

export interface Arrival {
  readonly atMs: number;
  readonly bytes: number;
}

/** @param arrivals - Poisson, or one each 1 / rate. */
export function arrivalsOf(
  arrivals: 'poisson' | 'paced',
  count: number,
  rateTps: number,
  bytes = 1,
  seed = 1,
): Arrival[] {
  const random = seededRandom(seed);
  const gapMs = 1000 / rateTps;
  let atMs = 0;
  return Array.from({ length: count }, (_, index) => {
    atMs = arrivals === 'paced' ? index * gapMs : atMs - Math.log(1 - random.next()) * gapMs;
    return { atMs, bytes };
  });
}

export interface RaftLimits {
  readonly maxMessageCount: number;
  readonly preferredMaxBytes: number;
  readonly batchTimeoutMs: number;
}

/** The receiver of blockcutter.go: what it holds, and the cuts it makes. */
class BlockCutter {
  readonly waitsMs: number[] = [];
  readonly blocks: number[] = [];
  pending: Arrival[] = [];
  pendingBytes = 0;

  readonly limits: Pick<RaftLimits, 'maxMessageCount' | 'preferredMaxBytes'>;

  constructor(limits: Pick<RaftLimits, 'maxMessageCount' | 'preferredMaxBytes'>) {
    this.limits = limits;
  }

  cut(nowMs: number): void {
    for (const { atMs } of this.pending) this.waitsMs.push(nowMs - atMs);
    this.blocks.push(this.pending.length);
    this.pending = [];
    this.pendingBytes = 0;
  }

  /** `Ordered`: returns whether transactions are pending afterwards. */
  ordered(message: Arrival): boolean {
    const { maxMessageCount, preferredMaxBytes } = this.limits;
    if (message.bytes > preferredMaxBytes) {
      if (this.pending.length > 0) this.cut(message.atMs);
      this.pending = [message];
      this.cut(message.atMs);
      return false;
    }
    if (this.pendingBytes + message.bytes > preferredMaxBytes) this.cut(message.atMs);
    this.pending.push(message);
    this.pendingBytes += message.bytes;
    if (this.pending.length < maxMessageCount) return true;
    this.cut(message.atMs);
    return false;
  }
}

/** `run` of etcdraft/chain.go, line by line: `firesAt` is undefined while its `ticking` is false. */
export function simulateRaft(arrivals: readonly Arrival[], limits: RaftLimits): Simulated {
  const cutter = new BlockCutter(limits);
  let firesAt: number | undefined;
  for (const message of arrivals) {
    if (firesAt !== undefined && firesAt < message.atMs) {
      cutter.cut(firesAt);
      firesAt = undefined;
    }
    // startTimer does nothing while the timer runs; stopTimer follows whenever nothing is pending.
    firesAt = cutter.ordered(message) ? (firesAt ?? message.atMs + limits.batchTimeoutMs) : undefined;
  }
  return cutter;
}
