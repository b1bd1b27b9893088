import { common } from '@hyperledger/fabric-protos';
import { signatureHeader, signedEnvelope } from './envelope.js';
import type { SigningIdentity } from './identity.js';

/**
 * An update with the signatures of its administrators, ready for the ordering service.
 * Each signs its own header and the update's bytes, so signatures may be gathered one by one, offline.
 */
export async function signedUpdate(
  channel: string,
  update: Uint8Array,
  administrators: readonly [SigningIdentity, ...SigningIdentity[]],
): Promise<common.Envelope> {
  const updateEnvelope = new common.ConfigUpdateEnvelope();
  updateEnvelope.setConfigUpdate(update);
  updateEnvelope.setSignaturesList(
    await Promise.all(administrators.map((administrator) => signUpdate(update, administrator))),
  );
  return signedEnvelope(
    common.HeaderType.CONFIG_UPDATE,
    channel,
    updateEnvelope.serializeBinary(),
    administrators[0],
  );
}

async function signUpdate(
  update: Uint8Array,
  administrator: SigningIdentity,
): Promise<common.ConfigSignature> {
  const header = signatureHeader(administrator);
  const signature = new common.ConfigSignature();
  signature.setSignatureHeader(header);
  signature.setSignature(await administrator.sign(Buffer.concat([header, update])));
  return signature;
}
