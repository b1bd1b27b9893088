import { InvalidInputError } from '../domain/errors.js';
import type { NextRound, RoundSource } from '../domain/ports.js';
import type { Round } from '../domain/round.js';
import type { Search, SearchBelief } from '../domain/search.js';
import type { OrdererSettings } from '../domain/settings.js';
import { closestTo, measuredFigures, measuredTxBytes, viewOf, type View } from './live-trials.js';
import type { Belief, SearchTask, Strategy } from './strategy.js';

/**
 * Asks a strategy what to measure next on a live network. Nothing is kept from one question to the next, so a
 * search is resumed by asking with the rounds that it has.
 */
export function liveSearch(strategy: Strategy, search: Search): RoundSource {
  const viewFor = rememberingLast((rounds: readonly Round[]) => {
    const view = viewOf(search, rounds);
    return { view, task: taskOf(search, view, rounds) };
  });
  return {
    async next(rounds): Promise<NextRound> {
      const { view, task } = viewFor(rounds);
      if (view.candidates.length === 0)
        return { kind: 'stop', reason: 'every candidate failed twice in a row: none is left' };
      const next = await strategy.next(task, view.trials);
      return next.kind === 'stop'
        ? next
        : { kind: 'measure', settings: candidateOf(next.candidate, view, strategy) };
    },
    async believe(rounds): Promise<SearchBelief> {
      const { view, task } = viewFor(rounds);
      if (view.trials.length === 0) return { rounds: rounds.length };
      const belief = await beliefOf(strategy, task, view);
      return { rounds: rounds.length, ...told(belief, search, view, strategy) };
    },
  };
}

async function beliefOf(strategy: Strategy, task: SearchTask, { trials }: View): Promise<Belief> {
  return strategy.describe
    ? strategy.describe(task, trials)
    : { recommended: await strategy.recommend(task, trials) };
}

/** A belief about numbered candidates as one about settings. */
function told(
  { recommended, expected, limitsHold, probabilityBest, expectedImprovementPct }: Belief,
  search: Search,
  view: View,
  strategy: Strategy,
): Omit<SearchBelief, 'rounds'> {
  if (recommended === undefined)
    return { closest: closestTo(search, view), limitsHold, expectedImprovementPct };
  return {
    recommended: candidateOf(recommended, view, strategy),
    measured: measuredFigures(recommended, view.trials),
    expected,
    limitsHold,
    probabilityBest,
    expectedImprovementPct,
  };
}

function candidateOf(candidate: number, { candidates }: View, { name }: Strategy): OrdererSettings {
  const settings = candidates[candidate];
  if (settings) return settings;
  const message = `named candidate ${candidate} of ${candidates.length}`;
  throw new InvalidInputError(`strategy ${name}`, [{ path: '', message }]);
}

/** Share of the transactions that are never ordered, as rows of measured rounds have it. */
const READ_SHARE = { publish: 0, mixed: 0.5, read: 1 } as const;

function taskOf(
  { goal, load, budget, seed, consensus, ...search }: Search,
  { candidates }: View,
  rounds: readonly Round[],
): SearchTask {
  const { workload, sendRateTps } = load;
  const txBytes = search.txBytes ?? measuredTxBytes(rounds);
  const context = { readShare: READ_SHARE[workload] };
  return {
    candidates: candidates.map((settings) => ({ ...settings, sendRateTps, txBytes, consensus, context })),
    sendRateTps,
    goal,
    budget,
    seed,
    mayEndEarly: true,
  };
}

/** Hands the same answer out for the same list: what a strategy works out for its trials need not be done twice. */
function rememberingLast<In extends object, Out>(work: (input: In) => Out): (input: In) => Out {
  let last: { readonly input: In; readonly out: Out } | undefined;
  return (input) => {
    if (last?.input !== input) last = { input, out: work(input) };
    return last.out;
  };
}
