import { z } from 'zod';
import { objectiveSchema, predictionSchema } from './objective.js';
import { loadSchema } from './load.js';
import { ordererSettingsSchema } from './settings.js';

/** Settings worth applying, with the evidence that they rest on. */
export const recommendationSchema = z
  .strictObject({
    id: z.string(),
    createdAt: z.iso.datetime(),
    objective: objectiveSchema,
    load: loadSchema,
    current: ordererSettingsSchema,
    settings: ordererSettingsSchema,
    predicted: predictionSchema,
    predictedCurrent: predictionSchema,
    /** `stay` when the settings in force are already the best candidate. */
    decision: z.enum(['change', 'stay']),
    candidates: z.int().min(1),
    modelId: z.string(),
    roundIds: z.array(z.string()),
    warnings: z.array(z.string()),
  })
  .readonly();
export type Recommendation = z.infer<typeof recommendationSchema>;
