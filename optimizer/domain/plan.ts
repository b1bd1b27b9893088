import { createHash } from 'node:crypto';
import { z } from 'zod';
import { loadSchema, sendRateTpsSchema, workloadSchema, type Load, type Workload } from './load.js';
import { shuffled } from './random.js';
import {
  completeSettings,
  ordererSettingsSchema,
  SETTING_NAMES,
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

/** A place to measure: a change of settings, and the rate at which transactions are offered. */
export const planPointSchema = z
  .strictObject({ settings: settingsChangeSchema, sendRateTps: sendRateTpsSchema })
  .readonly();
export type PlanPoint = z.infer<typeof planPointSchema>;

const anchorRule = {
  error: ({ input }: { readonly input?: unknown }) =>
    `must be a whole number of rounds from 1 to 1000, got ${String(input)}`,
};

/**
 * A point that is measured again and again in between the others. Left out, its settings or rate are those of
 * the plan's point nearest to the middle of its box.
 */
export const anchorSchema = z
  .strictObject({
    /** Rounds from one anchor to the next. */
    every: z.int(anchorRule).min(1, anchorRule).max(1000, anchorRule),
    settings: settingsChangeSchema.optional(),
    sendRateTps: sendRateTpsSchema.optional(),
  })
  .readonly();

/** What to measure: every point `replicates` times, with anchors in between where they are asked for. */
export const planSchema = z
  .strictObject({
    name: z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, {
      error: 'must be 1 to 64 letters, digits, dots, dashes or underscores',
    }),
    points: z.array(planPointSchema).min(1, { error: 'must hold at least one point' }).readonly(),
    anchor: anchorSchema.optional(),
    workload: workloadSchema,
    replicates: z.int().min(1).max(1000),
    seed: z.int().min(0),
    window: windowSchema,
    precision: precisionSchema,
    /** Bytes of a transaction as the block cutter counts them, for what is expected of a plan; measured if absent. */
    txBytes: z.number().gt(0).optional(),
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

/** A point with every setting filled in. */
export type PlannedPoint = Pick<PlannedRound, 'pointId' | 'settings' | 'load'>;

/**
 * The different points of a plan in its own order; one that is named twice is there once.
 * @param inForce - settings that fill what the plan leaves open.
 * @throws InvalidInputError if a point only together with what is in force breaks a rule.
 */
export function plannedPoints(plan: Plan, inForce: OrdererSettings): PlannedPoint[] {
  const points = plan.points.map((point) => plannedPoint(point, plan.workload, inForce));
  return [...new Map(points.map((point) => [point.pointId, point])).values()];
}

/**
 * The rounds of a plan in the order in which they are run: each replicate visits every point once, in an
 * order drawn from the plan's seed, so that drift of the machine does not line up with a setting. Anchors
 * stand first, after every `anchor.every` of these rounds, and last; their replicates count on from those of
 * the same point.
 * @param inForce - settings that fill what the plan leaves open.
 * @throws InvalidInputError as {@link plannedPoints}.
 */
export function expandPlan(plan: Plan, inForce: OrdererSettings): PlannedRound[] {
  const points = plannedPoints(plan, inForce);
  const rounds = Array.from({ length: plan.replicates }, (_, index) =>
    shuffled(points, plan.seed + index).map((point) => ({ ...point, replicate: index + 1 })),
  ).flat();
  const point = anchorOf(plan, points, inForce);
  if (!plan.anchor || !point) return rounds;
  const { every } = plan.anchor;
  const before = rounds.filter(({ pointId }) => pointId === point.pointId).length;
  let anchors = 0;
  const next = (): PlannedRound => {
    anchors += 1;
    return { ...point, replicate: before + anchors, anchor: true };
  };
  const isFollowed = (index: number): boolean => (index + 1) % every === 0 || index + 1 === rounds.length;
  return [
    next(),
    ...rounds.flatMap((round, index): PlannedRound[] => (isFollowed(index) ? [round, next()] : [round])),
  ];
}

function anchorOf(
  { anchor, workload }: Plan,
  points: readonly PlannedPoint[],
  inForce: OrdererSettings,
): PlannedPoint | undefined {
  const middle = middlePoint(points);
  if (!anchor || !middle) return undefined;
  const sendRateTps = anchor.sendRateTps ?? middle.load.sendRateTps;
  return anchor.settings
    ? plannedPoint({ settings: anchor.settings, sendRateTps }, workload, inForce)
    : plannedPoint({ settings: middle.settings, sendRateTps }, workload, inForce);
}

/** The point nearest to the middle of the box around all of them, on log scales; the first of equals. */
function middlePoint(points: readonly PlannedPoint[]): PlannedPoint | undefined {
  const places = points.map(({ settings, load }) =>
    [...SETTING_NAMES.map((name) => settings[name]), load.sendRateTps].map(Math.log),
  );
  const axes = (places[0] ?? []).map((_, axis) => {
    const values = places.map((place) => place[axis] ?? 0);
    const [least, most] = [Math.min(...values), Math.max(...values)];
    return { middle: (least + most) / 2, width: most - least || 1 };
  });
  const distances = places.map((place) =>
    axes.reduce((sum, { middle, width }, axis) => sum + (((place[axis] ?? 0) - middle) / width) ** 2, 0),
  );
  return points[distances.indexOf(Math.min(...distances))];
}

function plannedPoint(point: PlanPoint, workload: Workload, inForce: OrdererSettings): PlannedPoint {
  const settings = completeSettings(point.settings, inForce);
  const load: Load = { workload, sendRateTps: point.sendRateTps };
  return { pointId: pointIdOf(settings, load), settings, load };
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
