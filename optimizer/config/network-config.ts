import path from 'node:path';
import { z } from 'zod';
import type { AttachedNetwork, IdentityAccess } from '../domain/attached-network.js';

/** `network:` of gridtune.yaml: the existing network that this installation is attached to. */

const text = z.string({ error: 'must be a text' }).min(1, { error: 'must not be empty' });

/** A list that has a first. */
function atLeastOne<T extends z.ZodType>(item: T, error: string) {
  return z
    .array(item, { error })
    .transform(([first, ...others], context): [z.output<T>, ...z.output<T>[]] => {
      if (first !== undefined) return [first, ...others];
      context.addIssue({ code: 'custom', message: error });
      return z.NEVER;
    });
}

const pkcs11Schema = z.strictObject({
  library: text,
  label: text,
  pinFile: text,
  keyId: z
    .string()
    .regex(/^([0-9a-fA-F]{2})+$/, { error: 'must be whole bytes in hex, in quotes' })
    .optional(),
});

const signerSchema = z
  .strictObject({
    pkcs11: pkcs11Schema.optional(),
    command: atLeastOne(text, 'must be a list: a program and its arguments').optional(),
  })
  .refine(({ pkcs11, command }) => (pkcs11 === undefined) !== (command === undefined), {
    error: 'give pkcs11 or command',
  });

const writtenIdentitySchema = z.strictObject({
  mspId: text,
  mspDirectory: text.optional(),
  certificate: text.optional(),
  privateKey: text.optional(),
  signer: signerSchema.optional(),
});
type WrittenIdentity = z.infer<typeof writtenIdentitySchema>;

/** Written flat with exactly one way to the key, so that a fault names the very key that is wrong. */
const identitySchema = writtenIdentitySchema.transform((written, context): IdentityAccess => {
  for (const { key, message } of identityFaults(written))
    context.addIssue({ code: 'custom', path: key ? [key] : [], message });
  return accessOf(written) ?? z.NEVER;
});

function accessOf(written: WrittenIdentity): IdentityAccess | undefined {
  const { mspId, mspDirectory, certificate, privateKey, signer } = written;
  if (mspDirectory !== undefined) return { mspId, kind: 'folder', mspDirectory };
  if (certificate === undefined) return undefined;
  if (privateKey !== undefined) return { mspId, kind: 'file', certificate, privateKey };
  if (signer?.pkcs11) return { mspId, kind: 'pkcs11', certificate, module: signer.pkcs11 };
  if (signer?.command) return { mspId, kind: 'command', certificate, command: signer.command };
  return undefined;
}

function identityFaults(written: WrittenIdentity): { key?: string; message: string }[] {
  const { mspDirectory, certificate, privateKey, signer } = written;
  if (mspDirectory !== undefined) {
    return Object.entries({ certificate, privateKey, signer })
      .filter(([, value]) => value !== undefined)
      .map(([key]) => ({
        key,
        message: 'has no place beside mspDirectory, which holds certificate and key',
      }));
  }
  if (certificate === undefined)
    return [{ message: 'give mspDirectory, or certificate with privateKey or signer' }];
  if ((privateKey === undefined) === (signer === undefined))
    return [{ message: 'give either privateKey or signer beside certificate' }];
  return [];
}

export const networkConfigSchema = z
  .strictObject({
    connectionProfile: text,
    channel: text,
    chaincode: text.optional(),
    administrators: atLeastOne(
      identitySchema,
      'must be a list of at least one administrator of an ordering organisation',
    ),
    client: z.strictObject({ mspId: text, mspDirectory: text, peer: text.optional() }).optional(),
    clientTls: z.strictObject({ certificate: text, privateKey: text }).optional(),
    operations: z
      .record(
        z.string(),
        z
          .url({ protocol: /^https?$/, error: 'must be an address such as http://127.0.0.1:9443' })
          .transform((url) => url.replace(/\/$/, '')),
      )
      .default({}),
    allowPlaintext: z.boolean({ error: 'must be true or false' }).default(false),
  })
  .readonly();
export type NetworkConfig = z.infer<typeof networkConfigSchema>;

/** @param directory - of the configuration file: what its relative paths start from */
export function attachedNetworkOf(written: NetworkConfig, directory: string): AttachedNetwork {
  const inside = (file: string): string => path.resolve(directory, file);
  const [first, ...others] = written.administrators;
  const { client, clientTls } = written;
  return {
    ...written,
    connectionProfile: inside(written.connectionProfile),
    administrators: [withPaths(first, inside), ...others.map((other) => withPaths(other, inside))],
    client: client && { ...client, mspDirectory: inside(client.mspDirectory) },
    clientTls: clientTls && {
      certificate: inside(clientTls.certificate),
      privateKey: inside(clientTls.privateKey),
    },
  };
}

function withPaths(access: IdentityAccess, inside: (file: string) => string): IdentityAccess {
  if (access.kind === 'folder') return { ...access, mspDirectory: inside(access.mspDirectory) };
  const certificate = inside(access.certificate);
  if (access.kind === 'file') return { ...access, certificate, privateKey: inside(access.privateKey) };
  if (access.kind === 'command') {
    const [program, ...rest] = access.command;
    // A bare name is looked for where programs are; one with a folder starts from the configuration file.
    const command = [program.includes(path.sep) ? inside(program) : program, ...rest] as const;
    return { ...access, certificate, command };
  }
  const { library, pinFile } = access.module;
  const module = { ...access.module, library: inside(library), pinFile: inside(pinFile) };
  return { ...access, certificate, module };
}
