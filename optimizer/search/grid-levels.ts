import type { ModelInput } from '../dataset/columns.js';
import { SETTING_NAMES } from '../domain/settings.js';

/**
 * Where candidates lie among each other: on each setting that varies, the place of the value in the list of
 * values that occur, as a share of the last place. 0 is the smallest value, 1 the largest, and neighbours are
 * equally far apart whatever their values.
 */
export function placesOf(candidates: readonly ModelInput[]): {
  /** Values that occur on each axis; at least two an axis, no axis where nothing varies. */
  readonly levels: readonly number[];
  /** One a candidate, one coordinate an axis. */
  readonly places: readonly (readonly number[])[];
} {
  const axes = SETTING_NAMES.map((name) => {
    const values = [...new Set(candidates.map((candidate) => candidate[name] ?? 0))].toSorted(
      (a, b) => a - b,
    );
    return { name, ranks: new Map(values.map((value, rank) => [value, rank])), levels: values.length };
  }).filter(({ levels }) => levels > 1);
  return {
    levels: axes.map(({ levels }) => levels),
    places: candidates.map((candidate) =>
      axes.map(({ name, ranks, levels }) => (ranks.get(candidate[name] ?? 0) ?? 0) / (levels - 1)),
    ),
  };
}

/** Squared Euclidean distance. */
export function distance(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, axis) => sum + (value - (b[axis] ?? 0)) ** 2, 0);
}

/**
 * For each target, in their order, the nearest candidate that no earlier target took. Of equally near ones the
 * first. Targets beyond the number of candidates get none.
 */
export function nearestUnused(
  places: readonly (readonly number[])[],
  targets: readonly (readonly number[])[],
): number[] {
  const taken = new Set<number>();
  for (const target of targets) {
    let nearest: { readonly index: number; readonly far: number } | undefined;
    for (const [index, place] of places.entries()) {
      if (taken.has(index)) continue;
      const far = distance(place, target);
      if (!nearest || far < nearest.far) nearest = { index, far };
    }
    if (nearest) taken.add(nearest.index);
  }
  return [...taken];
}
