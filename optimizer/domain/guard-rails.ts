import { z } from 'zod';
import { allowedHoursSchema } from './allowed-hours.js';
import { HARD_LIMITS, SETTING_NAMES, type OrdererSettings, type SettingName } from './settings.js';

const railSchema = z
  .strictObject({
    min: z.int().optional(),
    max: z.int().optional(),
    /** Largest change at once, as a factor in either direction, such as 4 for a quarter to four times. */
    largestFactor: z.number().gt(1).optional(),
    /** Largest change at once in the unit of the setting, in either direction. */
    largestStep: z.int().min(1).optional(),
  })
  .readonly();
export type Rail = z.infer<typeof railSchema>;

/** What an installation allows its settings to be; everything may be left out, and then only hard limits hold. */
export const guardRailsSchema = z
  .strictObject({
    maxMessageCount: railSchema.prefault({}),
    preferredMaxBytes: railSchema.prefault({}),
    absoluteMaxBytes: railSchema.prefault({}),
    batchTimeoutMs: railSchema.prefault({}),
    /** Seconds that have to pass between two changes that are meant to stay. */
    smallestTimeBetweenChangesS: z.number().min(0).default(0),
    /** When changes may be made; at any time where nothing is said. */
    hours: allowedHoursSchema.optional(),
  })
  .superRefine((rails, context) => {
    for (const { path, message } of contradictionsOf(rails))
      context.addIssue({ code: 'custom', path: [...path], message });
  })
  .readonly();
export type GuardRails = z.infer<typeof guardRailsSchema>;

export const noGuardRails: GuardRails = guardRailsSchema.parse({});

/** A change that is about to be made to stay. */
export interface GuardedChange {
  readonly before: OrdererSettings;
  readonly after: OrdererSettings;
  readonly nowMs: number;
  /** When the settings last changed to stay, if that is known. */
  readonly lastChangeMs?: number | undefined;
  readonly configTransactionBytes: number;
  /** A rollback to settings that were in force before is bound by the guard in the code alone. */
  readonly isRollback: boolean;
}

export interface Range {
  readonly min: number;
  readonly max: number;
}
export type SettingRanges = Readonly<Record<SettingName, Range>>;

/** Range of each setting that both the rails and the hard limits allow. */
export function allowedRanges(rails: Readonly<Record<SettingName, Rail>>): SettingRanges {
  const range = (name: SettingName): Range => ({
    min: Math.max(rails[name].min ?? 0, HARD_LIMITS[name].min),
    max: Math.min(rails[name].max ?? Number.POSITIVE_INFINITY, HARD_LIMITS[name].max),
  });
  return {
    maxMessageCount: range('maxMessageCount'),
    preferredMaxBytes: range('preferredMaxBytes'),
    absoluteMaxBytes: range('absoluteMaxBytes'),
    batchTimeoutMs: range('batchTimeoutMs'),
  };
}

/**
 * The settings that leave their range, each in words that name the rail.
 * @param inForce - what keeps the value that is in force is nobody's change and passes
 */
export function outsideRanges(
  settings: OrdererSettings,
  ranges: SettingRanges,
  inForce: OrdererSettings,
): string[] {
  return SETTING_NAMES.filter((name) => settings[name] !== inForce[name]).flatMap((name) => {
    const { min, max } = ranges[name];
    const value = settings[name];
    if (value >= min && value <= max) return [];
    return [
      `${name} ${value} is outside ${min} to ${max} (guardRails.${name}): choose a value within this range`,
    ];
  });
}

/** Rails that nothing could ever keep. */
function contradictionsOf(
  rails: Readonly<Record<SettingName, Rail>>,
): { path: readonly string[]; message: string }[] {
  const ofSettings = SETTING_NAMES.flatMap((name) => {
    const { min, max } = rails[name];
    const hard = HARD_LIMITS[name];
    const limits = `the hard limits are ${hard.min} to ${hard.max}`;
    if (min !== undefined && max !== undefined && min > max)
      return [{ path: [name, 'min'], message: `must not be greater than max, ${max}; got ${min}` }];
    if (min !== undefined && min > hard.max)
      return [{ path: [name, 'min'], message: `allows nothing: ${limits}, got ${min}` }];
    if (max !== undefined && max < hard.min)
      return [{ path: [name, 'max'], message: `allows nothing: ${limits}, got ${max}` }];
    return [];
  });
  if (ofSettings.length > 0) return ofSettings;
  const { preferredMaxBytes: preferred, absoluteMaxBytes: absolute } = allowedRanges(rails);
  if (preferred.min <= absolute.max) return [];
  const message = `must not be greater than the largest absoluteMaxBytes, ${absolute.max}; got ${preferred.min}`;
  return [{ path: ['preferredMaxBytes', 'min'], message }];
}
