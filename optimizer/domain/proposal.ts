import { z } from 'zod';
import { ordererSettingsSchema } from './settings.js';

const base64 = z.string().regex(/^[A-Za-z0-9+/]+={0,2}$/, { error: 'must be base64' });

export const proposalSignatureSchema = z
  .strictObject({
    mspId: z.string(),
    /** Common name in the certificate. */
    name: z.string(),
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
    id: z.string(),
    networkId: z.string(),
    channel: z.string(),
    consensus: z.enum(['raft', 'bft']),
    /** Config sequence that the update was made against. */
    configSequence: z.int().min(0),
    createdAt: z.iso.datetime(),
    createdBy: z.string(),
    /** A recommendation or application that asks for it, or `manual`. */
    because: z.string(),
    before: ordererSettingsSchema,
    after: ordererSettingsSchema,
    /** The ConfigUpdate message. */
    update: base64,
    /** Hex, of the bytes of `update`. */
    updateSha256: z.string().regex(/^[0-9a-f]{64}$/, { error: 'must be 64 hex digits' }),
    signatures: z.array(proposalSignatureSchema),
    status: z.enum(['open', 'submitted', 'stale', 'withdrawn']),
    /** Proposal that this one takes the place of, made against a newer configuration. */
    replaces: z.string().optional(),
    replacedBy: z.string().optional(),
    /** The application that came of it. */
    applicationId: z.string().optional(),
  })
  .readonly();
export type Proposal = z.infer<typeof proposalSchema>;
