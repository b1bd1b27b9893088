import { createHash, createPrivateKey } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { signers, type Identity, type Signer } from '@hyperledger/fabric-gateway';
import { msp } from '@hyperledger/fabric-protos';
import { NetworkDownError } from '../../optimizer/domain/errors.js';

/** Somebody who can sign: a certificate of an organisation and the key behind it. */
export interface SigningIdentity {
  readonly mspId: string;
  /** PEM. */
  readonly certificate: Uint8Array;
  /** Serialized as Fabric puts it into signature headers. */
  readonly creator: Uint8Array;
  /** Low-S ECDSA over SHA-256 of `message`; Fabric refuses high-S signatures. */
  sign(message: Uint8Array): Promise<Uint8Array>;
  /** The same identity for fabric-gateway. */
  readonly gateway: { readonly identity: Identity; readonly signer: Signer };
}

/** @param mspDirectory - folder with one file in `signcerts` and one in `keystore`. */
export async function readIdentity(mspId: string, mspDirectory: string): Promise<SigningIdentity> {
  const [certificate, key] = await Promise.all([
    readOnlyFile(path.join(mspDirectory, 'signcerts')),
    readOnlyFile(path.join(mspDirectory, 'keystore')),
  ]);
  const signer = signers.newPrivateKeySigner(createPrivateKey(key));
  const serialized = new msp.SerializedIdentity();
  serialized.setMspid(mspId);
  serialized.setIdBytes(certificate);
  return {
    mspId,
    certificate,
    creator: serialized.serializeBinary(),
    sign: (message) => signer(createHash('sha256').update(message).digest()),
    gateway: { identity: { mspId, credentials: certificate }, signer },
  };
}

async function readOnlyFile(directory: string): Promise<Buffer> {
  try {
    const [first] = await readdir(directory);
    if (first !== undefined) return await readFile(path.join(directory, first));
  } catch (cause) {
    throw new NetworkDownError(`no identity in ${directory}: run "gridtune network up" first`, { cause });
  }
  throw new NetworkDownError(`no identity in ${directory}: run "gridtune network up" first`);
}
