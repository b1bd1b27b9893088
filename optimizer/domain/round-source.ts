import type { Round } from './round.js';
import type { SearchBelief } from './search.js';
import type { OrdererSettings } from './settings.js';

/** Chooses the rounds of a search. It keeps nothing: asked again with the same rounds it answers the same. */
export interface RoundSource {
  /** @param rounds - of the search so far, failed ones among them, in the order in which they were run */
  next(rounds: readonly Round[]): Promise<NextRound>;
  /** What is believed after these rounds. */
  believe(rounds: readonly Round[]): Promise<SearchBelief>;
}

export type NextRound =
  | { readonly kind: 'measure'; readonly settings: OrdererSettings }
  | { readonly kind: 'stop'; readonly reason: string };
