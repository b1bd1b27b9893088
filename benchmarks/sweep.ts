import {
  CancelledError,
  DeadlineError,
  GridtuneError,
  InvalidInputError,
  LoadGeneratorError,
  NetworkDownError,
  NotFoundError,
  StoreUnreachableError,
  messageOf,
} from '../optimizer/domain/errors.js';
import { withExclusiveChannel, type HeldChannel } from '../optimizer/domain/exclusive-channel.js';
import { newId } from '../optimizer/domain/id.js';
import { expandPlan, type Plan, type PlannedRound } from '../optimizer/domain/plan.js';
import type { Network, Progress, RoundRunner, Store } from '../optimizer/domain/ports.js';
import { roundIdOf, type FailedRound, type Sweep } from '../optimizer/domain/round.js';
import { describeSettings } from '../optimizer/domain/settings.js';
import { throwIfCancelled, waitUntil, type Clock } from '../optimizer/domain/wait.js';
import { describeOutcome } from './round-outcome.js';
import type { Spool } from './spool.js';

export interface SweepServices {
  readonly store: Store;
  readonly network: Network;
  readonly runner: RoundRunner;
  readonly spool: Spool;
  readonly clock: Clock;
  readonly progress: Progress;
}

/** A new sweep from a plan, or the rest of one that was cut short. */
export type SweepRequest = { readonly plan: Plan } | { readonly resume: string };

export interface SweepSummary {
  readonly sweepId: string;
  readonly planned: number;
  readonly measured: number;
  readonly failed: number;
}

/** This many rounds in a row failing the same way are no accident of one setting. */
const HOPELESS_AFTER = 3;
/** A restarted orderer answers again after a few seconds. */
const NODE_RETURN_DEADLINE_MS = 20_000;
/** Peers wait longer and longer between their attempts to reach a lost orderer. */
const COMMIT_RETURN_DEADLINE_MS = 60_000;

/**
 * Measures every round of a plan on the live network and stores each as soon as it is done. The channel gets
 * its original settings back however this ends.
 * @throws ChannelBusyError, NetworkDownError, StoreUnreachableError, LoadGeneratorError, CancelledError
 */
export async function runSweep(
  services: SweepServices,
  request: SweepRequest,
  signal: AbortSignal,
): Promise<SweepSummary> {
  const { store, network, clock, progress } = services;
  const purpose = 'plan' in request ? `sweep of plan ${request.plan.name}` : `sweep ${request.resume}`;
  return withExclusiveChannel(
    { claims: store.claims, network, clock, progress, purpose, signal },
    async (held) => {
      const sweep =
        'plan' in request
          ? await begin(request.plan, held, services)
          : await reopen(request.resume, services);
      try {
        await measureRest(sweep, held, services);
        await close(sweep, { status: 'finished' }, store);
        return await summarise(sweep, store);
      } catch (error) {
        await recordStop(sweep, error, services);
        if (!(error instanceof CancelledError)) throw error;
        throw new CancelledError(
          `sweep ${sweep.id} was cancelled: "gridtune sweep --resume ${sweep.id}" goes on with it`,
          { cause: error },
        );
      } finally {
        await services.runner.stop();
      }
    },
  );
}

async function begin(
  plan: Plan,
  { original }: HeldChannel,
  { store, network, clock }: SweepServices,
): Promise<Sweep> {
  const startedAt = new Date(clock.now()).toISOString();
  const sweep: Sweep = {
    id: newId('s', startedAt),
    planName: plan.name,
    rounds: expandPlan(plan, original),
    original,
    window: plan.window,
    precision: plan.precision,
    networkId: network.id,
    channel: network.channelName,
    status: 'running',
    startedAt,
  };
  await store.sweeps.insert(sweep);
  return sweep;
}

async function reopen(id: string, { store, network, spool, progress }: SweepServices): Promise<Sweep> {
  const sweep = await store.sweeps.find(id);
  if (!sweep)
    throw new NotFoundError(`there is no sweep ${id}: "gridtune results list" shows those that exist`);
  if (sweep.networkId !== network.id) {
    throw new InvalidInputError(`sweep ${id}`, [
      { path: '', message: 'was made on another network and cannot be resumed on this one' },
    ]);
  }
  const unloaded = await spool.unload(id, store);
  if (unloaded > 0) progress.step(`stored ${unloaded} rounds that were kept while the store was away`);
  return sweep;
}

async function measureRest(sweep: Sweep, held: HeldChannel, services: SweepServices): Promise<void> {
  const { store, progress } = services;
  const done = new Set(
    (await store.rounds.list({ sweepId: sweep.id, kind: 'measured' })).map(({ id }) => id),
  );
  const rest = sweep.rounds.filter((planned) => !done.has(roundIdOf(sweep.id, planned)));
  let failures: FailedRound['reason'][] = [];
  for (const [index, planned] of rest.entries()) {
    throwIfCancelled(held.signal);
    progress.advance(sweep.rounds.length - rest.length + index, sweep.rounds.length, describeRound(planned));
    const failure = await measureOne(planned, sweep, held, services);
    failures = failure ? [...failures, failure] : [];
    requireHope(failures, sweep.id);
  }
  progress.advance(sweep.rounds.length, sweep.rounds.length, 'sweep done');
}

/**
 * A node that is down is waited for a while: an orderer that is restarted costs the round it was missed in,
 * which is stored as failed, and not the sweep.
 * @returns why the round gave no figures, undefined if it did
 * @throws NetworkDownError if the node does not come back
 */
async function measureOne(
  planned: PlannedRound,
  { id: sweepId, window, precision }: Sweep,
  { signal }: HeldChannel,
  services: SweepServices,
): Promise<FailedRound['reason'] | undefined> {
  const { runner, progress } = services;
  try {
    const round = await runner.run(planned, { sweepId, window, precision, signal });
    if (round.kind === 'failed') return round.reason;
    progress.step(describeOutcome(round));
    return undefined;
  } catch (error) {
    if (!(error instanceof NetworkDownError)) throw error;
    await nodesBack(error, signal, services);
    return { code: error.code, message: error.message };
  }
}

/**
 * Waits until every node answers, and then until transactions are committed again: a peer takes its time to find
 * an orderer that it had lost.
 * @throws NetworkDownError, the one that was met, if that takes too long
 */
async function nodesBack(
  met: NetworkDownError,
  signal: AbortSignal,
  { network, runner, clock, progress }: SweepServices,
): Promise<void> {
  progress.step(`waiting up to ${NODE_RETURN_DEADLINE_MS / 1000} s for the node to come back`);
  const options = { everyMs: 500, clock, signal };
  const healthy = async (): Promise<true | undefined> =>
    (await network.status()).every((node) => node.healthy) ? true : undefined;
  const committing = async (): Promise<true | undefined> =>
    (await runner.commits(signal)) ? true : undefined;
  try {
    await waitUntil('nodes to come back', healthy, NODE_RETURN_DEADLINE_MS, options);
    await waitUntil('transactions to be committed again', committing, COMMIT_RETURN_DEADLINE_MS, options);
  } catch (error) {
    throw error instanceof DeadlineError ? met : error;
  }
}

function requireHope(failures: readonly FailedRound['reason'][], sweepId: string): void {
  const last = failures.slice(-HOPELESS_AFTER);
  const [first] = last;
  if (!first || last.length < HOPELESS_AFTER || last.some(({ code }) => code !== first.code)) return;
  throw new LoadGeneratorError(
    `${HOPELESS_AFTER} rounds in a row failed with ${first.code} (${first.message}): mend it and run "gridtune sweep --resume ${sweepId}"`,
  );
}

async function close(sweep: Sweep, end: Pick<Sweep, 'status' | 'reason'>, store: Store): Promise<void> {
  await store.sweeps.put({ ...sweep, ...end, endedAt: new Date().toISOString() });
}

async function recordStop(sweep: Sweep, error: unknown, { store, progress }: SweepServices): Promise<void> {
  if (error instanceof StoreUnreachableError) return; // the sweep stays marked as running, and can be resumed
  const reason = error instanceof CancelledError ? 'cancelled' : messageOf(error);
  try {
    await close(sweep, { status: 'stopped', reason }, store);
  } catch (cause) {
    if (!(cause instanceof GridtuneError)) throw cause;
    progress.warn(`sweep ${sweep.id} stays marked as running: ${cause.message}`);
  }
}

async function summarise(sweep: Sweep, store: Store): Promise<SweepSummary> {
  const rounds = await store.rounds.list({ sweepId: sweep.id });
  const measured = rounds.filter(({ kind }) => kind === 'measured').length;
  return { sweepId: sweep.id, planned: sweep.rounds.length, measured, failed: rounds.length - measured };
}

function describeRound({ settings, load, replicate }: PlannedRound): string {
  return `${describeSettings(settings)} at ${load.sendRateTps} tps, ${load.workload}, replicate ${replicate}`;
}
