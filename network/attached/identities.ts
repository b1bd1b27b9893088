import { verify, type X509Certificate } from 'node:crypto';
import type { IdentityAccess } from '../../optimizer/domain/attached-network.js';
import { InvalidInputError, SignatureError } from '../../optimizer/domain/errors.js';
import {
  identityOf,
  readCertificate,
  readIdentity,
  readKeyPair,
  type SigningIdentity,
} from '../channel/identity.js';
import { signatureForm } from '../channel/low-s.js';
import { commandSigner } from './command-signer.js';
import { Pkcs11Modules } from './pkcs11-signer.js';

/** Opens identities of every kind; what they keep open (sessions of hardware modules) ends with `close`. */
export class Identities {
  readonly #modules = new Pkcs11Modules();

  /** @throws InvalidInputError, NetworkDownError, SignatureError, MissingToolError if it cannot be used */
  async open(access: IdentityAccess): Promise<SigningIdentity> {
    if (access.kind === 'folder') return readIdentity(access.mspId, access.mspDirectory);
    if (access.kind === 'file') return readKeyPair(access.mspId, access.certificate, access.privateKey);
    const { pem, parsed } = await readCertificate(access.certificate);
    const form = signatureForm(parsed.publicKey);
    if (form.kind !== 'ecdsa') {
      const message = 'is no certificate of an ECDSA key (P-256 or P-384)';
      throw new InvalidInputError(`identity file ${access.certificate}`, [{ path: '', message }]);
    }
    const signer =
      access.kind === 'pkcs11'
        ? await this.#modules.open(access.module, parsed.publicKey)
        : commandSigner(access.command, form.order);
    return verifying(identityOf(access.mspId, pem, signer), parsed, access.certificate);
  }

  close(): void {
    this.#modules.close();
  }
}

/**
 * Nobody can look at a key that others keep: whether it belongs to the certificate shows in its signatures. A
 * wrong one would be refused by the ordering service in words that do not tell why.
 */
function verifying(identity: SigningIdentity, certificate: X509Certificate, file: string): SigningIdentity {
  const sign = async (message: Uint8Array): Promise<Uint8Array> => {
    const signature = await identity.sign(message);
    if (verify('sha256', message, certificate.publicKey, signature)) return signature;
    throw new SignatureError(
      `what signs for ${identity.mspId} uses another key than that of the certificate ${file}: give the two that belong together`,
    );
  };
  return { ...identity, sign };
}
