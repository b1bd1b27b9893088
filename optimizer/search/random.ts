import { shuffled } from '../domain/random.js';
import { plannedSearch } from './best-measured.js';
import type { Strategy } from './strategy.js';

/**
 * Measures candidates drawn evenly without replacement; when all are seen, all of them again in another order.
 * Recommends the best measured.
 */
export function randomStrategy(): Strategy {
  return plannedSearch('random', ({ candidates, budget, seed }) => {
    const all = [...candidates.keys()];
    const passes = Math.max(1, Math.ceil(budget / Math.max(1, all.length)));
    return Array.from({ length: passes }, (_, pass) =>
      shuffled(all, Math.imul(seed, PASS_STRIDE) + pass),
    ).flat();
  });
}

/** Keeps the orders of seeds and passes apart (2^32 divided by the golden ratio, odd). */
const PASS_STRIDE = 0x9e3779b1;
