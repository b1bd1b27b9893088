import { entry, responseTo, thetaWith } from '../../ann/queue/queue.fixture.js';
import { seededRandom } from '../../domain/random.js';
import { gridTask } from '../best-measured.fixture.js';
import type { SearchTask, Strategy, Trial } from '../strategy.js';

/** A network whose true figures are known: what the queueing model says, times lognormal noise. */
export interface SimulatedSurface {
  readonly task: SearchTask;
  /** True figures, one a candidate. */
  readonly truth: readonly Trial['figures'][];
  /** One more round of a candidate. */
  readonly measure: (candidate: number) => Trial;
}

const COUNTS = [1, 5, 20, 100, 500];
const TIMEOUTS = [50, 200, 500, 2000];
/** One message a block is more than it can validate, five are not. */
const NETWORK = thetaWith({ baseMs: 60, blockMs: 12, transactionMs: 2, sideMs: 1, capTransactions: 500 });

/** Of 20 settings at 100 tps. */
export function simulatedSurface(seed: number, change: Partial<SearchTask> = {}): SimulatedSurface {
  const task = gridTask(COUNTS, TIMEOUTS, { budget: 15, seed, ...change });
  const { logLatency, logThroughput } = responseTo(NETWORK, task.candidates);
  const truth = task.candidates.map((_, candidate) => ({
    latencyMeanMs: Math.exp(entry(logLatency, candidate)),
    throughputTps: Math.exp(entry(logThroughput, candidate)),
  }));
  const random = seededRandom(1000 + seed);
  const noisy = (value: number, spread: number) => value * Math.exp(spread * random.normal());
  return {
    task,
    truth,
    measure: (candidate) => {
      const { latencyMeanMs, throughputTps } = truth[candidate] ?? { latencyMeanMs: NaN, throughputTps: NaN };
      const figures = {
        latencyMeanMs: noisy(latencyMeanMs, 0.08),
        throughputTps: noisy(throughputTps, 0.005),
      };
      return { candidate, figures: { ...figures, latencyP95Ms: 1.8 * figures.latencyMeanMs, failedPct: 0 } };
    },
  };
}

/** Measures what the strategy asks for until the budget is spent; a list of trials each time it is asked. */
export async function searched(
  strategy: Strategy,
  { task, measure }: Pick<SimulatedSurface, 'task' | 'measure'>,
  start: readonly Trial[] = [],
): Promise<readonly Trial[]> {
  let trials = start;
  while (trials.length < task.budget) {
    const next = await strategy.next(task, trials);
    if (next.kind === 'stop') break;
    trials = [...trials, measure(next.candidate)];
  }
  return trials;
}
