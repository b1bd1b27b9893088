import { createHash, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { signers, type HSMSigner, type HSMSignerFactory } from '@hyperledger/fabric-gateway';
import type { Pkcs11Key } from '../../optimizer/domain/attached-network.js';
import { MissingToolError, SignatureError, messageOf } from '../../optimizer/domain/errors.js';
import type { DigestSigner } from '../channel/identity.js';

/** Keys in hardware modules, over PKCS#11. A module's library may be started once in a process. */
export class Pkcs11Modules {
  readonly #libraries = new Map<string, HSMSignerFactory>();
  readonly #sessions: HSMSigner[] = [];

  /**
   * @param publicKey - of the certificate: names the key where the configuration does not
   * @throws MissingToolError if the module cannot be loaded; SignatureError if it does not let us at the key
   */
  async open(key: Pkcs11Key, publicKey: KeyObject): Promise<DigestSigner> {
    const pin = await readPin(key.pinFile);
    const identifier =
      key.keyId === undefined ? subjectKeyIdentifier(publicKey) : Buffer.from(key.keyId, 'hex');
    const factory = this.#load(key.library);
    let session: HSMSigner;
    try {
      session = factory.newSigner({ label: key.label, pin, identifier });
    } catch (cause) {
      throw new SignatureError(
        `token "${key.label}" gives no access to the private key with id ${identifier.toString('hex')} ` +
          `(${messageOf(cause)}): check label, the PIN in ${key.pinFile}, and keyId; a token locks after a few wrong PINs`,
        { cause },
      );
    }
    this.#sessions.push(session);
    return oneAtATime(session.signer, key.label);
  }

  close(): void {
    for (const session of this.#sessions) session.close();
    for (const factory of this.#libraries.values()) factory.dispose();
    this.#sessions.length = 0;
    this.#libraries.clear();
  }

  #load(library: string): HSMSignerFactory {
    const loaded = this.#libraries.get(library);
    if (loaded) return loaded;
    try {
      const factory = signers.newHSMSignerFactory(library);
      this.#libraries.set(library, factory);
      return factory;
    } catch (cause) {
      throw new MissingToolError(missing(cause, library), { cause });
    }
  }
}

function missing(cause: unknown, library: string): string {
  const isPackage = cause instanceof Error && 'code' in cause && cause.code === 'MODULE_NOT_FOUND';
  return isPackage
    ? 'the package pkcs11js is not compiled, as gridtune does without compilers otherwise: install a C++ compiler, make and Python, then run "npm rebuild pkcs11js --ignore-scripts=false" in the folder of gridtune'
    : `the PKCS#11 library ${library} cannot be used (${messageOf(cause)}): check the path and the module's own configuration`;
}

/** A session has one signature under way at most; the nodes of a channel are asked all at once. */
function oneAtATime(sign: DigestSigner, label: string): DigestSigner {
  let last: Promise<unknown> = Promise.resolve();
  return async (digest) => {
    const mine = last.then(async () => sign(digest));
    // The next one waits for this one's end, however it ends.
    last = mine.catch(() => undefined);
    try {
      return await mine;
    } catch (cause) {
      throw new SignatureError(
        `token "${label}" did not sign (${messageOf(cause)}): is it still plugged in?`,
        {
          cause,
        },
      );
    }
  };
}

/** SHA-256 of the public point: the id under which Fabric's own programs keep a key in a module. */
function subjectKeyIdentifier(publicKey: KeyObject): Buffer {
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const point = [Buffer.from([4]), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')];
  return createHash('sha256').update(Buffer.concat(point)).digest();
}

async function readPin(file: string): Promise<string> {
  let pin: string;
  try {
    pin = (await readFile(file, 'utf8')).trim();
  } catch (cause) {
    throw new SignatureError(`the PIN file ${file} cannot be read: check the path and its permissions`, {
      cause,
    });
  }
  if (pin === '') throw new SignatureError(`the PIN file ${file} is empty`);
  return pin;
}
