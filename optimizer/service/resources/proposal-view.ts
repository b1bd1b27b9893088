import { z } from 'zod';
import { proposalSchema } from '../../domain/proposal.js';
import { ordererSettingsSchema, settingsChangeSchema } from '../../domain/settings.js';
import { requirementSchema } from './changes.js';

/** A proposal without its bytes. */
export const proposalSummary = proposalSchema
  .unwrap()
  .omit({ update: true, signatures: true })
  .extend({
    /** MSP ids. */
    signedBy: z.array(z.string()),
  })
  .meta({ id: 'ProposalSummary' });

const signatureLine = z
  .strictObject({
    mspId: z.string(),
    name: z.string(),
    signedAt: z.string(),
    /** `verified`: it fits the bytes; whether the channel accepts it is not known, as no network was asked. */
    state: z.enum(['counts', 'verified', 'refused']),
    problem: z.string().optional(),
  })
  .meta({ id: 'ProposalSignatureLine' });

const decodedSchema = z.strictObject({
  channel: z.string(),
  changes: z
    .array(
      z.strictObject({
        path: z.string(),
        kind: z.enum(['value', 'policy', 'group']),
        version: z.int(),
        content: z.string().optional(),
        isOrderingSetting: z.boolean(),
      }),
    )
    .readonly(),
  settings: settingsChangeSchema,
  faults: z.array(z.string()).readonly(),
});

/** A proposal with what its bytes really change and who has signed them. */
export const proposalDetail = proposalSchema
  .unwrap()
  .omit({ signatures: true })
  .extend({
    signatures: z.array(signatureLine).readonly(),
    /** Absent if the bytes are no update at all. */
    decoded: decodedSchema.optional(),
    /** Why nobody should sign or send it; empty if the bytes do what the proposal says and nothing else. */
    objections: z.array(z.string()).readonly(),
    /** By the channel as it is now; absent where it could not be asked. */
    standing: z
      .strictObject({
        inForce: ordererSettingsSchema,
        configSequence: z.int(),
        requirement: requirementSchema,
        signedBy: z.array(z.string()).readonly(),
        missing: z.array(z.string()).readonly(),
        satisfied: z.boolean(),
      })
      .optional(),
    /** Why its signatures are good for nothing any more, while it is open. */
    stale: z.string().optional(),
  })
  .meta({ id: 'Proposal' });
