import type { DataRow } from '../dataset/columns.js';
import { allowedRanges, noGuardRails, outsideRanges, type SettingRanges } from '../domain/guard-rails.js';
import { ordererSettingsSchema, type OrdererSettings, type SettingName } from '../domain/settings.js';

/** The knobs that are searched; the byte limits ride along. */
const SEARCHED = ['maxMessageCount', 'batchTimeoutMs'] as const satisfies readonly SettingName[];
type Searched = (typeof SEARCHED)[number];

/** Values tried of each searched knob: neighbours in a box of 1 to 1,000 differ by a third. */
const STEPS = 24;

/** Smallest and largest measured value of every knob; from Infinity to -Infinity where none was recorded. */
export type SweptBox = Readonly<Record<SettingName, { readonly min: number; readonly max: number }>>;

type MeasuredAt = Pick<DataRow, SettingName>;

/** @returns whole units, inside what was measured. */
export function sweptBox(measured: readonly MeasuredAt[]): SweptBox {
  const range = (name: SettingName): { min: number; max: number } => ({
    min: Math.ceil(measured.reduce((least, each) => Math.min(least, each[name] ?? Infinity), Infinity)),
    max: Math.floor(measured.reduce((most, each) => Math.max(most, each[name] ?? -Infinity), -Infinity)),
  });
  return {
    maxMessageCount: range('maxMessageCount'),
    preferredMaxBytes: range('preferredMaxBytes'),
    absoluteMaxBytes: range('absoluteMaxBytes'),
    batchTimeoutMs: range('batchTimeoutMs'),
  };
}

/** What both allow of each knob; from Infinity to -Infinity where that is nothing. */
export function withinRanges(box: SweptBox, ranges: SettingRanges = allowedRanges(noGuardRails)): SweptBox {
  const both = (name: SettingName): { min: number; max: number } => {
    const min = Math.max(box[name].min, ranges[name].min);
    const max = Math.min(box[name].max, ranges[name].max);
    return min <= max ? { min, max } : { min: Infinity, max: -Infinity };
  };
  return {
    maxMessageCount: both('maxMessageCount'),
    preferredMaxBytes: both('preferredMaxBytes'),
    absoluteMaxBytes: both('absoluteMaxBytes'),
    batchTimeoutMs: both('batchTimeoutMs'),
  };
}

/** The searched knobs of `settings` that lie outside `box`. */
export function outsideBox(settings: Pick<OrdererSettings, Searched>, box: SweptBox): Searched[] {
  return SEARCHED.filter((name) => settings[name] < box[name].min || settings[name] > box[name].max);
}

/**
 * Settings to choose among, each once: the current ones first, every measured one that could be applied, and a
 * grid of whole units with equal ratios between neighbours over the swept box. Nothing outside the box but the
 * current settings: there the model has seen nothing. The grid takes the byte limits in force, and, where they
 * were varied, each measured pair of limits too. Of all this, what `ranges` allow.
 * @param rows - measured, at least one; what one does not say of byte limits is as in force.
 */
export function candidateSettings(
  rows: readonly MeasuredAt[],
  current: OrdererSettings,
  ranges: SettingRanges = allowedRanges(noGuardRails),
): OrdererSettings[] {
  const isAllowed = (settings: OrdererSettings): boolean =>
    outsideRanges(settings, ranges, current).length === 0;
  const measured = measuredSettings(rows, current);
  const box = withinRanges(sweptBox(rows), ranges);
  const limits = byteLimits(measured, current).filter((each) => isAllowed({ ...current, ...each }));
  const known = unique([current, ...measured.filter(isAllowed)]);
  const knownKeys = new Set(known.map(keyOf));
  const timeouts = axis('batchTimeoutMs', box, current);
  const grid = axis('maxMessageCount', box, current).flatMap((maxMessageCount) =>
    timeouts.flatMap((batchTimeoutMs) => {
      const cell = limits.map(({ preferredMaxBytes, absoluteMaxBytes }) => ({
        maxMessageCount,
        preferredMaxBytes,
        absoluteMaxBytes,
        batchTimeoutMs,
      }));
      // Only a few of very many: looking each up would cost more than making it.
      const isKnown = known.some(
        (each) => each.maxMessageCount === maxMessageCount && each.batchTimeoutMs === batchTimeoutMs,
      );
      return isKnown ? cell.filter((each) => !knownKeys.has(keyOf(each))) : cell;
    }),
  );
  return [...known, ...grid];
}

/** Each once; without those that no orderer would take, such as parts of a millisecond. */
function measuredSettings(rows: readonly MeasuredAt[], current: OrdererSettings): OrdererSettings[] {
  const { preferredMaxBytes: preferred, absoluteMaxBytes: absolute } = current;
  const whole = rows.map((row) => ({
    maxMessageCount: row.maxMessageCount,
    preferredMaxBytes: row.preferredMaxBytes ?? preferred,
    absoluteMaxBytes: row.absoluteMaxBytes ?? Math.max(absolute, row.preferredMaxBytes ?? 0),
    batchTimeoutMs: row.batchTimeoutMs,
  }));
  return unique(whole).filter((settings) => ordererSettingsSchema.safeParse(settings).success);
}

/**
 * Whole numbers with equal ratios between them, both ends of the range included; and the value in force, if
 * it is in the range, so that a knob which makes no difference can stay where it is.
 */
function axis(name: Searched, box: SweptBox, current: OrdererSettings): number[] {
  const { min, max } = box[name];
  if (min > max) return [];
  const inForce = current[name];
  const values = equalRatios(min, max);
  return inForce >= min && inForce <= max ? [...new Set([...values, inForce])] : values;
}

/** Whole numbers from `min` to `max` with equal ratios between neighbours, each once. */
export function equalRatios(min: number, max: number): number[] {
  const values = Array.from({ length: STEPS }, (_, step) =>
    Math.round(min * (max / min) ** (step / (STEPS - 1))),
  );
  return [...new Set(values)];
}

type ByteLimits = Pick<OrdererSettings, 'preferredMaxBytes' | 'absoluteMaxBytes'>;

function byteLimits(measured: readonly OrdererSettings[], current: OrdererSettings): ByteLimits[] {
  const pairs = new Map(measured.map((settings) => [limitKey(settings), limitsOf(settings)]));
  if (pairs.size < 2) return [limitsOf(current)];
  return [...pairs.set(limitKey(current), limitsOf(current)).values()];
}

function limitsOf({ preferredMaxBytes, absoluteMaxBytes }: OrdererSettings): ByteLimits {
  return { preferredMaxBytes, absoluteMaxBytes };
}

function limitKey({ preferredMaxBytes, absoluteMaxBytes }: OrdererSettings): string {
  return `${preferredMaxBytes}/${absoluteMaxBytes}`;
}

function unique(settings: readonly OrdererSettings[]): OrdererSettings[] {
  return [...new Map(settings.map((each) => [keyOf(each), each])).values()];
}

function keyOf(settings: OrdererSettings): string {
  const { maxMessageCount, preferredMaxBytes, absoluteMaxBytes, batchTimeoutMs } = settings;
  return `${maxMessageCount}/${preferredMaxBytes}/${absoluteMaxBytes}/${batchTimeoutMs}`;
}
