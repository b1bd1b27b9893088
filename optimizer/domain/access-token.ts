import { z } from 'zod';
import { roleSchema } from './actor.js';

/** A bearer token as it is kept: never the secret itself. */
export const accessTokenSchema = z
  .strictObject({
    /** The public part of the token, by which it is found. */
    id: z.string().regex(/^[0-9a-f]{12}$/),
    version: z.int().min(1),
    /** SHA-256 of the whole token, hex. */
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    role: roleSchema,
    /** Whose it is, as records name it. */
    name: z.string().min(1).max(64),
    createdAt: z.iso.datetime(),
    /** Who made it, as {@link describeActor} puts it. */
    createdBy: z.string(),
    expiresAt: z.iso.datetime(),
    revokedAt: z.iso.datetime().optional(),
  })
  .readonly();
export type AccessToken = z.infer<typeof accessTokenSchema>;
