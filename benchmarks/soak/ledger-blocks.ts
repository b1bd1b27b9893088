import { NetworkDownError } from '../../optimizer/domain/errors.js';
import type { LiveBlock } from '../../optimizer/domain/live-transactions.js';
import type { Network } from '../../optimizer/domain/ports.js';
import { throwIfCancelled } from '../../optimizer/domain/wait.js';

/** A peer delivers what it has at once; what is longer in coming is not coming. */
const NEXT_BLOCK_DEADLINE_MS = 10_000;

/**
 * The blocks of a peer, from `first` to what the ordering service has now, and further while one of `ids` was
 * not seen and blocks still come.
 * @throws NetworkDownError if the peer does not deliver all of them; CancelledError
 */
export async function ledgerBlocks(
  { channel, updates }: Pick<Network, 'channel' | 'updates'>,
  first: number,
  ids: Iterable<string>,
  signal: AbortSignal,
): Promise<LiveBlock[]> {
  const { height } = await channel.read();
  const unseen = new Set(ids);
  const silence = new AbortController();
  const startTimer = (): NodeJS.Timeout => setTimeout(() => silence.abort(), NEXT_BLOCK_DEADLINE_MS);
  let timer = startTimer();
  const blocks: LiveBlock[] = [];
  try {
    for await (const block of updates.liveBlocks(AbortSignal.any([signal, silence.signal]), first)) {
      clearTimeout(timer);
      timer = startTimer();
      if (block.number !== first + blocks.length)
        throw new NetworkDownError(
          `a peer delivered block ${block.number} where ${first + blocks.length} was due: see "gridtune network status"`,
        );
      blocks.push(block);
      for (const { id } of block.transactions) unseen.delete(id);
      if (first + blocks.length >= height && unseen.size === 0) break;
    }
  } finally {
    clearTimeout(timer);
  }
  throwIfCancelled(signal);
  if (first + blocks.length < height)
    throw new NetworkDownError(
      `no peer delivered blocks ${first + blocks.length} to ${height - 1}: see "gridtune network status"`,
    );
  return blocks;
}
