import type { IdentityAccess } from './attached-network.js';
import type { UpdateSignature } from './channel-updates.js';
import type { DecodedUpdate, SignatureCheck } from './update-inspection.js';

/** An administrator who signs on a machine that reaches no network. */
export interface OfflineSigner {
  readonly mspId: string;
  /** Common name in the certificate. */
  readonly name: string;
  /** What can only be told with the channel's configuration at hand. */
  readonly warnings: readonly string[];
  /** @throws SignatureError if what holds the key refuses, or holds another one than the certificate's */
  sign(update: Uint8Array): Promise<UpdateSignature>;
  /** Ends the session with a hardware module. */
  close(): void;
}

/** What can be done about a proposal with its bytes alone. */
export interface OfflineSigning {
  /** @throws TamperedUpdateError if the bytes are no ConfigUpdate */
  readonly decode: (update: Uint8Array) => DecodedUpdate;
  /** Whether a signature fits the bytes and its own certificate; not whether the channel trusts that one. */
  readonly check: (update: Uint8Array, signature: UpdateSignature, nowMs: number) => SignatureCheck;
  /**
   * @throws SignatureError if the certificate is no administrator's; InvalidInputError if a file cannot be read,
   * the certificate has expired, or the key is not that of the certificate; MissingToolError
   */
  readonly openSigner: (access: IdentityAccess, nowMs: number) => Promise<OfflineSigner>;
}
