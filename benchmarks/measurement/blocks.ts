import type { Consensus } from '../../optimizer/domain/consensus.js';
import { cutCauses } from '../../optimizer/domain/block-cut.js';
import type { BlockFigures, CutCause, Observation, Phases } from '../../optimizer/domain/inside.js';
import type { RawTransaction, SeenBlock } from '../../optimizer/domain/ports.js';
import type { OrdererSettings } from '../../optimizer/domain/settings.js';
import { mean } from '../../optimizer/domain/statistics.js';

/** A block with what ended it. */
export type JudgedBlock = SeenBlock & { readonly cutBy: CutCause };

/** @param blocks - consecutive, all cut under `settings`. */
export function judged(
  blocks: readonly SeenBlock[],
  settings: OrdererSettings,
  consensus: Consensus,
): JudgedBlock[] {
  const causes = cutCauses(blocks, settings, consensus);
  return blocks.map((block, index) => ({ ...block, cutBy: causes[index] ?? 'timeout' }));
}

/** The blocks that hold transactions of a window. */
export function blocksOf(
  blocks: readonly JudgedBlock[],
  transactions: readonly RawTransaction[],
): JudgedBlock[] {
  const numbers = new Set(transactions.flatMap(({ block }) => block ?? []));
  return blocks.filter(({ number }) => numbers.has(number));
}

/** Undefined without blocks: a load that only reads has none. */
export function blockFigures(blocks: readonly JudgedBlock[]): BlockFigures | undefined {
  if (blocks.length === 0) return undefined;
  const transactions = blocks.map(({ messageBytes }) => messageBytes.length);
  const bytes = blocks.map(bytesOf);
  const cutBy: Record<CutCause, number> = { count: 0, bytes: 0, timeout: 0, config: 0 };
  for (const block of blocks) cutBy[block.cutBy] += 1;
  return {
    transactionsMean: mean(transactions),
    transactionsMax: Math.max(...transactions),
    bytesMean: mean(bytes),
    bytesMax: Math.max(...bytes),
    cutBy,
  };
}

/** Mean size of a transaction, undefined without any. */
export function meanTxBytes(blocks: readonly JudgedBlock[]): number | undefined {
  const sizes = blocks.flatMap(({ messageBytes }) => messageBytes);
  return sizes.length === 0 ? undefined : mean(sizes);
}

/**
 * Where committed transactions spent their time, on average. The three parts add up to their mean latency.
 * Undefined if none of them is known in all three parts.
 */
export function phases(
  transactions: readonly RawTransaction[],
  blocks: readonly SeenBlock[],
): Phases | undefined {
  const orderedMs = new Map(blocks.map((block) => [block.number, block.orderedMs]));
  const known = transactions.flatMap((transaction) => {
    const { endorsedMs, block, createdMs, finishedMs, failure } = transaction;
    const ordered = block === undefined ? undefined : orderedMs.get(block);
    if (failure !== undefined || endorsedMs === undefined || ordered === undefined) return [];
    return [{ endorse: endorsedMs - createdMs, order: ordered - endorsedMs, commit: finishedMs - ordered }];
  });
  if (known.length === 0) return undefined;
  return {
    endorseMs: mean(known.map(({ endorse }) => endorse)),
    // Two clocks meet here: their difference is known to a fraction of a millisecond.
    orderMs: Math.max(0, mean(known.map(({ order }) => order))),
    commitMs: Math.max(0, mean(known.map(({ commit }) => commit))),
  };
}

/** The columns of an observation that tell of blocks. */
export function blockColumns(
  blocks: readonly JudgedBlock[],
  originMs: number,
): Omit<Observation, 'id' | 'originMs' | 'host' | 'processes' | 'nodes'> {
  return {
    blockNumber: blocks.map(({ number }) => number),
    blockTransactions: blocks.map(({ messageBytes }) => messageBytes.length),
    blockBytes: blocks.map(bytesOf),
    blockOrderedMs: blocks.map(({ orderedMs }) => orderedMs - originMs),
    blockCommittedMs: blocks.map(({ committedMs }) =>
      committedMs === undefined ? -1 : committedMs - originMs,
    ),
    blockValid: blocks.map(({ validIds }) => validIds?.length ?? -1),
    blockCutBy: blocks.map(({ cutBy }) => cutBy),
  };
}

/** Successes that the client was told of against what the peer's own deliveries say, block by block. */
export function disagreements(
  transactions: readonly RawTransaction[],
  blocks: readonly SeenBlock[],
): string[] {
  const told = new Map<number, number>();
  for (const { block, failure } of transactions) {
    if (block !== undefined && failure === undefined) told.set(block, (told.get(block) ?? 0) + 1);
  }
  return blocks.flatMap(({ number, validIds }) => {
    const count = told.get(number) ?? 0;
    if (validIds === undefined || count === 0 || validIds.length === count) return [];
    return [
      `block ${number} holds ${validIds.length} valid transactions, and the load generator knows of ${count}`,
    ];
  });
}

function bytesOf({ messageBytes }: SeenBlock): number {
  return messageBytes.reduce((sum, size) => sum + size, 0);
}
