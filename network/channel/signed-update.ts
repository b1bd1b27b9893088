import { common } from '@hyperledger/fabric-protos';
import type { UpdateSignature } from '../../optimizer/domain/channel-updates.js';
import { signatureHeader, signedEnvelope } from './envelope.js';
import type { SigningIdentity } from './identity.js';

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

/**
 * One administrator's signature over the bytes of an update. Each signs a header of its own and the same bytes, so
 * signatures may be gathered one by one. Needs nothing but the key: no network.
 */
export async function signUpdate(update: Uint8Array, identity: SigningIdentity): Promise<UpdateSignature> {
  const header = signatureHeader(identity);
  return { header, signature: await identity.sign(Buffer.concat([header, update])) };
}
