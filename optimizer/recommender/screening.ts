import type { OrdererSettings } from '../domain/settings.js';
import { SETTING_NAMES } from '../domain/settings.js';
import { logarithms } from './settings-distance.js';

/** Candidates that a model is asked about at once without looking for the promising ones first. */
const MOST_AT_ONCE = 8192;
/** Of more, so many are looked at all over, and as many around the best of these. */
const SCATTERED = 4096;
const SEEDS = 32;
/** Multiples of it, taken modulo 1, never come near to repeating a step: no period of a grid is missed. */
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * The candidates worth asking about: all of them, or of many the first, some scattered over all and those near
 * the best of these. What a model expects is smooth in the logarithms of settings between the corners where
 * another limit begins to rule, so that a good candidate has good ones around it.
 * @param badness - one value a candidate, the smaller the better.
 */
export function worthAsking(
  settings: readonly OrdererSettings[],
  badness: (some: readonly OrdererSettings[]) => Float64Array,
): readonly OrdererSettings[] {
  if (settings.length <= MOST_AT_ONCE) return settings;
  const scattered = scatter(settings.length);
  const values = badness(pick(settings, scattered));
  const seeds = [...values.keys()]
    .toSorted((a, b) => (values[a] ?? Infinity) - (values[b] ?? Infinity))
    .slice(0, SEEDS)
    .map((place) => scattered[place] ?? 0);
  return pick(
    settings,
    [...new Set([0, ...scattered, ...nearestTo(settings, seeds)])].toSorted((a, b) => a - b),
  );
}

function scatter(count: number): number[] {
  const places = Array.from({ length: SCATTERED }, (_, step) => Math.floor(((step * GOLDEN) % 1) * count));
  return [...new Set([0, ...places])];
}

/** The {@link SCATTERED} places nearest to any of the seeds. */
function nearestTo(settings: readonly OrdererSettings[], seeds: readonly number[]): number[] {
  const distances = nearestSeed(settings, seeds);
  const reach = distances.toSorted()[SCATTERED - 1] ?? Infinity;
  const near: number[] = [];
  for (let place = 0; place < distances.length && near.length < SCATTERED; place += 1)
    if ((distances[place] ?? Infinity) <= reach) near.push(place);
  return near;
}

/** Squared distance of each candidate to the nearest seed, in logarithms. */
function nearestSeed(settings: readonly OrdererSettings[], seeds: readonly number[]): Float64Array {
  const width = SETTING_NAMES.length;
  const logs = logarithms(settings);
  const distances = new Float64Array(settings.length).fill(Infinity);
  for (const seed of seeds) {
    const at = logs.subarray(width * seed, width * (seed + 1));
    for (let place = 0; place < distances.length; place += 1) {
      let squared = 0;
      for (let axis = 0; axis < width; axis += 1)
        squared += ((logs[width * place + axis] ?? 0) - (at[axis] ?? 0)) ** 2;
      if (squared < (distances[place] ?? 0)) distances[place] = squared;
    }
  }
  return distances;
}

function pick(settings: readonly OrdererSettings[], places: readonly number[]): OrdererSettings[] {
  return places.flatMap((place) => settings[place] ?? []);
}
