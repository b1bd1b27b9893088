import { CorruptDocumentError, InvalidInputError } from '../optimizer/domain/errors.js';
import type { HeldChannel } from '../optimizer/domain/exclusive-channel.js';
import { pointIdOf, type PlannedRound } from '../optimizer/domain/plan.js';
import type { RoundSource, Store } from '../optimizer/domain/ports.js';
import { roundIdOf, type FailedRound, type Round, type Sweep } from '../optimizer/domain/round.js';
import type { Search, SearchSummary } from '../optimizer/domain/search.js';
import { describeBelief } from '../optimizer/domain/search-text.js';
import type { OrdererSettings } from '../optimizer/domain/settings.js';
import { throwIfCancelled } from '../optimizer/domain/wait.js';
import { beginSweep, reopenSweep, withSweep, type SweepServices } from './sweep-record.js';
import { describeRound, measureOne, requireHope } from './sweep-round.js';

export interface SearchServices extends SweepServices {
  /** What chooses the rounds of a search. */
  readonly roundSource: (search: Search) => Promise<RoundSource>;
}

/** A search ready to begin. */
export type LaidOutSearch = Pick<Sweep, 'planName' | 'window' | 'precision'> & { readonly search: Search };

/** A new search, laid out around the settings in force, or the rest of one that was cut short. */
export type SearchSweepRequest =
  | {
      readonly layOut: (inForce: OrdererSettings) => LaidOutSearch;
      /** Chosen by whoever has to find the search again; without it a new one. */
      readonly sweepId?: string | undefined;
    }
  | { readonly resume: string };

type SearchSweep = Sweep & { readonly search: Search };
type Keep = (changed: Sweep) => Promise<void>;

/**
 * Measures rounds on the live network as the strategy of the search asks for them, until it has enough or the
 * budget is spent. Each round, and what is believed after it, is stored as soon as it is there. The channel gets
 * its original settings back however this ends.
 * @throws ChannelBusyError, NetworkDownError, StoreUnreachableError, LoadGeneratorError, CancelledError
 */
export async function runSearch(
  services: SearchServices,
  request: SearchSweepRequest,
  signal: AbortSignal,
): Promise<SearchSummary> {
  const sweep = await withSweep(services, {
    purpose: 'resume' in request ? `search ${request.resume}` : 'search for settings',
    signal,
    open: async (held) =>
      'resume' in request
        ? reopen(request.resume, services)
        : beginSweep({ ...request.layOut(held.original), rounds: [] }, held, services, request.sweepId),
    measure: async (opened, held, keep) => measureAsAsked(searchOf(opened), held, keep, services),
  });
  return summarise(searchOf(sweep), services.store);
}

/** Rounds that were cut off, and failed ones at the end of the list, come off it: the strategy is asked anew. */
async function reopen(id: string, services: SearchServices): Promise<Sweep> {
  const sweep = searchOf(await reopenSweep(id, services));
  const stored = await storedRounds(sweep, services.store);
  const kinds = sweep.rounds.map((planned) => stored.get(roundIdOf(id, planned))?.kind);
  const rounds = sweep.rounds.slice(0, kinds.lastIndexOf('measured') + 1);
  const beliefs = sweep.search.beliefs.filter((belief) => belief.rounds <= rounds.length);
  const reopened: Sweep = {
    ...sweep,
    rounds,
    search: { ...sweep.search, beliefs, stopped: undefined },
    status: 'running',
    endedAt: undefined,
    reason: undefined,
  };
  await services.store.sweeps.put(reopened);
  return reopened;
}

function searchOf(sweep: Sweep): SearchSweep {
  const { search } = sweep;
  if (search) return { ...sweep, search };
  throw new InvalidInputError(`sweep ${sweep.id}`, [{ path: '', message: 'is no search: it has a plan' }]);
}

async function measureAsAsked(
  opened: SearchSweep,
  held: HeldChannel,
  keep: Keep,
  services: SearchServices,
): Promise<void> {
  const { progress } = services;
  const source = await services.roundSource(opened.search);
  const { budget } = opened.search;
  let sweep = opened;
  let failures: FailedRound['reason'][] = [];
  for (;;) {
    throwIfCancelled(held.signal);
    const rounds = await roundsSoFar(sweep, services.store);
    sweep = await withBelief(sweep, rounds, source, services);
    // Stored at once: should the program end now, what was believed is not lost.
    await keep(sweep);
    const next = rounds.length < budget ? await source.next(rounds) : budgetSpent(budget);
    throwIfCancelled(held.signal);
    if (next.kind === 'stop') {
      await keep({ ...sweep, search: { ...sweep.search, stopped: next.reason } });
      progress.advance(budget, budget, `search done: ${next.reason}`);
      return;
    }
    const planned = plannedRound(next.settings, sweep);
    sweep = { ...sweep, rounds: [...sweep.rounds, planned] };
    // The place of a round in this list says when it was measured, so it is there before the round is.
    await keep(sweep);
    progress.advance(rounds.length, budget, describeRound(planned));
    const failure = await measureOne(planned, sweep, held, services);
    failures = failure ? [...failures, failure] : [];
    requireHope(failures, sweep.id);
  }
}

function budgetSpent(budget: number): { readonly kind: 'stop'; readonly reason: string } {
  return { kind: 'stop', reason: `the budget of ${budget} rounds is spent` };
}

/** The sweep with what is believed now, which a person is told. */
async function withBelief(
  sweep: SearchSweep,
  rounds: readonly Round[],
  source: RoundSource,
  { progress }: SearchServices,
): Promise<SearchSweep> {
  if (rounds.length === 0) return sweep;
  const { beliefs, budget } = sweep.search;
  const known = beliefs.find((belief) => belief.rounds === rounds.length);
  const belief = known ?? (await source.believe(rounds));
  progress.step(describeBelief(belief, budget - rounds.length));
  return known ? sweep : { ...sweep, search: { ...sweep.search, beliefs: [...beliefs, belief] } };
}

function plannedRound(settings: OrdererSettings, { rounds, search: { load } }: SearchSweep): PlannedRound {
  const pointId = pointIdOf(settings, load);
  const replicate = 1 + rounds.filter((earlier) => earlier.pointId === pointId).length;
  return { pointId, replicate, settings, load };
}

/** In the order in which they were measured. */
async function roundsSoFar(sweep: Sweep, store: Store): Promise<Round[]> {
  const stored = await storedRounds(sweep, store);
  return sweep.rounds.map((planned) => {
    const id = roundIdOf(sweep.id, planned);
    const round = stored.get(id);
    if (round) return round;
    throw new CorruptDocumentError(
      `round ${id} is not in the store any more: restore it from a backup, or begin a new search`,
    );
  });
}

async function storedRounds({ id }: Sweep, store: Store): Promise<Map<string, Round>> {
  return new Map((await store.rounds.list({ sweepId: id })).map((round) => [round.id, round]));
}

async function summarise(sweep: SearchSweep, store: Store): Promise<SearchSummary> {
  const rounds = await roundsSoFar(sweep, store);
  const measured = rounds.filter(({ kind }) => kind === 'measured').length;
  const { strategy, budget, stopped = 'it was cut short', beliefs } = sweep.search;
  const belief = beliefs.at(-1) ?? null;
  return {
    sweepId: sweep.id,
    strategy,
    planned: budget,
    measured,
    failed: rounds.length - measured,
    stopped,
    recommended: belief?.recommended ?? null,
    belief,
  };
}
