import type { FieldBeliefs, FieldDraw } from './field-sampler.js';
import { FieldSampler } from './field-sampler.js';
import type { FieldScales, ScaleBeliefs } from './field-scales.js';
import { likenessOf, type Likeness } from './likeness.js';
import type { SeenRounds, Suspicion } from './seen-rounds.js';
import { seededRandom } from '../../domain/random.js';

/** Four candidates in a line, at 0, 0.5, 1.5 and 4. */
export const LINE: Likeness = likenessOf([[0], [0.5], [1.5], [4]]);

/** @param rounds - candidate and residual of each round. */
export function seenOf(rounds: readonly (readonly [candidate: number, residual: number])[]): SeenRounds {
  const tried = [...new Set(rounds.map(([candidate]) => candidate))];
  return {
    tried: Float64Array.from(tried),
    places: Float64Array.from(rounds, ([candidate]) => tried.indexOf(candidate)),
    residuals: Float64Array.from(rounds, ([, residual]) => residual),
  };
}

export function suspicionOf(change: Partial<Record<keyof Suspicion, number>> = {}): Suspicion {
  const { noiseFactor = 1, oddRound = 0, oddSetting = 0 } = change;
  const everywhere = (value: number) => new Float64Array(LINE.size).fill(value);
  return {
    noiseFactor: everywhere(noiseFactor),
    oddRound: everywhere(oddRound),
    oddSetting: everywhere(oddSetting),
  };
}

export function believedScales(middles: FieldScales, spread: number): ScaleBeliefs {
  return {
    smooth: { middle: middles.smooth, spread },
    own: { middle: middles.own, spread },
    noise: { middle: middles.noise, spread },
  };
}

/** Of a sampler that starts anew, without its first draws. */
export function drawnFields(
  rounds: Parameters<typeof seenOf>[0],
  beliefs: FieldBeliefs,
  suspicion: Suspicion,
  { draws, seed = 1 }: { readonly draws: number; readonly seed?: number },
): FieldDraw[] {
  const sampler = new FieldSampler(LINE, beliefs, seenOf(rounds), suspicion, seededRandom(seed));
  return Array.from({ length: draws + 20 }, () => sampler.next()).slice(20);
}
