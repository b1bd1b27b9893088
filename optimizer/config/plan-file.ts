import { z } from 'zod';
import { sendRateTpsSchema, workloadSchema } from '../domain/load.js';
import { DEFAULT_PRECISION, planSchema, precisionSchema, windowSchema, type Plan } from '../domain/plan.js';
import {
  SETTING_NAMES,
  settingFields,
  settingsChangeSchema,
  type SettingsChange,
} from '../domain/settings.js';
import { readYamlFile } from './yaml-file.js';

/** A list, or a single value that stands for a list of one. */
const listOf = <T extends z.ZodType>(item: T) =>
  z.preprocess(
    (value) => (value === undefined || Array.isArray(value) ? value : [value]),
    z.array(item, { error: 'must be a list' }).min(1, { error: 'must hold at least one value' }),
  );

const { name, replicates, seed } = planSchema.unwrap().shape;

/** Settings as lists that are crossed. */
const crossedSchema = z
  .strictObject({
    maxMessageCount: listOf(settingFields.maxMessageCount).optional(),
    preferredMaxBytes: listOf(settingFields.preferredMaxBytes).optional(),
    absoluteMaxBytes: listOf(settingFields.absoluteMaxBytes).optional(),
    batchTimeoutMs: listOf(settingFields.batchTimeoutMs).optional(),
  })
  .refine((lists) => Object.keys(lists).length > 0, { error: 'must name at least one setting' });

/** A plan as people write it: `settings` with lists to cross, or `points` with one mapping each. */
const writtenPlanSchema = z
  .strictObject({
    name,
    settings: crossedSchema.optional(),
    points: z.array(settingsChangeSchema).min(1, { error: 'must hold at least one point' }).optional(),
    sendRateTps: listOf(sendRateTpsSchema),
    workload: workloadSchema.default('publish'),
    replicates: replicates.default(1),
    seed: seed.default(1),
    window: windowSchema.default({ warmupS: 2, minS: 5, maxS: 10 }),
    precision: precisionSchema.default(DEFAULT_PRECISION),
  })
  .refine((plan) => (plan.settings === undefined) !== (plan.points === undefined), {
    path: ['settings'],
    error: 'give either settings or points',
  });

/** @throws InvalidInputError with every fault of the file, each with its path and line. */
export async function readPlan(file: string): Promise<Plan> {
  const { settings, points, ...rest } = await readYamlFile('plan', file, writtenPlanSchema);
  return { ...rest, settings: points ?? cross(settings ?? {}) };
}

/** Every combination of the lists, in the order of the settings' names. */
function cross(lists: z.infer<typeof crossedSchema>): SettingsChange[] {
  let combinations: SettingsChange[] = [{}];
  for (const setting of SETTING_NAMES) {
    const values = lists[setting];
    if (!values) continue;
    combinations = combinations.flatMap((partial) =>
      values.map((value) => ({ ...partial, [setting]: value })),
    );
  }
  return combinations;
}
