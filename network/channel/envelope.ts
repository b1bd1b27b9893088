import { createHash, randomBytes, X509Certificate } from 'node:crypto';
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

/** Fabric's id of the transaction under a signature header: SHA-256 of nonce and creator (protoutil.ComputeTxID). */
function transactionIdOf(header: Uint8Array): string {
  const read = common.SignatureHeader.deserializeBinary(header);
  return createHash('sha256').update(read.getNonce_asU8()).update(read.getCreator_asU8()).digest('hex');
}

/** SHA-256 of a certificate as it goes over the wire. @param certificate - PEM */
export function tlsCertificateHash(certificate: Uint8Array): Uint8Array {
  return createHash('sha256').update(new X509Certificate(certificate).raw).digest();
}

/**
 * Wraps and signs `data` for the ordering service or a peer.
 * @param shown - the TLS client certificate of the connection it is sent over, if there is one: a node that asks
 * for one delivers nothing to a request that does not name it (common/deliver/binding.go)
 */
export async function signedEnvelope(
  type: common.HeaderTypeMap[keyof common.HeaderTypeMap],
  channel: string,
  data: Uint8Array,
  identity: SigningIdentity,
  shown?: Uint8Array,
): Promise<common.Envelope> {
  const signedBy = signatureHeader(identity);
  const channelHeader = new common.ChannelHeader();
  channelHeader.setType(type);
  channelHeader.setChannelId(channel);
  channelHeader.setTimestamp(timestampModule.Timestamp.fromDate(new Date()));
  channelHeader.setTxId(transactionIdOf(signedBy));
  if (shown) channelHeader.setTlsCertHash(tlsCertificateHash(shown));
  const header = new common.Header();
  header.setChannelHeader(channelHeader.serializeBinary());
  header.setSignatureHeader(signedBy);
  const payload = new common.Payload();
  payload.setHeader(header);
  payload.setData(data);
  const bytes = payload.serializeBinary();
  const envelope = new common.Envelope();
  envelope.setPayload(bytes);
  envelope.setSignature(await identity.sign(bytes));
  return envelope;
}
