import {
  keyOf,
  repaired,
  sizeOf,
  valueAt,
  valuesAt,
  type Axis,
  type AxisValues,
  type UnitPoint,
} from './design-space.js';
import { latinHypercube, leastDistance } from './design-latin-hypercube.js';
import { scrambledSobol } from './design-sobol.js';
import type { Fault } from './errors.js';
import { seededRandom, shuffled, type Random } from './random.js';

/** An axis of a design that takes fixed levels. */
export interface LeveledAxis extends Axis {
  /** How many values; both ends are among them. An axis whose ends are equal has one. */
  readonly levels: number;
}

/** How points are spread over a box. */
export type Design =
  /** Every level of every axis with every level of the others. */
  | { readonly kind: 'grid'; readonly axes: readonly LeveledAxis[] }
  /** A centre, and each axis at each of its levels with the others at the centre. */
  | { readonly kind: 'one-at-a-time'; readonly axes: readonly LeveledAxis[]; readonly centre: AxisValues }
  | { readonly kind: 'latin-hypercube'; readonly axes: readonly Axis[]; readonly points: number }
  /** Scrambled Sobol points. */
  | { readonly kind: 'low-discrepancy'; readonly axes: readonly Axis[]; readonly points: number };

export type DesignResult =
  | { readonly kind: 'points'; readonly points: readonly AxisValues[] }
  /** The ranges do not hold what was asked. */
  | { readonly kind: 'refused'; readonly faults: readonly Fault[] };

/** Points that a design may have at most; a sweep of more would run for days. */
export const MOST_POINTS = 1000;

/**
 * The points of a design, all different and as many as it promises.
 * @param seed - equal seeds give equal points; a grid and one-at-a-time need none.
 */
export function designPoints(design: Design, seed: number): DesignResult {
  const faults = impossible(design);
  if (faults.length > 0) return { kind: 'refused', faults };
  if (design.kind === 'grid') return repairedAndChecked(gridOf(design.axes));
  if (design.kind === 'one-at-a-time') return repairedAndChecked(starOf(design.axes, design.centre));
  return sampledPoints(design, seededRandom(seed));
}

function sampledPoints(design: Sampled, random: Random): DesignResult {
  const { kind, axes, points } = design;
  const units =
    kind === 'latin-hypercube' ? bestHypercube(design, random) : scrambledSobol(axes.length, random);
  const found = distinct(axes, units, points);
  return checked(filledUp(found, design, random), points, 'points');
}

function repairedAndChecked(points: readonly AxisValues[]): DesignResult {
  return checked(unique(points.map(repaired)), points.length, 'levels');
}

function checked(points: readonly AxisValues[], promised: number, path: string): DesignResult {
  if (points.length >= promised) return { kind: 'points', points };
  const message = `asks for ${promised} points, but the ranges hold only ${points.length} different ones`;
  return { kind: 'refused', faults: [{ path, message }] };
}

/** What no draw could mend. */
function impossible({ kind, axes }: Design): Fault[] {
  const faults: Fault[] = [];
  const leveled = kind === 'grid' || kind === 'one-at-a-time';
  for (const axis of axes) {
    if (!leveled || !('levels' in axis) || axis.levels <= sizeOf(axis)) continue;
    const message = `holds ${sizeOf(axis)} whole numbers, fewer than its ${axis.levels} levels`;
    faults.push({ path: `ranges.${axis.name}`, message });
  }
  const preferred = axes.find(({ name }) => name === 'preferredMaxBytes');
  const absolute = axes.find(({ name }) => name === 'absoluteMaxBytes');
  if (preferred && absolute && preferred.to > absolute.to) {
    const message = `must not reach above the range of absoluteMaxBytes, which ends at ${absolute.to}`;
    faults.push({ path: 'ranges.preferredMaxBytes', message });
  }
  return faults;
}

function product<T>(items: readonly T[], factor: (item: T) => number): number {
  return items.reduce((all, item) => all * factor(item), 1);
}

/**
 * The levels of an axis, ascending and all different: one that rounding made equal to the level before it is
 * moved up by one. The last stays at `to`, because rounding merges only where the steps are below 1.
 */
export function levelsOf(axis: LeveledAxis): number[] {
  const last = axis.levels - 1;
  let previous = 0;
  return Array.from({ length: axis.levels }, (_, step) => {
    previous = Math.max(valueAt(axis, last === 0 ? 0 : step / last), previous + 1);
    return previous;
  });
}

function gridOf(axes: readonly LeveledAxis[]): AxisValues[] {
  let points: AxisValues[] = [{}];
  for (const axis of axes) {
    const levels = levelsOf(axis);
    points = points.flatMap((point) => levels.map((value) => ({ ...point, [axis.name]: value })));
  }
  return points;
}

function starOf(axes: readonly LeveledAxis[], centre: AxisValues): AxisValues[] {
  const arms = axes.flatMap((axis) => levelsOf(axis).map((value) => ({ ...centre, [axis.name]: value })));
  return unique([centre, ...arms]);
}

/** The middle of a box on its own scales. */
export function centreOf(axes: readonly Axis[]): AxisValues {
  return Object.fromEntries(axes.map((axis) => [axis.name, valueAt(axis, 0.5)]));
}

function unique(points: readonly AxisValues[]): AxisValues[] {
  return [...new Map(points.map((point) => [keyOf(point), point])).values()];
}

type Sampled = Extract<Design, { points: number }>;

/** Latin hypercubes that are compared. */
const CANDIDATES = 50;

/** Of several Latin hypercubes the one whose closest two points lie farthest apart; rounding must not merge points. */
function bestHypercube({ axes, points }: Sampled, random: Random): UnitPoint[] {
  const candidates = Array.from({ length: CANDIDATES }, () => {
    const units = latinHypercube(points, axes.length, random);
    return { units, different: distinct(axes, units, points).length, distance: leastDistance(units) };
  });
  const [best] = candidates.toSorted((a, b) => b.different - a.different || b.distance - a.distance);
  return best?.units ?? [];
}

/** A sequence is given up after this many points in a row that rounding made equal to an earlier one. */
const FUTILE_DRAWS = 1000;

/** The first `count` different points that the places give, as far as they go. */
function distinct(axes: readonly Axis[], units: Iterable<UnitPoint>, count: number): AxisValues[] {
  const points = new Map<string, AxisValues>();
  let futile = 0;
  for (const unit of units) {
    const values = valuesAt(axes, unit);
    futile = points.has(keyOf(values)) ? futile + 1 : 0;
    points.set(keyOf(values), values);
    if (points.size >= count || futile > FUTILE_DRAWS) break;
  }
  return [...points.values()];
}

/** Boxes of no more values than this are listed; in larger ones random draws soon find a new point. */
const LISTED_VALUES = 100_000;

/** Adds points from the rest of the box, in random order, until there are as many as the design promises. */
function filledUp(found: AxisValues[], { axes, points }: Sampled, random: Random): AxisValues[] {
  if (found.length >= points) return found;
  const small = product(axes, sizeOf) <= LISTED_VALUES;
  const whole = small
    ? shuffled(gridOf(axes.map((axis) => ({ ...axis, levels: sizeOf(axis) }))), random.below(2 ** 31))
    : Array.from({ length: LISTED_VALUES }, () =>
        valuesAt(
          axes,
          axes.map(() => random.next()),
        ),
      );
  return unique([...found, ...whole.map(repaired)]).slice(0, points);
}
