import { z } from 'zod';

/** What watching live transactions after a change came to. */
export const canaryVerdictSchema = z
  .strictObject({
    /** `unseen`: too few transactions came to tell anything. */
    verdict: z.enum(['kept', 'broken', 'unseen', 'interrupted']),
    reason: z.string(),
    watchedS: z.number().min(0),
    transactions: z.int().min(0),
    throughputTps: z.number().min(0).optional(),
    latencyMeanMs: z.number().min(0).optional(),
    latencyP95Ms: z.number().min(0).optional(),
    failedPct: z.number().min(0).optional(),
    /** Block that completed the evidence, where the verdict is `broken`. */
    evidenceBlock: z.int().optional(),
  })
  .readonly();
export type CanaryVerdict = z.infer<typeof canaryVerdictSchema>;
