import { shuffled } from '../../domain/random.js';

/**
 * The order in which `repeats` visit `count` things, each once a repeat. Repeats follow Latin squares in which
 * everything also stands once directly behind everything else (Williams 1949, Experimental designs balanced for
 * the estimation of residual effects of treatments: one square for an even count, two for an odd one), so that
 * neither the place within a repeat nor what ran just before favours anybody. Rows and names are drawn from the seed.
 * @returns one list a repeat, of 0 to `count - 1`; the rest of a square that is not needed is left out
 */
export function balancedOrder(count: number, repeats: number, seed: number): number[][] {
  const rows: number[][] = [];
  for (let round = 0; rows.length < repeats; round += 1) rows.push(...drawn(count, seed + round));
  return rows.slice(0, repeats);
}

/** One square of an even count, or the two of an odd one, square by square. */
function drawn(count: number, seed: number): number[][] {
  const places = Array.from({ length: count }, (_, index) => index);
  const names = shuffled(places, seed);
  const zigzag = places.map((place) => (place % 2 === 1 ? (place + 1) / 2 : (count - place / 2) % count));
  const square = shuffled(places, seed + 1).map((shift) =>
    zigzag.map((step) => names[(step + shift) % count] ?? 0),
  );
  return count % 2 === 0 ? square : [...square, ...square.map((row) => row.toReversed())];
}
