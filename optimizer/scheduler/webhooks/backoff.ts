import type { Random } from '../../domain/random.js';

/** Of these the last one ends about a day after the first. */
export const MOST_ATTEMPTS = 8;
const FIRST_PAUSE_MS = 15_000;
const FACTOR = 4;
/** So that what failed together is not tried again together. */
const JITTER = 0.2;

/**
 * 15 s, 1 min, 4 min, 16 min, 64 min, 4.3 h and 17 h, each up to a fifth shorter or longer.
 * @param attempts - made so far, from 1 on
 * @returns undefined if no more are to be made, else ms until the next
 */
export function pauseAfter(attempts: number, random: Pick<Random, 'next'>): number | undefined {
  if (attempts >= MOST_ATTEMPTS) return undefined;
  const usual = FIRST_PAUSE_MS * FACTOR ** (attempts - 1);
  return Math.round(usual * (1 - JITTER + 2 * JITTER * random.next()));
}
