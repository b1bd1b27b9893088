import type { Command } from 'commander';
import { z } from 'zod';
import type { IdentityAccess } from '../../../domain/attached-network.js';
import { InvalidInputError } from '../../../domain/errors.js';

/** Whose certificate, and the way to its key, as the command line takes them. */
export interface SignerOptions {
  readonly mspId: string;
  readonly mspDir?: string;
  readonly certificate?: string;
  readonly privateKey?: string;
  readonly signerCommand?: string;
  readonly pkcs11Library?: string;
  readonly pkcs11Label?: string;
  readonly pkcs11PinFile?: string;
  readonly pkcs11KeyId?: string;
}

export function addSignerOptions(command: Command): void {
  command
    .requiredOption('--msp-id <id>', 'MSP id of your organisation, such as RegulatorMSP')
    .option('--msp-dir <directory>', "an administrator's MSP folder, with signcerts and keystore")
    .option('--certificate <file>', "an administrator's certificate in PEM; goes with one way to its key:")
    .option('--private-key <file>', '  a file with the key in PEM')
    .option('--signer-command <json>', `  a program that signs, such as '["sign-digest", "{digest}"]'`)
    .option('--pkcs11-library <file>', '  a hardware module, with --pkcs11-label and --pkcs11-pin-file')
    .option('--pkcs11-label <label>', '  label of its token')
    .option('--pkcs11-pin-file <file>', '  file that holds the PIN and nothing else')
    .option('--pkcs11-key-id <hex>', '  CKA_ID of the key, where it is not the hash of the public key');
}

/** @throws InvalidInputError unless there is exactly one whole way to a key */
export function signerAccess(options: SignerOptions): IdentityAccess {
  const { mspId, mspDir, certificate } = options;
  const keys = keysGiven(options);
  const [key, ...more] = keys;
  if (mspDir !== undefined && certificate === undefined && !key)
    return { mspId, kind: 'folder', mspDirectory: mspDir };
  if (mspDir === undefined && certificate !== undefined && key && more.length === 0)
    return { mspId, certificate, ...key };
  throw fault(
    'give either --msp-dir, or --certificate with one of --private-key, --signer-command and --pkcs11-library',
  );
}

type KeyAccess = IdentityAccess extends infer Access
  ? Access extends { readonly certificate: string }
    ? Omit<Access, 'mspId' | 'certificate'>
    : never
  : never;

function keysGiven({ privateKey, signerCommand, ...options }: SignerOptions): KeyAccess[] {
  const module = pkcs11Of(options);
  return [
    ...(privateKey === undefined ? [] : [{ kind: 'file', privateKey } as const]),
    ...(signerCommand === undefined
      ? []
      : [{ kind: 'command', command: parseCommand(signerCommand) } as const]),
    ...(module ? [{ kind: 'pkcs11', module } as const] : []),
  ];
}

function pkcs11Of({
  pkcs11Library,
  pkcs11Label,
  pkcs11PinFile,
  pkcs11KeyId,
}: Omit<SignerOptions, 'privateKey'>) {
  const given = [pkcs11Library, pkcs11Label, pkcs11PinFile, pkcs11KeyId];
  if (given.every((value) => value === undefined)) return undefined;
  if (pkcs11Library === undefined || pkcs11Label === undefined || pkcs11PinFile === undefined)
    throw fault('give --pkcs11-library, --pkcs11-label and --pkcs11-pin-file together');
  return { library: pkcs11Library, label: pkcs11Label, pinFile: pkcs11PinFile, keyId: pkcs11KeyId };
}

const commandSchema = z.tuple([z.string().min(1)], z.string());

function parseCommand(text: string): z.infer<typeof commandSchema> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Told below: what is no JSON is no list either.
  }
  const parsed = commandSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw fault(`--signer-command must be a JSON list of a program and its arguments, got ${text}`);
}

function fault(message: string): InvalidInputError {
  return new InvalidInputError('proposal sign', [{ path: '', message }]);
}
