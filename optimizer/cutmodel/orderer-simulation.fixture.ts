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

export interface BftLimits {
  readonly maxMessageCount: number;
  readonly absoluteMaxBytes: number;
  readonly requestBatchMaxIntervalMs: number;
  /** From the cut of a block until it is delivered and the leader asks for the next batch. */
  readonly decisionMs: number;
}

/** The request pool of SmartBFT's requestpool.go. */
class RequestPool {
  readonly waiting: Arrival[] = [];
  bytes = 0;

  submit(request: Arrival): void {
    this.waiting.push(request);
    this.bytes += request.bytes;
  }

  isFull({ maxMessageCount, absoluteMaxBytes }: BftLimits): boolean {
    return this.waiting.length >= maxMessageCount || this.bytes >= absoluteMaxBytes;
  }

  /** `NextRequests` and, since nothing else looks at the pool until then, the removal on delivery. */
  take({ maxMessageCount, absoluteMaxBytes }: BftLimits): Arrival[] {
    let bytes = 0;
    let taken = 0;
    for (const request of this.waiting.slice(0, maxMessageCount)) {
      if (bytes + request.bytes > absoluteMaxBytes) break;
      bytes += request.bytes;
      taken += 1;
    }
    this.bytes -= bytes;
    return this.waiting.splice(0, taken);
  }
}

/** `NextBatch` of SmartBFT's batcher.go, called again when the batch it gave has been delivered. */
export function simulateBft(arrivals: readonly Arrival[], limits: BftLimits): Simulated {
  const pool = new RequestPool();
  const waitsMs: number[] = [];
  const blocks: number[] = [];
  let asksAt = 0;
  const cut = (nowMs: number): void => {
    const batch = pool.take(limits);
    for (const { atMs } of batch) waitsMs.push(nowMs - atMs);
    if (batch.length > 0) blocks.push(batch.length);
    asksAt = batch.length > 0 ? nowMs + limits.decisionMs : nowMs;
  };
  for (const request of arrivals) {
    // Everything the leader does before this one arrives.
    while (asksAt <= request.atMs) {
      if (pool.isFull(limits)) cut(asksAt);
      else if (asksAt + limits.requestBatchMaxIntervalMs < request.atMs)
        cut(asksAt + limits.requestBatchMaxIntervalMs);
      else break;
    }
    pool.submit(request);
    if (asksAt <= request.atMs && pool.isFull(limits)) cut(request.atMs);
  }
  return { waitsMs, blocks };
}

/** The figures that the closed forms predict. */
export function figuresOf({ waitsMs, blocks }: Simulated): {
  readonly waitMs: number;
  readonly p95WaitMs: number;
  readonly blockTransactions: number;
} {
  const sorted = Float64Array.from(waitsMs).toSorted();
  return {
    waitMs: waitsMs.reduce((sum, wait) => sum + wait, 0) / waitsMs.length,
    p95WaitMs: sorted[Math.ceil(0.95 * sorted.length) - 1] ?? Number.NaN,
    blockTransactions: waitsMs.length / blocks.length,
  };
}

/** `told / seen - 1`; 0 for two waits of nothing, since clocks of the simulation round. */
export function deviation(told: number, seen: number): number {
  return Math.abs(told - seen) < 1e-6 ? 0 : told / seen - 1;
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}
