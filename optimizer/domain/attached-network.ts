/** An existing network that this installation is attached to, as its configuration says. Paths are absolute. */
export interface AttachedNetwork {
  /** Fabric's common connection profile. */
  readonly connectionProfile: string;
  readonly channel: string;
  /** Needed to send load. */
  readonly chaincode?: string | undefined;
  /** Of ordering organisations. The first one also reads from the orderers. */
  readonly administrators: readonly [IdentityAccess, ...IdentityAccess[]];
  /** Reads from the peers and sends load. */
  readonly client?: ClientIdentity | undefined;
  /** Shown to nodes that ask for a client certificate. */
  readonly clientTls?: { readonly certificate: string; readonly privateKey: string } | undefined;
  /** Base addresses of operations services by node name, such as `http://10.0.0.7:9443`. */
  readonly operations: Readonly<Record<string, string>>;
  /** Whether nodes on other machines may be spoken to without TLS. */
  readonly allowPlaintext: boolean;
}

export interface ClientIdentity {
  readonly mspId: string;
  readonly mspDirectory: string;
  /** Name of the peer that load is sent through; undefined: the organisation's first one in the profile. */
  readonly peer?: string | undefined;
}

/** A certificate and the way to what signs with its key. */
export type IdentityAccess = { readonly mspId: string } & (
  | { readonly kind: 'folder'; readonly mspDirectory: string }
  | { readonly kind: 'file'; readonly certificate: string; readonly privateKey: string }
  | { readonly kind: 'pkcs11'; readonly certificate: string; readonly module: Pkcs11Key }
  | { readonly kind: 'command'; readonly certificate: string; readonly command: SigningCommand }
);

/** A key that never leaves a hardware module. */
export interface Pkcs11Key {
  /** The module's shared library. */
  readonly library: string;
  /** Label of the token. */
  readonly label: string;
  /** File that holds the user's PIN and nothing else. */
  readonly pinFile: string;
  /** CKA_ID of the private key in hex; undefined: SHA-256 of the public point, as Fabric names keys. */
  readonly keyId?: string | undefined;
}

/** Program and arguments. */
export type SigningCommand = readonly [string, ...string[]];
