import type { Goal } from '../../domain/goal.js';
import type { Strategy } from '../../search/strategy.js';
import { judge, type Judgement } from './optimum.js';
import { runReplay, type Replay } from './replay.js';
import { pairedDifference, summarise, type PairedDifference, type StrategySummary } from './summary.js';
import type { Surface } from './surface.js';

export interface ComparisonRequest {
  readonly surface: Surface;
  readonly goal: Goal;
  readonly strategies: readonly Strategy[];
  /** Rounds of each search. */
  readonly budget: number;
  /** One search of every strategy each. */
  readonly seeds: readonly number[];
  readonly signal?: AbortSignal | undefined;
  /** Called before each search. */
  readonly onSearch?: (done: number, total: number, strategy: string, seed: number) => void;
}

export interface Comparison {
  readonly judgement: Judgement;
  /** By strategy, then by seed. */
  readonly replays: readonly Replay[];
  /** By the name of the strategy, in the order asked. */
  readonly summaries: ReadonlyMap<string, StrategySummary>;
  /** Of {@link COMPARED_STRATEGY}, or the first where it takes no part, against each of the others. */
  readonly differences: { readonly of: string; readonly minus: ReadonlyMap<string, PairedDifference> };
}

/**
 * Replays every strategy with every seed, one after the other.
 * @throws InvalidInputError, InfeasibleError as {@link judge}; CancelledError when `signal` is aborted.
 */
export async function compareStrategies(request: ComparisonRequest): Promise<Comparison> {
  const { surface, goal, strategies, budget, seeds, signal, onSearch } = request;
  const judgement = judge(surface, goal);
  const total = strategies.length * seeds.length;
  const replays: Replay[] = [];
  for (const strategy of strategies) {
    for (const seed of seeds) {
      onSearch?.(replays.length, total, strategy.name, seed);
      const replayed = { surface, goal, judgement };
      replays.push(await runReplay(strategy, replayed, { budget, seed, ...(signal ? { signal } : {}) }));
    }
  }
  const summaries = new Map(
    strategies.map(({ name }) => [name, summarise(replays.filter((replay) => replay.strategy === name))]),
  );
  return { judgement, replays, summaries, differences: differencesOf(summaries) };
}

/** The strategy that differences are told of. */
const COMPARED_STRATEGY = 'gridtune';

function differencesOf(summaries: Comparison['summaries']): Comparison['differences'] {
  const [first = ''] = summaries.keys();
  const of = summaries.has(COMPARED_STRATEGY) ? COMPARED_STRATEGY : first;
  const own = summaries.get(of)?.finalRegretPct ?? [];
  const minus = [...summaries]
    .filter(([name]) => name !== of)
    .map(([name, { finalRegretPct }]) => [name, pairedDifference(own, finalRegretPct)] as const);
  return { of, minus: new Map(minus) };
}
