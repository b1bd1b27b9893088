import { DeadlineError, NetworkDownError } from '../../optimizer/domain/errors.js';
import type { LiveBlock } from '../../optimizer/domain/live-transactions.js';
import { preciseNow } from '../../optimizer/domain/precise-time.js';
import { blockNumber } from './config-block.js';
import { fetchBlock, followBlocks } from './deliver.js';
import type { NodeClient } from './endpoint.js';
import type { SigningIdentity } from './identity.js';
import { decodeTransactions } from './transactions.js';

/** A peer, with an identity that may read its blocks. */
export interface ReadablePeer {
  readonly client: NodeClient;
  readonly reader: SigningIdentity;
}

const ANSWER_DEADLINE_MS = 5000;
/** A stream that outlives this is opened anew. */
const LONGEST_STREAM_MS = 24 * 3600 * 1000;

/**
 * Blocks as a peer commits them, from its next one on, each once and in order, until `signal` aborts. When a peer
 * ends its delivery the next one goes on after the last block that was seen; what it has by then comes at once, so
 * `committedMs` of the blocks missed meanwhile is when they arrived here.
 * @param first - number of the first block wanted; without it the next one of the first peer
 * @throws NetworkDownError, DeadlineError if every peer in turn failed without delivering a block
 */
export async function* liveBlocks(
  peers: readonly ReadablePeer[],
  channel: string,
  signal: AbortSignal,
  first?: number,
): AsyncGenerator<LiveBlock, void, undefined> {
  let next = first;
  let failures = 0;
  let lastFailure: Error = new NetworkDownError(`no peer of channel ${channel} is known`);
  for (let turn = 0; !signal.aborted; turn += 1) {
    const peer = peers[turn % peers.length];
    if (!peer || failures >= peers.length) throw lastFailure;
    try {
      const begin = await startOn(peer, channel, next);
      next = begin.next;
      for await (const block of follow(peer, channel, begin.from, signal)) {
        // A peer that lags behind delivers again what another one has delivered already.
        if (block.number < next) continue;
        failures = 0;
        next = block.number + 1;
        yield block;
      }
      lastFailure = new NetworkDownError(
        `${peer.client.endpoint.name} ended the delivery of channel ${channel}: see "gridtune network status"`,
      );
    } catch (error) {
      if (!(error instanceof NetworkDownError || error instanceof DeadlineError)) throw error;
      lastFailure = error;
    }
    failures += 1;
  }
}

/**
 * Where to begin on a peer.
 * @param next - first block that was not seen yet; undefined if the peer's own next one is to be the first.
 */
async function startOn(
  { client, reader }: ReadablePeer,
  channel: string,
  next: number | undefined,
): Promise<{ readonly from: number; readonly next: number }> {
  const request = { channel, identity: reader, deadlineMs: ANSWER_DEADLINE_MS };
  const own = blockNumber(await fetchBlock(client, 'newest', request)) + 1;
  // A peer refuses to be asked for blocks that are further ahead than its next.
  return { from: Math.min(own, next ?? own), next: next ?? own };
}

async function* follow(
  { client, reader }: ReadablePeer,
  channel: string,
  from: number,
  signal: AbortSignal,
): AsyncGenerator<LiveBlock> {
  const request = { channel, identity: reader, deadlineMs: LONGEST_STREAM_MS, signal };
  for await (const block of followBlocks(client, from, request)) {
    const committedMs = preciseNow();
    const { number, kind, transactions } = decodeTransactions(block);
    yield {
      number,
      kind,
      committedMs,
      transactions: transactions.map(({ id, createdMs, validation }) => ({
        id,
        createdMs,
        valid: validation === 'VALID',
      })),
    };
  }
}
