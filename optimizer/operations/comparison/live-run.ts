import {
  BASELINE_SETTINGS,
  SEARCHERS,
  type Entry,
  type FinishedSearch,
  type LiveComparison,
} from '../../domain/comparison.js';
import {
  CancelledError,
  GridtuneError,
  messageOf,
  NotFoundError,
  StoreUnreachableError,
} from '../../domain/errors.js';
import { newId } from '../../domain/id.js';
import { pointIdOf, type PlannedRound } from '../../domain/plan.js';
import type { Store } from '../../domain/ports.js';
import { shuffled } from '../../domain/random.js';
import { throwIfCancelled } from '../../domain/wait.js';
import type { Services } from '../services.js';
import { balancedOrder } from './live-order.js';
import { bestStatic } from './live-static.js';

export type LiveServices = Pick<Services, 'store' | 'network' | 'sweep' | 'search' | 'progress' | 'signal'>;

const STRATEGY = { randomSearch: 'random', gridtune: 'gridtune' } as const;

/** A comparison under way: its record as last stored, and how to store the next one. */
interface Course {
  readonly services: LiveServices;
  readonly store: Store;
  record: LiveComparison;
}

/**
 * Brings a comparison to its end: searches, the grid, then the alternating rounds. Whatever was done before is kept;
 * a search that was cut short begins anew. Each part holds the channel for itself and leaves it as it was found.
 * @param begun - stored already.
 * @throws CancelledError, ChannelBusyError, NetworkDownError, StoreUnreachableError, LoadGeneratorError
 */
export async function runComparison(services: LiveServices, begun: LiveComparison): Promise<LiveComparison> {
  const course: Course = { services, store: await services.store(), record: begun };
  try {
    const { reason: _reason, endedAt: _endedAt, ...rest } = begun;
    await keep(course, { ...rest, status: 'running' });
    await search(course);
    await measureGrid(course);
    if (course.record.entries.length === 0) await keepChanges(course, { entries: await enter(course) });
    await contest(course);
    await keepChanges(course, { status: 'finished', endedAt: new Date().toISOString() });
    return course.record;
  } catch (error) {
    await recordStop(course, error);
    const goOn = `"gridtune compare --live --resume ${begun.id}" goes on with it`;
    if (error instanceof CancelledError)
      throw new CancelledError(`comparison ${begun.id} was cancelled: ${goOn}`, { cause: error });
    services.progress.warn(`comparison ${begun.id} stopped: ${goOn}`);
    throw error;
  }
}

async function keep(course: Course, record: LiveComparison): Promise<void> {
  await course.store.comparisons.put(record);
  course.record = record;
}

async function keepChanges(course: Course, changes: Partial<LiveComparison>): Promise<void> {
  await keep(course, { ...course.record, ...changes });
}

async function recordStop(course: Course, error: unknown): Promise<void> {
  if (error instanceof StoreUnreachableError) return; // stays marked as running, and can be resumed
  const reason = error instanceof CancelledError ? 'cancelled' : messageOf(error);
  try {
    await keepChanges(course, { status: 'stopped', reason, endedAt: new Date().toISOString() });
  } catch (cause) {
    if (!(cause instanceof GridtuneError)) throw cause;
    course.services.progress.warn(`comparison ${course.record.id} stays marked as running: ${cause.message}`);
  }
}

/** Ours before the others, so that it cannot have learnt from their rounds. */
async function search(course: Course): Promise<void> {
  const { contenders, sendRatesTps } = course.record;
  for (const contender of SEARCHERS.toReversed().filter((each) => contenders.includes(each))) {
    for (const [index, sendRateTps] of sendRatesTps.entries()) {
      const done = course.record.searches.some(
        (each) => each.contender === contender && each.sendRateTps === sendRateTps,
      );
      if (!done) await searchAt(course, contender, sendRateTps, course.record.seed + index);
    }
  }
}

async function searchAt(
  course: Course,
  contender: FinishedSearch['contender'],
  sendRateTps: number,
  seed: number,
): Promise<void> {
  const { services, record } = course;
  const { goal, budget, plan } = record;
  throwIfCancelled(services.signal);
  services.progress.step(`${contender} searches at ${sendRateTps} tps, at most ${budget} rounds`);
  const { grid, workload, window, precision } = plan;
  const found = await services.search({
    ...{ strategy: STRATEGY[contender], goal, load: { workload, sendRateTps }, budget, seed },
    ...{ candidates: grid, window, precision },
  });
  const finished: FinishedSearch = {
    ...{ contender, sendRateTps, seed, sweepId: found.sweepId, rounds: found.measured + found.failed },
    ...(found.recommended ? { recommended: found.recommended } : {}),
  };
  await keepChanges(course, { searches: [...record.searches, finished] });
}

async function measureGrid(course: Course): Promise<void> {
  const { contenders, sendRatesTps, plan, seed } = course.record;
  if (!contenders.includes('bestStaticOfGrid')) return;
  if (course.record.gridSweepId === undefined) {
    const points = sendRatesTps.flatMap((sendRateTps) =>
      plan.grid.map((settings) => ({ settings, sendRateTps })),
    );
    const rounds = shuffled(points, seed).map((point) => plannedRound(course.record, point, 1));
    await keepChanges(course, { gridSweepId: await beginSweep(course, rounds, 'grid') });
  }
  await finishSweep(course, course.record.gridSweepId);
}

async function enter({ record, store }: Course): Promise<Entry[]> {
  const { contenders, sendRatesTps, plan, goal, searches, gridSweepId } = record;
  const gridRounds = gridSweepId === undefined ? [] : await store.rounds.list({ sweepId: gridSweepId });
  const chosen = bestStatic(plan.grid, gridRounds, goal, sendRatesTps);
  return sendRatesTps.flatMap((sendRateTps) =>
    contenders.map((contender): Entry => {
      if (contender === 'fabricDefault' || contender === 'thesisBaseline')
        return { contender, sendRateTps, settings: BASELINE_SETTINGS[contender] };
      if (contender === 'bestStaticOfGrid') return { contender, sendRateTps, ...chosen };
      const found = searches.find((each) => each.contender === contender && each.sendRateTps === sendRateTps);
      return found?.recommended
        ? { contender, sendRateTps, settings: found.recommended }
        : { contender, sendRateTps, reason: 'the search found no settings that keep the limits' };
    }),
  );
}

/** Rate by rate; at each, every repeat visits all settings once, in an order in which nothing is favoured. */
async function contest(course: Course): Promise<void> {
  if (course.record.contestSweepId === undefined)
    await keepChanges(course, {
      contestSweepId: await beginSweep(course, contestRounds(course.record), 'contest'),
    });
  await finishSweep(course, course.record.contestSweepId);
}

/** The alternating rounds. Contenders with the same settings at a rate share theirs. */
export function contestRounds(record: LiveComparison): PlannedRound[] {
  const { sendRatesTps, entries, repeats, seed } = record;
  return sendRatesTps.flatMap((rate, rateIndex) => {
    const rounds = entries
      .filter(({ sendRateTps }) => sendRateTps === rate)
      .flatMap(({ settings, sendRateTps }) =>
        settings ? [plannedRound(record, { settings, sendRateTps }, 1)] : [],
      );
    const points = [...new Map(rounds.map((round) => [round.pointId, round])).values()];
    return balancedOrder(points.length, points.length === 0 ? 0 : repeats, seed + rateIndex).flatMap(
      (row, repeat) =>
        row.flatMap((index) => {
          const point = points[index];
          return point ? [{ ...point, replicate: repeat + 1 }] : [];
        }),
    );
  });
}

function plannedRound(
  { plan }: LiveComparison,
  { settings, sendRateTps }: Pick<PlannedRound, 'settings'> & { readonly sendRateTps: number },
  replicate: number,
): PlannedRound {
  const load = { workload: plan.workload, sendRateTps };
  return { pointId: pointIdOf(settings, load), replicate, settings, load };
}

/** Stores rounds as a sweep that has not begun, so that they are listed, exported and resumed like any others. */
async function beginSweep(
  { services, store, record }: Course,
  rounds: readonly PlannedRound[],
  part: 'grid' | 'contest',
): Promise<string> {
  const network = await services.network();
  const startedAt = new Date().toISOString();
  const id = newId('s', startedAt);
  await store.sweeps.insert({
    ...{ id, planName: `${record.plan.name} (${part} of ${record.id})`, rounds: [...rounds] },
    ...{ original: (await network.channel.read()).settings, window: record.plan.window },
    ...{ precision: record.plan.precision, networkId: network.id, channel: network.channelName },
    ...{ status: 'stopped', reason: 'not begun', startedAt },
  });
  return id;
}

/** Failed rounds that will be measured again are written down first. */
async function finishSweep(course: Course, id: string | undefined): Promise<void> {
  const { services, store, record } = course;
  const sweep = id === undefined ? undefined : await store.sweeps.find(id);
  if (!sweep)
    throw new NotFoundError(`comparison ${record.id} lost its sweep ${id ?? ''}: begin a new comparison`);
  if (sweep.status === 'finished') return;
  throwIfCancelled(services.signal);
  const failed = (await store.rounds.list({ sweepId: sweep.id })).filter((round) => round.kind === 'failed');
  const known = new Set(record.earlierFailures.map(({ roundId, endedAt }) => `${roundId} ${endedAt}`));
  const fresh = failed
    .map(({ id: roundId, endedAt, reason }) => ({ roundId, endedAt, ...reason }))
    .filter(({ roundId, endedAt }) => !known.has(`${roundId} ${endedAt}`));
  if (fresh.length > 0) await keepChanges(course, { earlierFailures: [...record.earlierFailures, ...fresh] });
  await services.sweep({ resume: sweep.id });
}
