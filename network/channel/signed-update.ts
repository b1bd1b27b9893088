import { common } from '@hyperledger/fabric-protos';
import type { UpdateSignature } from '../../optimizer/domain/channel-updates.js';
import { signatureHeader, signedEnvelope } from './envelope.js';
import type { SigningIdentity } from './identity.js';

/**
 * An update with the signatures of its administrators, ready for the ordering service.
 * Each signs its own header and the update's bytes, so signatures may be gathered one by one, offline.
 * @param administrators - sign now; the first one also signs the message that carries the whole.
 * @param given - signatures that others made earlier over the same bytes.
 */
export async function signedUpdate(
  channel: string,
  update: Uint8Array,
  administrators: readonly [SigningIdentity, ...SigningIdentity[]],
  given: readonly UpdateSignature[] = [],
): Promise<common.Envelope> {
  const own = await Promise.all(administrators.map((administrator) => signUpdate(update, administrator)));
  return updateEnvelope(channel, update, [...given, ...own], administrators[0]);
}

/**
 * An update with the signatures given and no others, sent in the name of `submitter`, who need not be an
 * administrator: any writer of the channel may hand it in.
 */
export async function updateEnvelope(
  channel: string,
  update: Uint8Array,
  signatures: readonly UpdateSignature[],
  submitter: SigningIdentity,
): Promise<common.Envelope> {
  const message = new common.ConfigUpdateEnvelope();
  message.setConfigUpdate(update);
  message.setSignaturesList(
    signatures.map(({ header, signature }) => {
      const configSignature = new common.ConfigSignature();
      configSignature.setSignatureHeader(header);
      configSignature.setSignature(signature);
      return configSignature;
    }),
  );
  return signedEnvelope(common.HeaderType.CONFIG_UPDATE, channel, message.serializeBinary(), submitter);
}

/** One administrator's signature over the bytes of an update. Needs nothing but the key: no network. */
export async function signUpdate(update: Uint8Array, identity: SigningIdentity): Promise<UpdateSignature> {
  const header = signatureHeader(identity);
  return { header, signature: await identity.sign(Buffer.concat([header, update])) };
}
