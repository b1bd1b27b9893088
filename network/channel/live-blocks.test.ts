import { Duplex } from 'node:stream';
import { common, orderer, peer } from '@hyperledger/fabric-protos';
import { describe, expect, it } from 'vitest';
import { NetworkDownError } from '../../optimizer/domain/errors.js';
import type { LiveBlock } from '../../optimizer/domain/live-transactions.js';
import type { DeliverStream, NodeClient } from './endpoint.js';
import type { SigningIdentity } from './identity.js';
import { liveBlocks, type ReadablePeer } from './live-blocks.js';

const reader: SigningIdentity = {
  mspId: 'TsoMSP',
  certificate: new Uint8Array(),
  creator: new Uint8Array(),
  sign: async () => new Uint8Array(),
  gateway: {
    identity: { mspId: 'TsoMSP', credentials: new Uint8Array() },
    signer: async () => new Uint8Array(),
  },
};

/** A block of one transaction of each validity, named after the block. */
function blockOf(number: number): common.Block {
  const data = new common.BlockData();
  for (const name of ['good', 'bad']) {
    const channelHeader = new common.ChannelHeader();
    channelHeader.setType(common.HeaderType.ENDORSER_TRANSACTION);
    channelHeader.setTxId(`${name}-${number}`);
    const header = new common.Header();
    header.setChannelHeader(channelHeader.serializeBinary());
    const payload = new common.Payload();
    payload.setHeader(header);
    const envelope = new common.Envelope();
    envelope.setPayload(payload.serializeBinary());
    data.addData(envelope.serializeBinary());
  }
  const header = new common.BlockHeader();
  header.setNumber(number);
  const metadata = new common.BlockMetadata();
  metadata.setMetadataList([
    new Uint8Array(),
    new Uint8Array(),
    Uint8Array.of(peer.TxValidationCode.VALID, peer.TxValidationCode.MVCC_READ_CONFLICT),
  ]);
  const block = new common.Block();
  block.setHeader(header);
  block.setData(data);
  block.setMetadata(metadata);
  return block;
}

/**
 * A peer whose newest block is `newest`; it delivers up to `last` and then breaks the stream, or keeps it open.
 * It refuses, as Fabric does, to be asked for blocks further ahead than its next.
 */
class PeerDouble implements NodeClient {
  readonly endpoint;
  readonly asked: number[] = [];
  readonly #blocks: { newest: number; last: number; ending: 'break' | 'stay' };

  constructor(name: string, blocks: { newest: number; last: number; ending: 'break' | 'stay' }) {
    this.endpoint = { name, kind: 'peer' as const, address: 'x:1', tlsCaCertificate: new Uint8Array() };
    this.#blocks = blocks;
  }

  deliver(): DeliverStream {
    const call = new Duplex({
      objectMode: true,
      read: () => undefined,
      write: (envelope: common.Envelope, _encoding, done) => {
        this.#answer(call, seekOf(envelope));
        done();
      },
    });
    return Object.assign(call, { cancel: () => call.push(null) }) as unknown as DeliverStream;
  }

  #answer(call: Duplex, seek: orderer.SeekInfo): void {
    const { newest, last, ending } = this.#blocks;
    if (seek.getStart()?.hasNewest()) {
      call.push(delivery(blockOf(newest)));
      return;
    }
    const from = seek.getStart()?.getSpecified()?.getNumber() ?? 0;
    this.asked.push(from);
    if (from > newest + 1) {
      const refusal = new peer.DeliverResponse();
      refusal.setStatus(common.Status.NOT_FOUND);
      call.push(refusal);
      return;
    }
    for (let number = from; number <= last; number += 1) call.push(delivery(blockOf(number)));
    if (ending === 'break') setImmediate(() => call.destroy(new Error('14 UNAVAILABLE: connection dropped')));
  }

  deliverFiltered(): DeliverStream {
    return this.deliver();
  }

  async broadcast(): Promise<never> {
    throw new Error('a peer takes no envelopes');
  }

  close(): void {
    // Nothing is open.
  }
}

function seekOf(envelope: common.Envelope): orderer.SeekInfo {
  return orderer.SeekInfo.deserializeBinary(
    common.Payload.deserializeBinary(envelope.getPayload_asU8()).getData_asU8(),
  );
}

function delivery(block: common.Block): peer.DeliverResponse {
  const response = new peer.DeliverResponse();
  response.setBlock(block);
  return response;
}

async function seen(peers: readonly ReadablePeer['client'][], until: number): Promise<LiveBlock[]> {
  const end = new AbortController();
  const blocks: LiveBlock[] = [];
  for await (const block of liveBlocks(
    peers.map((client) => ({ client, reader })),
    'exchange',
    end.signal,
  )) {
    blocks.push(block);
    if (block.number === until) end.abort();
  }
  return blocks;
}

describe('liveBlocks', () => {
  it('starts at the next block of the peer and tells which transactions it found valid', async () => {
    const blocks = await seen([new PeerDouble('a', { newest: 6, last: 8, ending: 'stay' })], 8);
    expect(blocks.map(({ number }) => number)).toEqual([7, 8]);
    expect(blocks[0]?.transactions.map(({ id, valid }) => [id, valid])).toEqual([
      ['good-7', true],
      ['bad-7', false],
    ]);
  });

  it('goes on with another peer after the last block seen, each block once', async () => {
    const first = new PeerDouble('a', { newest: 6, last: 8, ending: 'break' });
    const ahead = new PeerDouble('b', { newest: 10, last: 11, ending: 'stay' });
    const blocks = await seen([first, ahead], 11);
    expect(blocks.map(({ number }) => number)).toEqual([7, 8, 9, 10, 11]);
    expect(ahead.asked).toEqual([9]);
  });

  it('asks a peer that lags behind for its own next block and leaves out what was seen', async () => {
    const first = new PeerDouble('a', { newest: 6, last: 9, ending: 'break' });
    const behind = new PeerDouble('b', { newest: 7, last: 11, ending: 'stay' });
    const blocks = await seen([first, behind], 11);
    expect(blocks.map(({ number }) => number)).toEqual([7, 8, 9, 10, 11]);
    expect(behind.asked).toEqual([8]);
  });

  it('comes back to a peer that broke once and works again', async () => {
    const both = [
      new PeerDouble('a', { newest: 6, last: 8, ending: 'break' }),
      new PeerDouble('b', { newest: 8, last: 9, ending: 'break' }),
    ];
    const blocks: number[] = [];
    await expect(
      (async () => {
        for await (const { number } of liveBlocks(
          both.map((client) => ({ client, reader })),
          'exchange',
          new AbortController().signal,
        ))
          blocks.push(number);
      })(),
    ).rejects.toThrow(NetworkDownError);
    expect(blocks).toEqual([7, 8, 9]);
    expect(both[0]?.asked).toHaveLength(2);
  });

  it('fails with the reason once every peer has failed', async () => {
    const broken = new PeerDouble('a', { newest: 6, last: 6, ending: 'break' });
    await expect(seen([broken], 7)).rejects.toThrow('connection dropped');
    await expect(seen([], 7)).rejects.toThrow('no peer of channel exchange is known');
  });

  it('ends quietly when it is told to stop while nothing comes', async () => {
    const end = new AbortController();
    const peers = [{ client: new PeerDouble('a', { newest: 6, last: 6, ending: 'stay' }), reader }];
    const next = liveBlocks(peers, 'exchange', end.signal).next();
    setTimeout(() => end.abort(), 20);
    expect(await next).toEqual({ done: true, value: undefined });
  });
});
