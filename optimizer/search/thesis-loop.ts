import { brokenLimits, limitsOf, type Figures } from '../domain/goal.js';
import { bestMeasured } from './best-measured.js';
import { nearestUnused, placesOf } from './grid-levels.js';
import { trainAndPropose, type Proposal } from './thesis-loop-network.js';
import type { SearchTask, Strategy, Trial } from './strategy.js';

/** Smallest and largest count by smallest, middle and largest timeout: as many of each as the published work swept. */
const INITIAL_COUNTS = [0, 1];
const INITIAL_TIMEOUTS = [0, 0.5, 1];

/** A test confirms a proposal where throughput and mean latency are this close to what was predicted. */
export const AGREEMENT_PCT = 5;

type Propose = (task: SearchTask, trials: readonly Trial[]) => Promise<Proposal | undefined>;

/**
 * The loop of the published work: measure a coarse grid, train a 3-20-2 network on what was measured, let it predict
 * every candidate, propose the one predicted to be best, test it, add the test to the data, and again. It ends when a
 * test kept the limits and either confirmed what had been predicted, or left the network with the same proposal; the
 * setting tested last stands from then on. Before that, it recommends what the network proposes.
 * docs/comparison.md tells what the published work leaves open, and why it was chosen like this.
 */
export function thesisLoopStrategy(train: Propose = trainAndPropose): Strategy {
  const propose = rememberedByTrials(train);
  return {
    name: 'thesis-loop',
    next: async (task, trials) => {
      const first = initialGrid(task)[trials.length];
      if (first !== undefined) return { kind: 'measure', candidate: first };
      const end = await endOf(task, trials, propose);
      if (end !== undefined) return { kind: 'stop', reason: end };
      const proposal = await propose(task, trials);
      if (proposal) return { kind: 'measure', candidate: proposal.candidate };
      return { kind: 'stop', reason: 'too few settings committed anything for the network to learn from' };
    },
    recommend: async (task, trials) => {
      if (trials.length < initialGrid(task).length) return bestMeasured(task, trials);
      if ((await endOf(task, trials, propose)) !== undefined) return trials.at(-1)?.candidate;
      return (await propose(task, trials))?.candidate ?? bestMeasured(task, trials);
    },
  };
}

/** @returns why the loop is over; undefined while it goes on. */
async function endOf(
  task: SearchTask,
  trials: readonly Trial[],
  propose: Propose,
): Promise<string | undefined> {
  const test = trials.at(-1);
  if (!test || trials.length <= initialGrid(task).length) return undefined;
  if (brokenLimits(limitsOf(task.goal, task.sendRateTps), test.figures).length > 0) return undefined;
  const tested = await propose(task, trials.slice(0, -1));
  if (tested && agree(tested.figures, test.figures)) {
    return `the test of the proposal was within ${AGREEMENT_PCT} % of what had been predicted`;
  }
  const proposal = await propose(task, trials);
  return proposal?.candidate === test.candidate ? 'the network proposes what was just tested' : undefined;
}

function agree(predicted: Figures, measured: Trial['figures']): boolean {
  return (['throughputTps', 'latencyMeanMs'] as const).every(
    (name) => 100 * Math.abs(measured[name] / predicted[name] - 1) <= AGREEMENT_PCT,
  );
}

/** The candidates nearest to the coarse grid, each once. */
function initialGrid({ candidates }: SearchTask): number[] {
  const { places } = placesOf(
    candidates.map(({ maxMessageCount, batchTimeoutMs, sendRateTps }) => ({
      ...{ maxMessageCount, batchTimeoutMs, sendRateTps },
    })),
  );
  const targets = INITIAL_COUNTS.flatMap((count) => INITIAL_TIMEOUTS.map((timeout) => [count, timeout]));
  return nearestUnused(places, targets);
}

/**
 * Training takes long, and `recommend`, the `next` after it and the one after that ask for the same: what was proposed
 * for a list of trials is kept as long as its task.
 */
function rememberedByTrials(propose: Propose): Propose {
  interface Kept {
    readonly trials: readonly Trial[];
    readonly proposal: Promise<Proposal | undefined>;
  }
  const byTask = new WeakMap<SearchTask, Map<number, Kept>>();
  return async (task, trials) => {
    const kept = byTask.get(task) ?? new Map<number, Kept>();
    byTask.set(task, kept);
    const found = kept.get(trials.length);
    if (found?.trials.every((trial, index) => trial === trials[index])) return found.proposal;
    const proposal = propose(task, trials);
    kept.set(trials.length, { trials, proposal });
    return proposal;
  };
}
