import { GridtuneError, InfeasibleError, ModelFileError, NotEnoughDataError } from '../domain/errors.js';
import type { Stretch } from '../recommender/schedule.js';
import type { Question } from './advise.js';

/** What a thread that advises is asked. Rows are sent once: it keeps as many as {@link MOST_ROW_SETS}. */
export interface AdviceAsked {
  readonly id: number;
  readonly question: Omit<Question, 'learnt'> & Partial<Pick<Question, 'learnt'>>;
}

/** What it answers. */
export type AdviceTold = { readonly id: number } & (
  { readonly stretches: readonly Stretch[] } | { readonly code: string | undefined; readonly message: string }
);

/** Sets of rows that a thread keeps, the ones used last; whoever asks it counts along. */
export const MOST_ROW_SETS = 8;

/** An error loses its class on the way between threads. */
export function toldError(error: unknown): { readonly code: string | undefined; readonly message: string } {
  if (error instanceof GridtuneError) return { code: error.code, message: error.message };
  return {
    code: undefined,
    message: error instanceof Error ? (error.stack ?? error.message) : String(error),
  };
}

export function errorOf({ code, message }: ReturnType<typeof toldError>): Error {
  if (code === 'INFEASIBLE') return new InfeasibleError(message);
  if (code === 'NOT_ENOUGH_DATA') return new NotEnoughDataError(message);
  if (code === 'MODEL_FILE_REFUSED') return new ModelFileError(message);
  return new Error(`the thread that recommends failed: ${message}`);
}
