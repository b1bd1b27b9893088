import type { SearchTask, Trial } from './strategy.js';

/** Rounds before a search goes by what it believes. */
export const START_ROUNDS = 4;

/**
 * The next candidate of a start design: first the one nearest to the middle of the candidates, on log scales, then
 * always the one farthest from those tried, so that the corners that show how blocks are cut come early.
 */
export function startCandidate(
  { candidates }: Pick<SearchTask, 'candidates'>,
  trials: readonly Trial[],
): number {
  const places = candidates.map(({ maxMessageCount, batchTimeoutMs }) => [
    Math.log(maxMessageCount),
    Math.log(batchTimeoutMs),
  ]);
  const tried = trials.map(({ candidate }) => places[candidate] ?? []);
  const score =
    tried.length === 0
      ? (place: readonly number[]): number => -distance(place, middleOf(places))
      : (place: readonly number[]): number => Math.min(...tried.map((other) => distance(place, other)));
  const scores = places.map(score);
  return scores.indexOf(Math.max(...scores));
}

function middleOf(places: readonly (readonly number[])[]): number[] {
  return (places[0] ?? []).map((_, axis) => {
    const values = places.map((place) => place[axis] ?? NaN);
    return (Math.min(...values) + Math.max(...values)) / 2;
  });
}

function distance(a: readonly number[], b: readonly number[]): number {
  return Math.hypot(...a.map((value, axis) => value - (b[axis] ?? NaN)));
}
