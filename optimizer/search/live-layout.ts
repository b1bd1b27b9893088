import type { Consensus } from '../domain/consensus.js';
import { InvalidInputError, type Fault } from '../domain/errors.js';
import { contradictions, describeLimit, limitsOf } from '../domain/goal.js';
import { allowedRanges, type GuardRails } from '../domain/guard-rails.js';
import { DEFAULT_PRECISION, type Plan, type Precision, type RoundWindow } from '../domain/plan.js';
import type { NewSearch, Search } from '../domain/search.js';
import type { OrdererSettings } from '../domain/settings.js';
import { candidatesFrom, defaultCandidates, type Candidates } from './live-candidates.js';

/** Of a round of a search for which no plan says otherwise. */
const DEFAULT_WINDOW: RoundWindow = { warmupS: 0.25, minS: 3, maxS: 20 };

export interface LaidOut {
  /** The plan's, or the strategy's: `search-gridtune`. */
  readonly planName: string;
  readonly search: Search;
  readonly window: RoundWindow;
  readonly precision: Precision;
  readonly warnings: readonly string[];
}

/** What is known of the network before the search. */
export interface NetworkFacts {
  readonly inForce: OrdererSettings;
  readonly consensus: Consensus;
  /** Bytes of a transaction as the block cutter counts them, where they were measured. */
  readonly txBytes?: number | undefined;
  readonly rails: GuardRails;
}

/**
 * A search ready to begin.
 * @param plan - gives candidates, window and precision where the request does not
 * @throws InvalidInputError if no candidate is within the rules
 */
export function layOutSearch(request: NewSearch, plan: Plan | undefined, facts: NetworkFacts): LaidOut {
  const { strategy, goal, load, budget, seed } = request;
  const { settings, warnings } = candidatesOf(request, plan, facts);
  if (settings.length === 0)
    throw new InvalidInputError('search', [
      { path: 'candidates', message: `none is left: ${warnings[0] ?? 'there was none'}` },
    ]);
  const asPlanned = plan ?? {
    name: `search-${strategy}`,
    window: DEFAULT_WINDOW,
    precision: DEFAULT_PRECISION,
    txBytes: undefined,
  };
  return {
    planName: asPlanned.name,
    search: {
      strategy,
      goal,
      load,
      candidates: [...settings],
      budget,
      seed,
      txBytes: asPlanned.txBytes ?? facts.txBytes,
      consensus: facts.consensus,
      beliefs: [],
    },
    window: request.window ?? asPlanned.window,
    precision: request.precision ?? asPlanned.precision,
    warnings,
  };
}

function candidatesOf(
  { candidates }: NewSearch,
  plan: Plan | undefined,
  { inForce, rails }: NetworkFacts,
): Candidates {
  const changes = candidates ?? plan?.points.map(({ settings }) => settings);
  return changes ? candidatesFrom(changes, inForce) : defaultCandidates(inForce, allowedRanges(rails));
}

/** @throws InvalidInputError for a request that no network could answer; asked before one is touched */
export function refuseImpossible({ goal, load, budget, candidates }: NewSearch): void {
  const faults: Fault[] = contradictions(limitsOf(goal, load.sendRateTps)).map(([most, least]) => ({
    path: 'limits',
    message: `nothing can keep both ${describeLimit(most)} and ${describeLimit(least)}`,
  }));
  if (!Number.isInteger(budget) || budget < 1)
    faults.push({ path: 'budget', message: `must be a whole number of rounds from 1 on, got ${budget}` });
  if (candidates?.length === 0) faults.push({ path: 'candidates', message: 'there must be at least one' });
  if (faults.length > 0) throw new InvalidInputError('search', faults);
}
