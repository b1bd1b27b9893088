import { messageOf } from '../../optimizer/domain/errors.js';
import { common } from '@hyperledger/fabric-protos';
import type { BlockWatch, SeenBlock } from '../../optimizer/domain/ports.js';
import { preciseNow } from '../../optimizer/domain/precise-time.js';
import { blockNumber } from './config-block.js';
import { fetchBlock, followBlocks, followFilteredBlocks, type DeliverRequest } from './deliver.js';
import type { NodeClient } from './endpoint.js';
import type { SigningIdentity } from './identity.js';

export interface WatchedChannel {
  readonly channel: string;
  readonly orderers: readonly NodeClient[];
  /** Reads from the orderers. */
  readonly reader: SigningIdentity;
  /** The peer whose commits clients hear of. */
  readonly peer: { readonly client: NodeClient; readonly reader: SigningIdentity };
}

/** No round is longer, drain included; the stream would otherwise outlive a watch that nobody finished. */
const LONGEST_WATCH_MS = 2 * 3600 * 1000;
const ANSWER_DEADLINE_MS = 5000;

/** One of the two nodes that are followed, and the first block of interest. */
interface Side {
  readonly client: NodeClient;
  readonly request: DeliverRequest;
  readonly from: number;
}

interface Ordered {
  readonly kind: SeenBlock['kind'];
  readonly messageBytes: readonly number[];
  readonly orderedMs: number;
}
interface Committed {
  readonly committedMs: number;
  readonly validIds: readonly string[];
}

/**
 * Follows a channel on an orderer and on a peer at once: what each block holds, when it was cut and agreed on,
 * when it was committed, and what the peer thought of its transactions.
 * @throws NetworkDownError, DeadlineError if no orderer delivers the channel
 */
export async function watchBlocks(watched: WatchedChannel): Promise<BlockWatch> {
  const { channel, reader, peer } = watched;
  const fromOrderers = { channel, identity: reader, deadlineMs: ANSWER_DEADLINE_MS };
  const { client, next } = await firstAnswering(watched.orderers, fromOrderers);
  const asReader = { channel, identity: peer.reader, deadlineMs: ANSWER_DEADLINE_MS };
  // A busy peer lags behind, and refuses to be asked for blocks that are further ahead than its next.
  const own = blockNumber(await fetchBlock(peer.client, 'newest', asReader)) + 1;
  return new Watch(
    { client, request: { ...fromOrderers, deadlineMs: LONGEST_WATCH_MS }, from: next },
    {
      client: peer.client,
      request: { ...asReader, deadlineMs: LONGEST_WATCH_MS },
      from: Math.min(own, next),
    },
  );
}

class Watch implements BlockWatch {
  readonly #ordered = new Map<number, Ordered>();
  readonly #committed = new Map<number, Committed>();
  readonly #validIds = new Set<string>();
  readonly #problems: string[] = [];
  readonly #end = new AbortController();
  readonly #sides: readonly Promise<void>[];
  #onProgress: () => void = () => undefined;

  constructor(orderer: Side, peer: Side) {
    const { signal } = this.#end;
    this.#sides = [
      this.#side(`blocks of ${orderer.client.endpoint.name}`, async () => {
        for await (const block of followBlocks(orderer.client, orderer.from, {
          ...orderer.request,
          signal,
        })) {
          this.#ordered.set(blockNumber(block), { ...contentsOf(block), orderedMs: preciseNow() });
          this.#onProgress();
        }
      }),
      this.#side(`commits of ${peer.client.endpoint.name}`, async () => {
        for await (const { number, validIds } of followFilteredBlocks(peer.client, peer.from, {
          ...peer.request,
          signal,
        })) {
          this.#committed.set(number, { validIds, committedMs: preciseNow() });
          for (const id of validIds) this.#validIds.add(id);
          this.#onProgress();
        }
      }),
    ];
  }

  async finish({
    last,
    ids = [],
    deadlineMs,
  }: Parameters<BlockWatch['finish']>[0]): Promise<{ blocks: SeenBlock[]; problems: string[] }> {
    const isLastSeen = (): boolean =>
      last === undefined || (this.#ordered.has(last) && this.#committed.has(last));
    await this.#until(() => isLastSeen() && ids.every((id) => this.#validIds.has(id)), deadlineMs);
    if (!isLastSeen() && this.#problems.length === 0)
      this.#problems.push(`block ${last} was not delivered within ${deadlineMs} ms`);
    this.#end.abort();
    await Promise.all(this.#sides);
    const blocks = [...this.#ordered]
      .map(([number, ordered]): SeenBlock => ({ number, ...ordered, ...this.#committed.get(number) }))
      .toSorted((a, b) => a.number - b.number);
    return { blocks, problems: this.#problems };
  }

  /** A side that ends before it was told to is a problem of the watch and none of the round. */
  async #side(name: string, follow: () => Promise<void>): Promise<void> {
    let why = 'the node ended the delivery';
    try {
      await follow();
    } catch (error) {
      why = messageOf(error);
    }
    if (!this.#end.signal.aborted) this.#problems.push(`${name} were not seen to the end: ${why}`);
    this.#onProgress();
  }

  /** Also ends when a side stopped delivering: what is missing will not come any more. */
  async #until(isDone: () => boolean, deadlineMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#onProgress = () => {
        if (this.#problems.length > 0 || isDone()) resolve();
      };
      timer = setTimeout(resolve, deadlineMs);
      this.#onProgress();
    });
    clearTimeout(timer);
  }
}

async function firstAnswering(
  orderers: readonly NodeClient[],
  request: DeliverRequest,
): Promise<{ client: NodeClient; next: number }> {
  let last: unknown;
  for (const client of orderers) {
    try {
      return { client, next: blockNumber(await fetchBlock(client, 'newest', request)) + 1 };
    } catch (error) {
      last = error;
    }
  }
  throw last;
}

function contentsOf(block: common.Block): Pick<SeenBlock, 'kind' | 'messageBytes'> {
  const envelopes = (block.getData()?.getDataList_asU8() ?? []).map((bytes) =>
    common.Envelope.deserializeBinary(bytes),
  );
  const messageBytes = envelopes.map(
    (envelope) => envelope.getPayload_asU8().length + envelope.getSignature_asU8().length,
  );
  return { kind: isConfig(envelopes[0]) ? 'config' : 'transactions', messageBytes };
}

function isConfig(envelope: common.Envelope | undefined): boolean {
  if (!envelope) return false;
  const header = common.Payload.deserializeBinary(envelope.getPayload_asU8()).getHeader();
  const channelHeader = common.ChannelHeader.deserializeBinary(
    header?.getChannelHeader_asU8() ?? new Uint8Array(),
  );
  return channelHeader.getType() === common.HeaderType.CONFIG;
}
