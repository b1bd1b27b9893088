import { createHash } from 'node:crypto';
import { z } from 'zod';
import { loadSchema, sendRateTpsSchema, workloadSchema, type Load } from './load.js';
import { shuffled } from './random.js';
import {
  completeSettings,
  ordererSettingsSchema,
  settingsChangeSchema,
  type OrdererSettings,
} from './settings.js';

const seconds = (min: number, max: number) => z.number().min(min).max(max);

/** How long a round sends: `warmupS` seconds that are left out, then the measured window. */
export const windowSchema = z
  .strictObject({ warmupS: seconds(0, 600), minS: seconds(1, 3600), maxS: seconds(1, 3600) })
  .refine((window) => window.minS <= window.maxS, { path: ['minS'], error: 'must not be above maxS' })
  .readonly();
export type RoundWindow = z.infer<typeof windowSchema>;

/** How narrow the 95 % intervals have to be for a round to end before `maxS`: half their width, in % of the figure. */
export const precisionSchema = z
  .strictObject({ meanPct: z.number().gt(0).max(100), p95Pct: z.number().gt(0).max(100) })
  .readonly();
export type Precision = z.infer<typeof precisionSchema>;
export const DEFAULT_PRECISION: Precision = { meanPct: 3, p95Pct: 10 };

/** What to measure: every settings change crossed with every send rate, `replicates` times. */
export const planSchema = z
  .strictObject({
    name: z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, {
      error: 'must be 1 to 64 letters, digits, dots, dashes or underscores',
    }),
    settings: z.array(settingsChangeSchema).min(1, { error: 'must hold at least one setting' }),
    sendRateTps: z.array(sendRateTpsSchema).min(1, { error: 'must hold at least one rate' }),
    workload: workloadSchema,
    replicates: z.int().min(1).max(1000),
    seed: z.int().min(0),
    window: windowSchema,
    precision: precisionSchema,
  })
  .readonly();
export type Plan = z.infer<typeof planSchema>;

/** One measurement to make: a point (settings x load) and which of its replicates this is. */
export const plannedRoundSchema = z
  .strictObject({
    pointId: z.string(),
    replicate: z.int().min(1),
    settings: ordererSettingsSchema,
    load: loadSchema,
    /** Repeats a point in between the others, to show whether the machine drifts. */
    anchor: z.boolean().optional(),
  })
  .readonly();
export type PlannedRound = z.infer<typeof plannedRoundSchema>;

/**
 * The rounds of a plan in the order in which they are run: each replicate visits every point once, in an
 * order drawn from the plan's seed, so that drift of the machine does not line up with a setting.
 * @param inForce - settings that fill what the plan leaves open.
 */
export function expandPlan(plan: Plan, inForce: OrdererSettings): PlannedRound[] {
  const points = new Map<string, Omit<PlannedRound, 'replicate'>>();
  for (const change of plan.settings) {
    const settings = completeSettings(change, inForce);
    for (const sendRateTps of plan.sendRateTps) {
      const load: Load = { workload: plan.workload, sendRateTps };
      const pointId = pointIdOf(settings, load);
      points.set(pointId, { pointId, settings, load });
    }
  }
  return Array.from({ length: plan.replicates }, (_, index) =>
    shuffled([...points.values()], plan.seed + index).map((point) => ({ ...point, replicate: index + 1 })),
  ).flat();
}

/** Same settings and load, same id: on every machine, in every sweep. */
export function pointIdOf(settings: OrdererSettings, load: Load): string {
  const { maxMessageCount, preferredMaxBytes, absoluteMaxBytes, batchTimeoutMs } = settings;
  const key = [maxMessageCount, preferredMaxBytes, absoluteMaxBytes, batchTimeoutMs];
  const hash = createHash('sha256')
    .update(JSON.stringify([...key, load.workload, load.sendRateTps]))
    .digest('hex');
  return `m${maxMessageCount}-t${batchTimeoutMs}-r${load.sendRateTps}-${load.workload}-${hash.slice(0, 8)}`;
}
