import type { DataRow } from '../../dataset/columns.js';
import { seededRandom, type Random } from '../../domain/random.js';
import { mean } from '../../domain/statistics.js';

/**
 * Simulated rounds for tests, and for trying a study without a network. Nobody measured them: transactions
 * arrive by chance (Poisson), are endorsed, wait until a block is cut by count or timer, and then for the blocks
 * before theirs to be committed.
 */
const ROUND_MS = 8000;
const ENDORSE_MS = 15;
const COMMIT_BLOCK_MS = 12;
const COMMIT_TX_MS = 3;

interface Point {
  readonly maxMessageCount: number;
  readonly batchTimeoutMs: number;
  readonly sendRateTps: number;
}

/** Every combination, one row a replicate. */
export function simulatedRows(
  grid: { readonly counts: number[]; readonly timeoutsMs: number[]; readonly ratesTps: number[] },
  replicates = 1,
  seed = 1,
): DataRow[] {
  const random = seededRandom(seed);
  return grid.counts.flatMap((maxMessageCount) =>
    grid.timeoutsMs.flatMap((batchTimeoutMs) =>
      grid.ratesTps.flatMap((sendRateTps) => {
        const point = { maxMessageCount, batchTimeoutMs, sendRateTps };
        const pointId = `m${maxMessageCount}-t${batchTimeoutMs}-r${sendRateTps}`;
        return Array.from({ length: replicates }, (_, i) => ({
          roundId: `${pointId}/${i + 1}`,
          pointId,
          ...point,
          ...simulate(point, random),
        }));
      }),
    ),
  );
}

function simulate(
  point: Point,
  random: Random,
): { sendRateTps: number; throughputTps: number; latencyMeanMs: number } {
  const arrivals: number[] = [];
  for (let at = gap(point, random); at < ROUND_MS; at += gap(point, random)) arrivals.push(at);
  const latencies: number[] = [];
  let committed = 0;
  let freeAt = 0;
  for (const block of blocksOf(arrivals, point)) {
    const full = block.length >= point.maxMessageCount;
    const cutAt = full ? (block.at(-1) ?? 0) : (block[0] ?? 0) + point.batchTimeoutMs;
    freeAt = Math.max(cutAt, freeAt) + COMMIT_BLOCK_MS + COMMIT_TX_MS * block.length;
    for (const at of block) latencies.push(ENDORSE_MS + freeAt - at);
    if (freeAt < ROUND_MS + 2 * point.batchTimeoutMs + 500) committed += block.length;
  }
  const sendRateTps = (1000 * arrivals.length) / ROUND_MS;
  return {
    sendRateTps,
    throughputTps: (1000 * committed) / ROUND_MS,
    latencyMeanMs: mean(latencies),
  };
}

function gap({ sendRateTps }: Point, random: Random): number {
  return (-Math.log(1 - random.next()) * 1000) / sendRateTps;
}

function blocksOf(arrivals: readonly number[], { maxMessageCount, batchTimeoutMs }: Point): number[][] {
  const blocks: number[][] = [];
  let block: number[] = [];
  for (const at of arrivals) {
    const timedOut = block[0] !== undefined && at > block[0] + batchTimeoutMs;
    if (timedOut || block.length >= maxMessageCount) {
      blocks.push(block);
      block = [];
    }
    block.push(at);
  }
  return block.length > 0 ? [...blocks, block] : blocks;
}
