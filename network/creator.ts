import { X509Certificate } from 'node:crypto';
import { common, msp } from '@hyperledger/fabric-protos';
import { nameOf } from './channel/msp-certificate.js';

/** Whose certificate stands in a signature header. Says nothing about whether a signature is theirs. */
export function creatorIn(signatureHeader: Uint8Array): { readonly mspId: string; readonly name: string } {
  const header = common.SignatureHeader.deserializeBinary(signatureHeader);
  const creator = msp.SerializedIdentity.deserializeBinary(header.getCreator_asU8());
  return { mspId: creator.getMspid(), name: nameOf(new X509Certificate(creator.getIdBytes_asU8())) };
}
