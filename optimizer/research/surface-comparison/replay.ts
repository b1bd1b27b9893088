import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { worsePct, type Goal } from '../../domain/goal.js';
import { seededRandom, type Random } from '../../domain/random.js';
import { throwIfCancelled } from '../../domain/wait.js';
import type { SearchTask, Strategy, Trial } from '../../search/strategy.js';
import type { Judgement } from './optimum.js';
import type { Surface } from './surface.js';

/** What recommending a setting counts that breaks a limit, or recommending none: in %. */
export const INFEASIBLE_REGRET_PCT = 1000;

/** A recorded surface with what is known of it, and what is looked for on it. */
export interface ReplayedSurface {
  readonly surface: Surface;
  readonly goal: Goal;
  readonly judgement: Judgement;
}

/** One search on a recorded surface. */
export interface Replay {
  readonly strategy: string;
  readonly seed: number;
  /** Regret of what was recommended after each round of the budget, in %. */
  readonly regretPct: readonly number[];
  /** What was recommended at the end; undefined where nothing was. */
  readonly recommended: number | undefined;
  /** Rounds measured: less than the budget where the strategy ended its search. */
  readonly measured: number;
}

/**
 * Runs a strategy on a recorded surface: a round of a setting is one of its replicates, drawn at random with
 * replacement. The draws of a cell follow from the seed, the cell and how often it was measured before, so that
 * every strategy finds the same luck there. After a strategy ended its search its recommendation stands.
 *
 * `recommend` and the `next` that follows it get the same array of trials.
 * @throws CancelledError when `signal` is aborted; RangeError if the strategy names a candidate that is not there.
 */
export async function runReplay(
  strategy: Strategy,
  replayed: ReplayedSurface,
  { budget, seed, signal }: { readonly budget: number; readonly seed: number; readonly signal?: AbortSignal },
): Promise<Replay> {
  const { surface, goal } = replayed;
  const { sendRateTps } = surface;
  const task: SearchTask = {
    candidates: surface.cells.map(({ input }) => input),
    sendRateTps,
    goal,
    budget,
    seed,
  };
  const measure = drawnRounds(surface, seed);
  const regretPct: number[] = [];
  let trials: readonly Trial[] = [];
  let recommended: number | undefined;
  while (trials.length < budget) {
    await yieldToOthers();
    throwIfCancelled(signal);
    const next = await strategy.next(task, trials);
    if (next.kind === 'stop') break;
    trials = [...trials, { candidate: next.candidate, figures: measure(next.candidate) }];
    recommended = await strategy.recommend(task, trials);
    regretPct.push(regretOf(recommended, replayed));
  }
  const last = regretPct.at(-1) ?? INFEASIBLE_REGRET_PCT;
  const rest = Array.from({ length: budget - regretPct.length }, () => last);
  const measured = trials.length;
  return { strategy: strategy.name, seed, regretPct: [...regretPct, ...rest], recommended, measured };
}

/** How much worse the medians of a recommended cell are than those of the best one. */
export function regretOf(
  recommended: number | undefined,
  { goal, judgement }: Pick<ReplayedSurface, 'goal' | 'judgement'>,
): number {
  if (recommended === undefined) return INFEASIBLE_REGRET_PCT;
  const cell = judgement.cells[recommended];
  if (!cell) throw new RangeError(`there is no candidate ${recommended}`);
  if (cell.objective === undefined) return INFEASIBLE_REGRET_PCT;
  return worsePct(goal, cell.objective, judgement.optimum.objective);
}

/** @returns for a cell, the round that its next measurement finds. */
function drawnRounds({ cells }: Surface, seed: number): (cell: number) => Trial['figures'] {
  const streams = new Map<number, Random>();
  return (cell) => {
    const rounds = cells[cell]?.rounds ?? [];
    const stream = streams.get(cell) ?? seededRandom(Math.imul(seed, CELL_STRIDE) + cell);
    streams.set(cell, stream);
    const round = rounds[stream.below(rounds.length)];
    if (!round) throw new RangeError(`there is no candidate ${cell}`);
    return round;
  };
}

/** Keeps the streams of seeds and cells apart (2^32 divided by the golden ratio, odd). */
const CELL_STRIDE = 0x9e3779b1;
