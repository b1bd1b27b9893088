import { SETTING_NAMES, type OrdererSettings } from '../domain/settings.js';
import { TIE_SHARE } from './gain.js';
import { between, gridSteps, leastSteps, stepsBetween, type GridSteps } from './screening-grid.js';

/** Candidates that a model is asked about at once without looking for the promising ones first. */
const MOST_AT_ONCE = 8192;
/** Of more, so many are looked at all over, and as many around the best of these, and again around the best then. */
const SCATTERED = 2048;
const NEAR = 2048;
const ROUNDS = 2;
/** The best, and as many of those about as good that are nearest to the settings in force. */
const SEEDS = 12;
/** Multiples of it, taken modulo 1, never come near to repeating a step: no period of a grid is missed. */
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * The candidates worth asking about: all of them, or of many the first, some scattered over all and those near
 * the best of these, from coarse to fine. What a model expects is smooth along each setting between the corners
 * where another limit begins to rule, so that a good candidate has good ones a step or two away; and where a
 * setting makes no difference, the candidate that leaves it as the first one has it is among those asked about.
 * @param settings - the ones in force first: ties go to the nearest to them.
 * @param badness - one value a candidate, the smaller the better; asked about some of them at a time.
 */
export function worthAsking(
  settings: readonly OrdererSettings[],
  badness: (some: readonly OrdererSettings[]) => Float64Array,
): readonly OrdererSettings[] {
  if (settings.length <= MOST_AT_ONCE) return settings;
  const grid = gridSteps(settings, SETTING_NAMES);
  const asked = scatter(settings.length);
  for (let round = 0; round < ROUNDS; round += 1) {
    const places = inOrder(asked);
    const values = badness(places.flatMap((place) => settings[place] ?? []));
    for (const place of around(seedsOf(places, values, grid), grid, asked)) asked.add(place);
  }
  return inOrder(asked).flatMap((place) => settings[place] ?? []);
}

function inOrder(places: ReadonlySet<number>): number[] {
  return [...places].toSorted((a, b) => a - b);
}

function scatter(count: number): Set<number> {
  const places = Array.from({ length: SCATTERED }, (_, step) => Math.floor(((step * GOLDEN) % 1) * count));
  return new Set([0, ...places]);
}

interface Seeds {
  readonly best: readonly number[];
  /** About as good as the best, nearest to the first candidate. */
  readonly ties: readonly number[];
}

function seedsOf(places: readonly number[], values: Float64Array, grid: GridSteps): Seeds {
  const valueAt = (i: number): number => values[i] ?? Infinity;
  const order = [...places.keys()].toSorted((a, b) => valueAt(a) - valueAt(b));
  const least = valueAt(order[0] ?? 0);
  const placeOf = (i: number): number => places[i] ?? 0;
  const ties = order
    .filter((i) => valueAt(i) <= least * (1 + TIE_SHARE))
    .map(placeOf)
    .toSorted((a, b) => stepsBetween(grid, a, 0) - stepsBetween(grid, b, 0));
  return { best: order.slice(0, SEEDS).map(placeOf), ties: ties.slice(0, SEEDS) };
}

/**
 * The {@link NEAR} candidates nearest to any seed of those that were not asked about, and those that have some values
 * of a seed and the others of the settings in force.
 */
function around({ best, ties }: Seeds, grid: GridSteps, asked: ReadonlySet<number>): number[] {
  const seeds = [...new Set([...best, ...ties])];
  const distances = leastSteps(grid, seeds);
  for (const place of asked) distances[place] = ASKED;
  const reach = reachOf(distances);
  const found = between(grid, seeds, 0);
  let left = NEAR;
  for (let place = 0; place < distances.length && left > 0; place += 1) {
    if ((distances[place] ?? ASKED) > reach) continue;
    found.push(place);
    left -= 1;
  }
  return found;
}

/** Stands for the distance of a candidate that was asked about: beyond any other. */
const ASKED = 2 ** 31 - 1;

/** The distance within which there are {@link NEAR} candidates that were not asked about. */
function reachOf(distances: Int32Array): number {
  let farthest = 0;
  for (const distance of distances) if (distance !== ASKED) farthest = Math.max(farthest, distance);
  const counts = new Int32Array(farthest + 1);
  for (const distance of distances) if (distance !== ASKED) counts[distance] = (counts[distance] ?? 0) + 1;
  let within = 0;
  for (let distance = 0; distance <= farthest; distance += 1) {
    within += counts[distance] ?? 0;
    if (within >= NEAR) return distance;
  }
  return farthest;
}
