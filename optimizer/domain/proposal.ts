import { z } from 'zod';
import { ordererSettingsSchema } from './settings.js';

/** What comes in a file is shown on terminals: nothing in it may forge a line or colour of its own. */
const line = z
  .string()
  .max(1000)
  .regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u, { error: 'must be one line of plain text' });
const base64 = z.string().regex(/^[A-Za-z0-9+/]+={0,2}$/, { error: 'must be base64' });

export const proposalSignatureSchema = z
  .strictObject({
    mspId: line,
    /** Common name in the certificate. */
    name: line,
    signedAt: z.iso.datetime(),
    /** Fabric's SignatureHeader and signature, as {@link UpdateSignature} has them. */
    header: base64,
    signature: base64,
  })
  .readonly();
export type ProposalSignature = z.infer<typeof proposalSignatureSchema>;

/**
 * A change that several organisations have to sign: the same document as a file, which travels, and in the
 * store, each with the version it was written in. Signatures bind to `update` alone; everything else says what
 * its maker meant by it.
 */
export const proposalSchema = z
  .strictObject({
    id: line,
    networkId: line,
    channel: line,
    consensus: z.enum(['raft', 'bft']),
    /** Config sequence that the update was made against. */
    configSequence: z.int().min(0),
    createdAt: z.iso.datetime(),
    createdBy: line,
    /** A recommendation or application that asks for it, or `manual`. */
    because: line,
    before: ordererSettingsSchema,
    after: ordererSettingsSchema,
    /** The ConfigUpdate message. */
    update: base64,
    /** Hex, of the bytes of `update`. */
    updateSha256: z.string().regex(/^[0-9a-f]{64}$/, { error: 'must be 64 hex digits' }),
    signatures: z.array(proposalSignatureSchema),
    status: z.enum(['open', 'submitted', 'stale', 'withdrawn']),
    /** Proposal that this one takes the place of, made against a newer configuration. */
    replaces: line.optional(),
    replacedBy: line.optional(),
    /** The application that came of it. */
    applicationId: line.optional(),
  })
  .readonly();
export type Proposal = z.infer<typeof proposalSchema>;
