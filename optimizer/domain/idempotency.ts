import { z } from 'zod';

/** The answer to a request that was sent with an `Idempotency-Key`, for whoever sends it again. */
export const keptAnswerSchema = z
  .strictObject({
    /** SHA-256 of token, method, path and key. */
    id: z.string(),
    version: z.int().min(1),
    /** SHA-256 of the body: another body under the same key is refused. */
    bodySha256: z.string(),
    startedAt: z.iso.datetime(),
    /** Absent while the first request is under way. */
    answer: z
      .strictObject({
        status: z.int(),
        headers: z.record(z.string(), z.string()),
        body: z.unknown().optional(),
      })
      .readonly()
      .optional(),
  })
  .readonly();
export type KeptAnswer = z.infer<typeof keptAnswerSchema>;
