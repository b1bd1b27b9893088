import { z } from 'zod';
import { nodeMetricsSchema } from './inside.js';

/** What a node's own metrics page tells of it now. */
export const nodeLookSchema = nodeMetricsSchema
  .unwrap()
  .extend({
    /** Whether an orderer leads the channel's consensus; absent where it cannot be told, and of peers. */
    isLeader: z.boolean().optional(),
    /** Seconds that `meanMs` is about: since the look before; absent on the first look at a node. */
    overS: z.number().optional(),
    /** Why its page could not be read. */
    problem: z.string().optional(),
  })
  .readonly();
export type NodeLook = z.infer<typeof nodeLookSchema>;
