import { Duplex } from 'node:stream';
import { common, orderer } from '@hyperledger/fabric-protos';
import type { DeliverStream, NodeClient, Status } from '../../network/channel/endpoint.js';
import type { SigningIdentity } from '../../network/channel/identity.js';
import { NetworkDownError } from '../../optimizer/domain/errors.js';

export const identityDouble: SigningIdentity = {
  mspId: 'RegulatorMSP',
  certificate: new Uint8Array(),
  creator: new Uint8Array(),
  sign: async () => new Uint8Array(),
  gateway: {
    identity: { mspId: 'RegulatorMSP', credentials: new Uint8Array() },
    signer: async () => new Uint8Array(),
  },
};

/** An orderer with a chain of its own, of config blocks and empty ones. */
export class OrdererDouble implements NodeClient {
  readonly endpoint;
  /** Blocks from 0 on; the first one is a config block. */
  readonly #blocks: common.Block[] = [];
  readonly #streams = new Set<{ call: Duplex; next: number }>();
  readonly offered: common.Envelope[] = [];
  #lastConfig = 0;
  #sequence = -1;
  /** It answers nothing at all while set. */
  isSilent = false;
  /** What it makes of an update. */
  onBroadcast: (envelope: common.Envelope) => Promise<{ status: Status; info: string }> = async (
    envelope,
  ) => {
    this.commit(envelope.getPayload_asU8());
    return { status: common.Status.SUCCESS, info: '' };
  };

  constructor(name = 'orderer0', genesis = new common.Config()) {
    this.endpoint = { name, kind: 'orderer' as const, address: 'x:1', tlsCaCertificate: new Uint8Array() };
    this.commit(new Uint8Array(), genesis);
  }

  /** Cuts a config block that carries an update with this payload. @returns its number */
  commit(payload: Uint8Array, config = new common.Config()): number {
    this.#sequence += 1;
    this.#lastConfig = this.#blocks.length;
    const next = config.cloneMessage();
    next.setSequence(this.#sequence);
    return this.#append(configTransaction(next, payload));
  }

  /** Cuts a block of one ordinary transaction. */
  commitTransaction(): number {
    return this.#append(transaction(common.HeaderType.ENDORSER_TRANSACTION, new Uint8Array()));
  }

  /** Ends every delivery, as a node that dies does. */
  breakStreams(): void {
    for (const { call } of this.#streams) call.destroy(new Error('14 UNAVAILABLE: connection lost'));
    this.#streams.clear();
  }

  deliver(): DeliverStream {
    const call = new Duplex({
      objectMode: true,
      read: () => undefined,
      write: (envelope: common.Envelope, _encoding, done) => {
        this.#answer(call, seekIn(envelope));
        done();
      },
    });
    return Object.assign(call, { cancel: () => call.push(null) }) as unknown as DeliverStream;
  }

  deliverFiltered(): DeliverStream {
    throw new Error('an orderer delivers whole blocks');
  }

  async broadcast(envelope: common.Envelope): Promise<{ status: Status; info: string }> {
    if (this.isSilent) throw new NetworkDownError(`${this.endpoint.name} does not answer`);
    this.offered.push(envelope);
    return this.onBroadcast(envelope);
  }

  close(): void {
    // Nothing is open.
  }

  #append(data: Uint8Array): number {
    const number = this.#blocks.length;
    this.#blocks.push(blockOf(number, data, this.#lastConfig));
    for (const stream of this.#streams) this.#feed(stream);
    return number;
  }

  #answer(call: Duplex, seek: orderer.SeekInfo): void {
    if (this.isSilent) {
      call.destroy(new Error('14 UNAVAILABLE: connection refused'));
      return;
    }
    const newest = this.#blocks.length - 1;
    const from = seek.getStart()?.hasNewest() ? newest : (seek.getStart()?.getSpecified()?.getNumber() ?? 0);
    const stream = { call, next: from };
    this.#streams.add(stream);
    this.#feed(stream);
  }

  #feed(stream: { call: Duplex; next: number }): void {
    for (let block = this.#blocks[stream.next]; block; block = this.#blocks[stream.next]) {
      const response = new orderer.DeliverResponse();
      response.setBlock(block);
      stream.next += 1;
      stream.call.push(response);
    }
  }
}

function seekIn(envelope: common.Envelope): orderer.SeekInfo {
  return orderer.SeekInfo.deserializeBinary(
    common.Payload.deserializeBinary(envelope.getPayload_asU8()).getData_asU8(),
  );
}

function configTransaction(config: common.Config, updatePayload: Uint8Array): Uint8Array {
  const update = new common.Envelope();
  update.setPayload(updatePayload);
  const envelope = new common.ConfigEnvelope();
  envelope.setConfig(config);
  envelope.setLastUpdate(update);
  return transaction(common.HeaderType.CONFIG, envelope.serializeBinary());
}

function transaction(type: common.HeaderTypeMap[keyof common.HeaderTypeMap], data: Uint8Array): Uint8Array {
  const channelHeader = new common.ChannelHeader();
  channelHeader.setType(type);
  const header = new common.Header();
  header.setChannelHeader(channelHeader.serializeBinary());
  const payload = new common.Payload();
  payload.setHeader(header);
  payload.setData(data);
  const envelope = new common.Envelope();
  envelope.setPayload(payload.serializeBinary());
  return envelope.serializeBinary();
}

function blockOf(number: number, data: Uint8Array, lastConfigIndex: number): common.Block {
  const header = new common.BlockHeader();
  header.setNumber(number);
  const content = new common.BlockData();
  content.addData(data);
  const lastConfig = new common.LastConfig();
  lastConfig.setIndex(lastConfigIndex);
  const ordererMetadata = new common.OrdererBlockMetadata();
  ordererMetadata.setLastConfig(lastConfig);
  const signatures = new common.Metadata();
  signatures.setValue(ordererMetadata.serializeBinary());
  const metadata = new common.BlockMetadata();
  metadata.setMetadataList([signatures.serializeBinary()]);
  const block = new common.Block();
  block.setHeader(header);
  block.setData(content);
  block.setMetadata(metadata);
  return block;
}
