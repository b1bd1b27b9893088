import { z } from 'zod';
import { InvalidInputError } from '../../domain/errors.js';
import { proposalSchema, proposalSignatureSchema, type Proposal } from '../../domain/proposal.js';
import { faultsOf } from '../../domain/settings.js';

/** Version of both kinds of file; what a newer gridtune wrote is refused rather than half understood. */
const FILE_VERSION = 1;

const signatureFileSchema = z
  .strictObject({
    proposalId: z.string(),
    /** Of the bytes that were signed. */
    updateSha256: z.string().regex(/^[0-9a-f]{64}$/, { error: 'must be 64 hex digits' }),
    signature: proposalSignatureSchema,
  })
  .readonly();
/** One signature that travels without its proposal, so that several administrators can sign at once. */
export type SignatureFile = z.infer<typeof signatureFileSchema>;

export function proposalFileName(proposalId: string): string {
  return `proposal-${proposalId}.json`;
}

/** @returns pretty JSON with the version it is written in. */
export function proposalText(proposal: Proposal): string {
  return pretty({ schemaVersion: FILE_VERSION, ...proposal });
}

export function signatureText(signature: SignatureFile): string {
  return pretty({ schemaVersion: FILE_VERSION, ...signature });
}

/**
 * Reads a proposal. That its bytes do what it says is not looked at here.
 * @param name - of the file, for messages.
 * @throws InvalidInputError if it is damaged, something else, or of a newer version
 */
export function parseProposal(text: string, name: string): Proposal {
  const value = versioned(text, name);
  if (isSignatureFile(value)) {
    throw new InvalidInputError(name, [
      {
        path: '',
        message: 'is a signature, not a proposal: give it to "gridtune proposal submit" with --signature',
      },
    ]);
  }
  return checked(proposalSchema, value, name);
}

/** Reads what came back from an administrator: a signature file, or a copy of the proposal signed in place. */
export function parseSigned(
  text: string,
  name: string,
):
  | { readonly kind: 'signature'; readonly file: SignatureFile }
  | { readonly kind: 'proposal'; readonly proposal: Proposal } {
  const value = versioned(text, name);
  if (isSignatureFile(value)) return { kind: 'signature', file: checked(signatureFileSchema, value, name) };
  return { kind: 'proposal', proposal: checked(proposalSchema, value, name) };
}

function isSignatureFile(value: Readonly<Record<string, unknown>>): boolean {
  return 'proposalId' in value && 'signature' in value;
}

/** @returns the fields without their version. */
function versioned(text: string, name: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new InvalidInputError(
      name,
      [{ path: '', message: 'is damaged or no proposal (it is not JSON): ask for the file again' }],
      { cause },
    );
  }
  const envelope = z.looseObject({ schemaVersion: z.int().min(1) }).safeParse(value);
  if (!envelope.success) {
    throw new InvalidInputError(name, [
      { path: '', message: 'is no file of "gridtune proposal": it says no schemaVersion' },
    ]);
  }
  const { schemaVersion, ...fields } = envelope.data;
  if (schemaVersion > FILE_VERSION) {
    throw new InvalidInputError(name, [
      {
        path: 'schemaVersion',
        message: `is ${schemaVersion}, written by a newer gridtune; this one knows versions up to ${FILE_VERSION}: update gridtune`,
      },
    ]);
  }
  return fields;
}

function checked<T>(schema: z.ZodType<T>, value: unknown, name: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new InvalidInputError(`${name} is damaged, ask for the file again`, faultsOf(parsed.error));
}

function pretty(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
