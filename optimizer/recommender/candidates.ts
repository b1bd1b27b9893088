import type { MeasuredRound } from '../domain/round.js';
import { HARD_LIMITS, SETTING_NAMES, type OrdererSettings, type SettingName } from '../domain/settings.js';

/** The knobs that a model knows; the byte limits ride along. */
const SEARCHED = ['maxMessageCount', 'batchTimeoutMs'] as const satisfies readonly SettingName[];

/** Values tried of each searched knob: neighbours in a box of 1 to 1,000 differ by a third. */
const STEPS = 24;

/** Smallest and largest measured value of every knob. */
export type SweptBox = Readonly<Record<SettingName, { readonly min: number; readonly max: number }>>;

/** @param rounds - at least one. */
export function sweptBox(rounds: readonly MeasuredRound[]): SweptBox {
  const range = (name: SettingName): { min: number; max: number } => ({
    min: rounds.reduce((least, { settings }) => Math.min(least, settings[name]), Infinity),
    max: rounds.reduce((most, { settings }) => Math.max(most, settings[name]), -Infinity),
  });
  return {
    maxMessageCount: range('maxMessageCount'),
    preferredMaxBytes: range('preferredMaxBytes'),
    absoluteMaxBytes: range('absoluteMaxBytes'),
    batchTimeoutMs: range('batchTimeoutMs'),
  };
}

/** The knobs of `settings` that lie outside `box`, among those that a model knows. */
export function outsideBox(settings: OrdererSettings, box: SweptBox): SettingName[] {
  return SEARCHED.filter((name) => settings[name] < box[name].min || settings[name] > box[name].max);
}

/**
 * Settings to choose among, each once: the current ones, every measured one, and a grid of whole units with
 * equal ratios between neighbours over the swept box. Nothing outside the box but the current settings: there
 * the model has seen nothing. The grid takes the byte limits in force, and, where the sweep varied them, each
 * measured pair of limits too.
 */
export function candidateSettings(
  rounds: readonly MeasuredRound[],
  current: OrdererSettings,
): OrdererSettings[] {
  const measured = rounds.map(({ settings }) => settings);
  const box = sweptBox(rounds);
  const limits = byteLimits(measured, current);
  const grid = axis('maxMessageCount', box, current).flatMap((maxMessageCount) =>
    axis('batchTimeoutMs', box, current).flatMap((batchTimeoutMs) =>
      limits.map((bytes) => ({ ...bytes, maxMessageCount, batchTimeoutMs })),
    ),
  );
  const unique = new Map([current, ...measured, ...grid].map((settings) => [keyOf(settings), settings]));
  return [...unique.values()];
}

/**
 * Whole numbers with equal ratios between them, both ends of the range included; and the value in force, if
 * it is in the range, so that a knob which makes no difference can stay where it is.
 */
function axis(name: (typeof SEARCHED)[number], box: SweptBox, current: OrdererSettings): number[] {
  const min = Math.max(box[name].min, HARD_LIMITS[name].min);
  const max = Math.min(box[name].max, HARD_LIMITS[name].max);
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

function keyOf(settings: OrdererSettings): string {
  return SETTING_NAMES.map((name) => settings[name]).join('/');
}
