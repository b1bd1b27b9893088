import type { Goal, Limit } from '../domain/goal.js';
import type { KnobRange, SafeRegion } from '../domain/recommendation-detail.js';
import { SETTING_NAMES, type OrdererSettings, type SettingName } from '../domain/settings.js';
import { equalRatios } from './candidates.js';
import { describeKnob } from './safe-region-words.js';

/** What settings are worth. */
export interface SettingsScore {
  /** Expected, as `costOf` of the goal counts it: above 0, the smaller the better. */
  readonly cost: number;
  /** That all limits hold, 0 to 1; 1 where there are none. */
  readonly probability: number;
  /** The limit that is likeliest to break. */
  readonly broken?: Limit | undefined;
}

/** Scores many settings at once. @returns one score for each, in order. */
export type ScoreSettings = (settings: readonly OrdererSettings[]) => readonly SettingsScore[];

/** Smallest and largest measured value of the knobs to look at. */
export type KnobBox = Readonly<Partial<Record<SettingName, { readonly min: number; readonly max: number }>>>;

export interface SafeRegionRequest {
  readonly chosen: OrdererSettings;
  /** A chosen value outside of it widens the range by itself. */
  readonly box: KnobBox;
  readonly goal: Pick<Goal, 'objective' | 'confidence'>;
  readonly score: ScoreSettings;
  /** Share of the chosen settings' cost up to which more cost is as good. */
  readonly tolerance?: number;
}

const TOLERANCE = 0.05;

/**
 * How far each knob can move from the chosen settings, the others as they are, with an expected cost of at most
 * `1 + tolerance` of theirs and every limit as probable as asked; and the same for count and timeout together.
 * A knob that the box does not tell of, or of which it holds one value, is not moved.
 *
 * Ends are whole units. Each knob is tried at values of equal ratios first, then between the last good one and
 * the first that is not: one by one at the end, so that an end is exact unless cost and limits come and go
 * within one of the steps.
 */
export function safeRegion(request: SafeRegionRequest): SafeRegion {
  const { chosen, box, goal, tolerance = TOLERANCE } = request;
  const scored = scorer(request, tolerance);
  const knobs = SETTING_NAMES.flatMap((name) => {
    const range = rangeOf(name, chosen, box);
    return range.low < range.high ? [knobRange(name, { chosen, range, scored })] : [];
  });
  const grid = gridOf(chosen, box, scored);
  return {
    tolerancePct: 100 * tolerance,
    confidence: goal.confidence,
    knobs,
    ...(grid ? { grid } : {}),
    description: knobs.map((knob) => describeKnob(knob, { ...goal, tolerance })),
  };
}

interface Scored extends SettingsScore {
  readonly settings: OrdererSettings;
  readonly withinCost: boolean;
  readonly withinLimits: boolean;
}
type Scorer = (settings: readonly OrdererSettings[]) => Scored[];

function scorer(
  { chosen, goal, score }: SafeRegionRequest,
  tolerance: number,
): Scorer & { reference: number } {
  const [own] = score([chosen]);
  if (!own) throw new RangeError('the score of the chosen settings is missing');
  const most = own.cost * (1 + tolerance);
  const scored: Scorer = (settings) => {
    const scores = score(settings);
    return settings.map((each, place) => {
      const found = scores[place];
      if (!found) throw new RangeError('a score of settings is missing');
      const withinLimits = found.probability >= goal.confidence;
      return { ...found, settings: each, withinCost: found.cost <= most, withinLimits };
    });
  };
  return Object.assign(scored, { reference: own.cost });
}

interface Range {
  readonly low: number;
  readonly high: number;
}

/** Whole values of one knob that may be tried, `preferredMaxBytes <= absoluteMaxBytes` held. */
function rangeOf(name: SettingName, chosen: OrdererSettings, box: KnobBox): Range {
  const { min, max } = box[name] ?? { min: chosen[name], max: chosen[name] };
  // Imported values may be parts of a millisecond.
  const low = Math.min(Math.ceil(min), chosen[name]);
  const high = Math.max(Math.floor(max), chosen[name]);
  if (name === 'preferredMaxBytes') return { low, high: Math.min(high, chosen.absoluteMaxBytes) };
  if (name === 'absoluteMaxBytes') return { low: Math.max(low, chosen.preferredMaxBytes), high };
  return { low, high };
}

function axisOf(name: SettingName, chosen: OrdererSettings, { low, high }: Range): number[] {
  return [...new Set([...equalRatios(low, high), chosen[name]])].toSorted((a, b) => a - b);
}

interface Walk {
  readonly chosen: OrdererSettings;
  readonly range: Range;
  readonly scored: Scorer;
}

function knobRange(name: SettingName, { chosen, range, scored }: Walk): KnobRange {
  const at = (values: readonly number[]): Scored[] =>
    scored(values.map((value) => ({ ...chosen, [name]: value })));
  const coarse = at(axisOf(name, chosen, range));
  const start = coarse.findIndex(({ settings }) => settings[name] === chosen[name]);
  const down = edgeOf(name, coarse.slice(0, start + 1).toReversed(), at);
  const up = edgeOf(name, coarse.slice(start), at);
  const curve = new Map(
    [...coarse, ...down.tried, ...up.tried].map(({ settings, cost, probability }) => [
      settings[name],
      { value: settings[name], cost, probability },
    ]),
  );
  return {
    name,
    chosen: chosen[name],
    low: down.edge,
    high: up.edge,
    curve: [...curve.values()].toSorted((a, b) => a.value - b.value),
  };
}

/** Values tried between two neighbours at once. */
const BETWEEN = 64;

/**
 * The last good value on the way from the chosen one outwards.
 * @param path - the chosen value first, then its neighbours ever further out.
 * @returns with it, for the curve, the two values between which the edge lies.
 */
function edgeOf(
  name: SettingName,
  path: readonly Scored[],
  at: (values: readonly number[]) => Scored[],
): { readonly edge: KnobRange['low']; readonly tried: readonly Scored[] } {
  const [chosen] = path;
  if (!chosen) throw new RangeError('the chosen value is not among those tried');
  let way = path;
  for (;;) {
    const bad = way.findIndex((each, place) => place > 0 && !isSafe(each));
    const beyond = way[bad];
    if (!beyond) {
      const last = way.at(-1) ?? chosen;
      return { edge: { value: last.settings[name], reason: 'box' }, tried: [] };
    }
    const good = way[bad - 1] ?? chosen;
    const [from, to] = [good.settings[name], beyond.settings[name]];
    if (Math.abs(to - from) <= 1) {
      const { withinLimits, broken } = beyond;
      const reason = withinLimits ? 'cost' : 'limits';
      const limit = reason === 'limits' && broken ? { broken } : {};
      return { edge: { value: from, reason, ...limit }, tried: [good, beyond] };
    }
    way = [good, ...at(between(from, to)), beyond];
  }
}

function isSafe({ withinCost, withinLimits }: Scored): boolean {
  return withinCost && withinLimits;
}

/** Whole values strictly between two, in the direction from the first to the second: all, or evenly spread ones. */
function between(from: number, to: number): number[] {
  const gap = Math.abs(to - from);
  const steps = Math.min(gap, BETWEEN);
  const values = Array.from({ length: steps - 1 }, (_, step) =>
    Math.round(from + ((to - from) * (step + 1)) / steps),
  );
  return [...new Set(values)];
}

function gridOf(
  chosen: OrdererSettings,
  box: KnobBox,
  scored: Scorer & { readonly reference: number },
): SafeRegion['grid'] {
  const [counts, timeouts] = (['maxMessageCount', 'batchTimeoutMs'] as const).map((name) =>
    axisOf(name, chosen, rangeOf(name, chosen, box)),
  );
  if (!counts || !timeouts || counts.length < 2 || timeouts.length < 2) return undefined;
  const cells = scored(
    counts.flatMap((maxMessageCount) =>
      timeouts.map((batchTimeoutMs) => ({ ...chosen, maxMessageCount, batchTimeoutMs })),
    ),
  );
  return {
    maxMessageCounts: counts,
    batchTimeoutsMs: timeouts,
    worsePct: cells.map(({ cost }) => 100 * (cost / scored.reference - 1)),
    safe: cells.map(isSafe),
  };
}
