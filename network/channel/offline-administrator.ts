import { createPrivateKey, type X509Certificate } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { IdentityAccess } from '../../optimizer/domain/attached-network.js';
import { InvalidInputError, SignatureError } from '../../optimizer/domain/errors.js';
import type { OfflineSigner } from '../../optimizer/domain/offline-signing.js';
import { Identities } from '../attached/identities.js';
import { readCertificate } from './identity.js';
import { nameOf, parseCertificate, unitsOf } from './msp-certificate.js';
import { signUpdate } from './signed-update.js';
import { printable } from './update-decoding-text.js';

/** What an MSP folder says about roles. */
interface MspFolder {
  /** Whether units give roles; false where nothing is known. */
  readonly usesUnits: boolean;
  readonly administratorUnit: string;
  /** Administrators named one by one. */
  readonly administrators: readonly X509Certificate[];
}

type FileAccess = Extract<IdentityAccess, { kind: 'file' }>;

const NO_FOLDER: MspFolder = { usesUnits: false, administratorUnit: 'admin', administrators: [] };

/** Units of certificates that belong to nodes, whatever the organisation makes of the others. */
const NODE_UNITS = ['peer', 'orderer'];

const mspConfigSchema = z.object({
  NodeOUs: z
    .object({
      Enable: z.boolean().default(false),
      AdminOUIdentifier: z.object({ OrganizationalUnitIdentifier: z.string() }).optional(),
    })
    .optional(),
});

/**
 * An administrator's certificate and the way to its key, ready to sign.
 * @throws SignatureError if the certificate is not an administrator's as far as files tell; InvalidInputError if
 * a file cannot be read, certificate and key do not belong together, or the certificate has expired
 */
export async function openAdministrator(access: IdentityAccess, nowMs: number): Promise<OfflineSigner> {
  const { mspId } = access;
  const found = access.kind === 'folder' ? await inFolder(access) : { access, folder: NO_FOLDER };
  const { parsed } = await readCertificate(found.access.certificate, new Date(nowMs));
  const name = printable(nameOf(parsed));
  const warnings = warningsAbout(parsed, found.folder, `${name} of ${mspId}`);
  const identities = new Identities();
  const identity = await identities.open(found.access);
  return {
    mspId,
    name,
    warnings,
    sign: (update) => signUpdate(update, identity),
    close: () => identities.close(),
  };
}

/** @throws SignatureError */
function warningsAbout(
  certificate: X509Certificate,
  { usesUnits, administratorUnit, administrators }: MspFolder,
  who: string,
): string[] {
  const units = unitsOf(certificate);
  if (units.includes(administratorUnit)) return [];
  if (administrators.some(({ raw }) => raw.equals(certificate.raw))) return [];
  const unit = units.length === 0 ? 'no organisational unit' : `OU=${units.map(printable).join(', OU=')}`;
  if (usesUnits || units.some((each) => NODE_UNITS.includes(each))) {
    throw new SignatureError(
      `${who} is no administrator: the certificate has ${unit} and would need OU=${administratorUnit}; sign with an administrator's certificate`,
    );
  }
  return [
    `whether ${who} is an administrator cannot be told here (the certificate has ${unit}): the channel decides it when the proposal is submitted`,
  ];
}

async function inFolder({
  mspId,
  mspDirectory,
}: Extract<IdentityAccess, { kind: 'folder' }>): Promise<{ access: FileAccess; folder: MspFolder }> {
  const [certificate, ...others] = await filesIn(path.join(mspDirectory, 'signcerts'));
  if (certificate === undefined || others.length > 0) {
    const message = `holds ${others.length === 0 ? 'no certificate' : 'several certificates'} in signcerts: give --certificate and --private-key`;
    throw new InvalidInputError(`MSP folder ${mspDirectory}`, [{ path: '', message }]);
  }
  const privateKey = await keyOf(certificate, await filesIn(path.join(mspDirectory, 'keystore')));
  if (privateKey === undefined) {
    const message = 'holds no key of its certificate in keystore: give --certificate and --private-key';
    throw new InvalidInputError(`MSP folder ${mspDirectory}`, [{ path: '', message }]);
  }
  const access = { mspId, kind: 'file', certificate, privateKey } as const;
  return { access, folder: await readFolder(mspDirectory) };
}

/** Fabric's certificate authority leaves the keys of earlier certificates beside the newest one. */
async function keyOf(certificateFile: string, keyFiles: readonly string[]): Promise<string | undefined> {
  if (keyFiles.length < 2) return keyFiles[0];
  const certificate = parseCertificate(await readFile(certificateFile));
  for (const file of keyFiles) {
    const pem = await readFile(file);
    if (certificate && isKeyOf(pem, certificate)) return file;
  }
  return undefined;
}

function isKeyOf(pem: Uint8Array, certificate: X509Certificate): boolean {
  try {
    return certificate.checkPrivateKey(createPrivateKey(Buffer.from(pem)));
  } catch {
    // Something else lies beside the keys; a parser's words may quote it, so they go no further.
    return false;
  }
}

/** What the folder says of roles, as peers and orderers read it (msp/configbuilder.go). */
async function readFolder(mspDirectory: string): Promise<MspFolder> {
  const file = path.join(mspDirectory, 'config.yaml');
  const [text] = await textsOf([file]);
  const parsed = mspConfigSchema.safeParse(text === undefined ? {} : parse(text));
  if (!parsed.success) {
    const message =
      'says nothing that can be read about NodeOUs: repair it, or give --certificate and --private-key';
    throw new InvalidInputError(file, [{ path: '', message }], { cause: parsed.error });
  }
  const units = parsed.data.NodeOUs;
  const named = await textsOf(await filesIn(path.join(mspDirectory, 'admincerts')));
  return {
    usesUnits: units?.Enable ?? false,
    administratorUnit: units?.AdminOUIdentifier?.OrganizationalUnitIdentifier ?? 'admin',
    administrators: named.flatMap((pem) => parseCertificate(Buffer.from(pem)) ?? []),
  };
}

/** @returns none where the folder is not there. */
async function filesIn(directory: string): Promise<string[]> {
  try {
    return (await readdir(directory)).toSorted().map((name) => path.join(directory, name));
  } catch (cause) {
    if (isMissing(cause)) return [];
    throw new InvalidInputError(directory, [{ path: '', message: 'cannot be read: check its permissions' }], {
      cause,
    });
  }
}

/** Files that are not there are left out. */
async function textsOf(files: readonly string[]): Promise<string[]> {
  const texts: string[] = [];
  for (const file of files) {
    try {
      texts.push(await readFile(file, 'utf8'));
    } catch (cause) {
      if (!isMissing(cause))
        throw new InvalidInputError(file, [{ path: '', message: 'cannot be read: check its permissions' }], {
          cause,
        });
    }
  }
  return texts;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
