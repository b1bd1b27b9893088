import { z } from 'zod';

/** From `low` to `high`, both in the value's own unit. */
const interval = z.strictObject({ low: z.number(), high: z.number() });
export type Interval = z.infer<typeof interval>;

/**
 * What a model expects of a round, and the range that holds 90 of 100 such rounds: it covers how far replicates
 * spread as well as what the model does not know.
 */
export const intervalPredictionSchema = z
  .strictObject({
    throughputTps: z.number().min(0),
    latencyMeanMs: z.number().min(0),
    /** Missing where the model learnt from rounds without it. */
    latencyP95Ms: z.number().min(0).optional(),
    interval90: z.strictObject({
      throughputTps: interval,
      latencyMeanMs: interval,
      latencyP95Ms: interval.optional(),
    }),
    /**
     * Half of such rounds are expected below. The latencies above are told lower where the rows leave much open,
     * which serves a small relative error and would reward ignorance in a choice.
     */
    median: z
      .strictObject({ latencyMeanMs: z.number().min(0), latencyP95Ms: z.number().min(0).optional() })
      .optional(),
  })
  .readonly();
export type IntervalPrediction = z.infer<typeof intervalPredictionSchema>;
