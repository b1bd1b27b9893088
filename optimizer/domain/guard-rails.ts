import { z } from 'zod';
import { HARD_LIMITS, type OrdererSettings, type SettingName } from './settings.js';

/** What an installation allows its settings to be; everything may be left out, and then only hard limits hold. */
const railSchema = z
  .strictObject({
    min: z.int().optional(),
    max: z.int().optional(),
    /** Largest change at once, as a factor in either direction, such as 4 for a quarter to four times. */
    largestFactor: z.number().gt(1).optional(),
  })
  .readonly();

export const guardRailsSchema = z
  .strictObject({
    maxMessageCount: railSchema.prefault({}),
    preferredMaxBytes: railSchema.prefault({}),
    absoluteMaxBytes: railSchema.prefault({}),
    batchTimeoutMs: railSchema.prefault({}),
    /** Seconds that have to pass between two changes that are meant to stay. */
    smallestTimeBetweenChangesS: z.number().min(0).default(0),
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
  /** A rollback to settings that were in force before is bound by ranges and by the guard in the code alone. */
  readonly isRollback: boolean;
}

/** Range of each setting that both the rails and the hard limits allow. */
export function allowedRanges(
  rails: GuardRails,
): Readonly<Record<SettingName, { readonly min: number; readonly max: number }>> {
  const range = (name: SettingName): { min: number; max: number } => ({
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
