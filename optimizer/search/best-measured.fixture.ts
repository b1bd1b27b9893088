import { plainGoal } from '../domain/goal.js';
import type { SearchTask, Strategy, Trial } from './strategy.js';

/** A task over every pair of count and timeout, at 100 tps. */
export function gridTask(counts: number[], timeouts: number[], change: Partial<SearchTask> = {}): SearchTask {
  const candidates = counts.flatMap((maxMessageCount) =>
    timeouts.map((batchTimeoutMs) => ({ maxMessageCount, batchTimeoutMs, sendRateTps: 100 })),
  );
  return { candidates, sendRateTps: 100, goal: plainGoal('min-latency'), budget: 9, seed: 1, ...change };
}

export const trialOf = (candidate: number, latencyMeanMs: number, throughputTps = 100): Trial => ({
  candidate,
  figures: { throughputTps, latencyMeanMs },
});

/** The candidates that a strategy measures one after the other, all with the same figures. */
export async function orderOf(strategy: Strategy, task: SearchTask, rounds = task.budget): Promise<number[]> {
  let trials: readonly Trial[] = [];
  while (trials.length < rounds) {
    const next = await strategy.next(task, trials);
    if (next.kind === 'stop') break;
    trials = [...trials, trialOf(next.candidate, 100)];
  }
  return trials.map(({ candidate }) => candidate);
}
