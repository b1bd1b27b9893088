import type { Store } from '../domain/ports.js';
import { sharedAnswerFor } from './shared-answer.js';

/** Every sweep, ordered by id, as the store held them within the last second. Not to be changed. */
export const knownSweeps = sharedAnswerFor(async ({ sweeps }: Pick<Store, 'sweeps'>) => sweeps.list(), 1000);
