import { randomBytes } from 'node:crypto';
import { common } from '@hyperledger/fabric-protos';
import timestampModule from 'google-protobuf/google/protobuf/timestamp_pb.js';
import type { SigningIdentity } from './identity.js';

const NONCE_BYTES = 24;

/** A fresh signature header: who signs, and a number used once. */
export function signatureHeader(identity: SigningIdentity): Uint8Array {
  const header = new common.SignatureHeader();
  header.setCreator(identity.creator);
  header.setNonce(randomBytes(NONCE_BYTES));
  return header.serializeBinary();
}

/** Wraps and signs `data` for the ordering service or a peer. */
export async function signedEnvelope(
  type: common.HeaderTypeMap[keyof common.HeaderTypeMap],
  channel: string,
  data: Uint8Array,
  identity: SigningIdentity,
): Promise<common.Envelope> {
  const channelHeader = new common.ChannelHeader();
  channelHeader.setType(type);
  channelHeader.setChannelId(channel);
  channelHeader.setTimestamp(timestampModule.Timestamp.fromDate(new Date()));
  const header = new common.Header();
  header.setChannelHeader(channelHeader.serializeBinary());
  header.setSignatureHeader(signatureHeader(identity));
  const payload = new common.Payload();
  payload.setHeader(header);
  payload.setData(data);
  const bytes = payload.serializeBinary();
  const envelope = new common.Envelope();
  envelope.setPayload(bytes);
  envelope.setSignature(await identity.sign(bytes));
  return envelope;
}
