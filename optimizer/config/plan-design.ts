import { z } from 'zod';
import { centreOf, MOST_POINTS, type Design, type LeveledAxis } from '../domain/design.js';
import { AXIS_NAMES, type Axis, type AxisName, type AxisValues } from '../domain/design-space.js';
import type { Fault } from '../domain/errors.js';
import { MAX_SEND_RATE_TPS } from '../domain/load.js';
import { planPointSchema } from '../domain/plan.js';
import { settingFields, settingsChangeSchema } from '../domain/settings.js';

/** `design:` of a plan file as people write it. */

const MOST_LEVELS = 100;
const KINDS = ['grid', 'one-at-a-time', 'latin-hypercube', 'low-discrepancy', 'list'] as const;

function wholeNumber(min: number, max: number) {
  const error = (issue: { input?: unknown }): string =>
    `must be a whole number from ${min} to ${max}, got ${String(issue.input)}`;
  return z.number({ error }).int({ error }).min(min, { error }).max(max, { error });
}

/** Rates of a design are whole numbers, as settings are; a list of rates may hold others. */
const axisFields = { ...settingFields, sendRateTps: wholeNumber(1, MAX_SEND_RATE_TPS) };
const levelsSchema = wholeNumber(1, MOST_LEVELS);

/** `[from, to]`, or a mapping with `from`, `to` and, if wanted, `scale` and `levels`. */
function rangeOf(value: z.ZodNumber) {
  const mapping = z
    .strictObject(
      {
        from: value,
        to: value,
        scale: z
          .enum(['log', 'linear'], { error: ({ input }) => `must be log or linear, got ${String(input)}` })
          .default('log'),
        levels: levelsSchema.optional(),
      },
      {
        error: (issue) =>
          issue.code === 'invalid_type' ? 'must be [from, to] or {from, to, scale}' : undefined,
      },
    )
    .refine((range) => range.from <= range.to, { error: 'must not end below its start' });
  return z.preprocess(
    (written) =>
      Array.isArray(written) && written.length === 2 ? { from: written[0], to: written[1] } : written,
    mapping,
  );
}

const rangesSchema = z
  .strictObject({
    maxMessageCount: rangeOf(axisFields.maxMessageCount).optional(),
    preferredMaxBytes: rangeOf(axisFields.preferredMaxBytes).optional(),
    absoluteMaxBytes: rangeOf(axisFields.absoluteMaxBytes).optional(),
    batchTimeoutMs: rangeOf(axisFields.batchTimeoutMs).optional(),
    sendRateTps: rangeOf(axisFields.sendRateTps).optional(),
  })
  .refine((ranges) => Object.keys(ranges).length > 0, { error: 'must name at least one range' });

const points = wholeNumber(1, MOST_POINTS);
const levels = levelsSchema.optional();

/** A mapping under `points:`: some settings, and a rate of its own if it has one. */
export const writtenPointSchema = z.strictObject({
  ...settingsChangeSchema.unwrap().shape,
  sendRateTps: planPointSchema.unwrap().shape.sendRateTps.optional(),
});
export type WrittenPoint = z.infer<typeof writtenPointSchema>;
export const writtenPointsSchema = z
  .array(writtenPointSchema)
  .min(1, { error: 'must hold at least one point' });

export const writtenDesignSchema = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ kind: z.literal('grid'), ranges: rangesSchema, levels }),
    z.strictObject({
      kind: z.literal('one-at-a-time'),
      ranges: rangesSchema,
      levels,
      centre: z.strictObject(axisFields).partial().optional(),
    }),
    z.strictObject({ kind: z.literal('latin-hypercube'), ranges: rangesSchema, points }),
    z.strictObject({ kind: z.literal('low-discrepancy'), ranges: rangesSchema, points }),
    z.strictObject({ kind: z.literal('list'), points: writtenPointsSchema }),
  ],
  {
    error: (issue) =>
      issue.code === 'invalid_union' ? `must be one of ${KINDS.join(', ')}` : 'must be a mapping with a kind',
  },
);
type WrittenDesign = z.infer<typeof writtenDesignSchema>;
/** A design over ranges: all but `list`. */
type RangedDesign = Exclude<WrittenDesign, { kind: 'list' }>;

/** The design in the terms of the domain, or what is wrong with it, with paths below `design`. */
export function toDesign(
  written: RangedDesign,
):
  | { readonly kind: 'design'; readonly design: Design }
  | { readonly kind: 'refused'; readonly faults: Fault[] } {
  const { kind } = written;
  const axes = AXIS_NAMES.flatMap((name): Axis[] => {
    const range = written.ranges[name];
    return range ? [{ name, from: range.from, to: range.to, scale: range.scale }] : [];
  });
  if (kind === 'latin-hypercube' || kind === 'low-discrepancy') {
    return { kind: 'design', design: { kind, axes, points: written.points } };
  }
  const leveled = axes.map((axis): LeveledAxis => ({ ...axis, levels: levelsIn(written, axis) }));
  const faults = [...missingLevels(leveled), ...(kind === 'grid' ? [] : strayCentre(axes, written.centre))];
  if (faults.length > 0) return { kind: 'refused', faults };
  if (kind === 'grid') return { kind: 'design', design: { kind, axes: leveled } };
  return {
    kind: 'design',
    design: { kind, axes: leveled, centre: { ...centreOf(axes), ...written.centre } },
  };
}

const NO_LEVELS = 0;

/** A range that holds a single value needs no word about levels. */
function levelsIn(
  { ranges, levels: common }: Extract<RangedDesign, { levels?: unknown }>,
  axis: Axis,
): number {
  const own = ranges[axis.name]?.levels;
  return own ?? (axis.from === axis.to ? 1 : (common ?? NO_LEVELS));
}

function missingLevels(axes: readonly LeveledAxis[]): Fault[] {
  return axes
    .filter(({ levels: count, from, to }) => count === NO_LEVELS || (count === 1 && from < to))
    .map(({ name }) => ({
      path: `ranges.${name}`,
      message: 'needs at least 2 levels, its own or those of the design',
    }));
}

function strayCentre(axes: readonly Axis[], centre: AxisValues | undefined): Fault[] {
  const written = AXIS_NAMES.filter((name): name is AxisName => centre?.[name] !== undefined);
  return written.flatMap((name): Fault[] => {
    const axis = axes.find((other) => other.name === name);
    const value = centre?.[name] ?? Number.NaN;
    if (axis && value >= axis.from && value <= axis.to) return [];
    const message = axis
      ? `must lie in its range from ${axis.from} to ${axis.to}`
      : 'is not one of the ranges';
    return [{ path: `centre.${name}`, message }];
  });
}
