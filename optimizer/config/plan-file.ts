import { z } from 'zod';
import { designPoints } from '../domain/design.js';
import type { Fault } from '../domain/errors.js';
import { sendRateTpsSchema, workloadSchema } from '../domain/load.js';
import {
  anchorSchema,
  DEFAULT_PRECISION,
  planSchema,
  precisionSchema,
  windowSchema,
  type Plan,
  type PlanPoint,
} from '../domain/plan.js';
import { SETTING_NAMES, settingFields } from '../domain/settings.js';
import { toDesign, writtenDesignSchema, writtenPointsSchema, type WrittenPoint } from './plan-design.js';
import { parseYaml, readYamlFile } from './yaml-file.js';

/** A list, or a single value that stands for a list of one. */
const listOf = <T extends z.ZodType>(item: T) =>
  z.preprocess(
    (value) => (value === undefined || Array.isArray(value) ? value : [value]),
    z.array(item, { error: 'must be a list' }).min(1, { error: 'must hold at least one value' }),
  );

const { name, replicates, seed, txBytes } = planSchema.unwrap().shape;

const MOST_CROSSED = 10_000;

function crossings(lists: Readonly<Record<string, readonly unknown[] | undefined>>): number {
  return Object.values(lists).reduce((product, list) => product * (list?.length ?? 1), 1);
}

/** Settings as lists that are crossed. */
const crossedSchema = z
  .strictObject({
    maxMessageCount: listOf(settingFields.maxMessageCount).optional(),
    preferredMaxBytes: listOf(settingFields.preferredMaxBytes).optional(),
    absoluteMaxBytes: listOf(settingFields.absoluteMaxBytes).optional(),
    batchTimeoutMs: listOf(settingFields.batchTimeoutMs).optional(),
  })
  .refine((lists) => Object.keys(lists).length > 0, { error: 'must name at least one setting' })
  // Checked before they are crossed: a few long lists would fill the memory.
  .refine((lists) => crossings(lists) <= MOST_CROSSED, {
    error: `must give at most ${MOST_CROSSED} points when crossed: take a design of fewer`,
  });

/** A plan as people write it; exactly one of `settings`, `points` and `design` says what to measure. */
const writtenPlanSchema = z
  .strictObject({
    name,
    settings: crossedSchema.optional(),
    points: writtenPointsSchema.optional(),
    design: writtenDesignSchema.optional(),
    sendRateTps: listOf(sendRateTpsSchema).optional(),
    anchor: anchorSchema.optional(),
    workload: workloadSchema.default('publish'),
    replicates: replicates.default(1),
    seed: seed.default(1),
    window: windowSchema.default({ warmupS: 0.25, minS: 3, maxS: 20 }),
    precision: precisionSchema.default(DEFAULT_PRECISION),
    txBytes,
  })
  .refine((plan) => [plan.settings, plan.points, plan.design].filter(Boolean).length === 1, {
    path: ['settings'],
    error: 'give one of settings, points and design',
  });
type WrittenPlan = z.infer<typeof writtenPlanSchema>;

const filePlanSchema = writtenPlanSchema.transform((written, context): Plan => {
  const { name: planName, sendRateTps, anchor, workload, window, precision } = written;
  const places = placesOf(written);
  const faults = places.kind === 'refused' ? places.faults : ratesAmiss(places.points, sendRateTps);
  for (const { path, message } of faults)
    context.addIssue({ code: 'custom', path: path.split('.'), message });
  if (places.kind === 'refused' || faults.length > 0) return z.NEVER;
  return {
    name: planName,
    points: places.points.flatMap((point) => crossedWithRates(point, sendRateTps ?? [])),
    anchor,
    workload,
    replicates: written.replicates,
    seed: written.seed,
    window,
    precision,
    txBytes: written.txBytes,
  };
});

/** @throws InvalidInputError with every fault of the file, each with its path and line. */
export async function readPlan(file: string): Promise<Plan> {
  return readYamlFile('plan', file, filePlanSchema);
}

/** A plan as people write it in a file. @throws InvalidInputError as {@link readPlan} */
export function parsePlan(text: string, what: string): Plan {
  return parseYaml(what, text, filePlanSchema);
}

type Places =
  | { readonly kind: 'points'; readonly points: readonly WrittenPoint[] }
  | { readonly kind: 'refused'; readonly faults: readonly Fault[] };

/** What to measure as a list, each place with a rate of its own or none. */
function placesOf({ settings, points, design, seed: ownSeed }: WrittenPlan): Places {
  if (points) return { kind: 'points', points };
  if (!design) return { kind: 'points', points: cross(settings ?? {}) };
  if (design.kind === 'list') return { kind: 'points', points: design.points };
  const read = toDesign(design);
  const result = read.kind === 'design' ? designPoints(read.design, ownSeed) : read;
  if (result.kind === 'points') return result;
  return {
    kind: 'refused',
    faults: result.faults.map(({ path, message }) => ({ path: `design.${path}`, message })),
  };
}

/** Every place needs a rate, and a rate that no place would use is a mistake. */
function ratesAmiss(points: readonly WrittenPoint[], sendRateTps: readonly number[] | undefined): Fault[] {
  const withRate = points.filter((point) => point.sendRateTps !== undefined).length;
  if (sendRateTps === undefined && withRate < points.length) {
    return [{ path: 'sendRateTps', message: 'is missing: give a rate or a list of rates' }];
  }
  if (sendRateTps !== undefined && withRate === points.length) {
    return [{ path: 'sendRateTps', message: 'is used by no point: each has a rate of its own' }];
  }
  return [];
}

function crossedWithRates({ sendRateTps, ...settings }: WrittenPoint, rates: readonly number[]): PlanPoint[] {
  return (sendRateTps === undefined ? rates : [sendRateTps]).map((rate) => ({ settings, sendRateTps: rate }));
}

/** Every combination of the lists, in the order of the settings' names. */
function cross(lists: z.infer<typeof crossedSchema>): WrittenPoint[] {
  let combinations: WrittenPoint[] = [{}];
  for (const setting of SETTING_NAMES) {
    const values = lists[setting];
    if (!values) continue;
    combinations = combinations.flatMap((partial) =>
      values.map((value) => ({ ...partial, [setting]: value })),
    );
  }
  return combinations;
}
