import {
  CancelledError,
  GridtuneError,
  InvalidInputError,
  NotFoundError,
  StoreUnreachableError,
  messageOf,
} from '../optimizer/domain/errors.js';
import { withExclusiveChannel, type HeldChannel } from '../optimizer/domain/exclusive-channel.js';
import type { GuardRails } from '../optimizer/domain/guard-rails.js';
import { newId } from '../optimizer/domain/id.js';
import type { Network, Progress, RoundRunner, Store } from '../optimizer/domain/ports.js';
import type { Sweep } from '../optimizer/domain/round.js';
import { describeSettings } from '../optimizer/domain/settings.js';
import { requireTryingAllowed } from '../optimizer/domain/sweep-rails.js';
import type { Clock } from '../optimizer/domain/wait.js';
import type { Spool } from './spool.js';

export interface SweepServices {
  readonly store: Store;
  readonly network: Network;
  readonly runner: RoundRunner;
  /** What may be tried, and when a sweep may begin. */
  readonly rails: GuardRails;
  /** Finishes or undoes changes of the channel that were cut short. */
  readonly settle: () => Promise<void>;
  readonly spool: Spool;
  readonly clock: Clock;
  readonly progress: Progress;
}

export interface SweepWork {
  readonly purpose: string;
  readonly signal: AbortSignal;
  /** Gives the record of the sweep, stored already. */
  readonly open: (held: HeldChannel) => Promise<Sweep>;
  /**
   * Measures what is left.
   * @param keep - stores the record as it has become meanwhile
   */
  readonly measure: (
    sweep: Sweep,
    held: HeldChannel,
    keep: (changed: Sweep) => Promise<void>,
  ) => Promise<void>;
}

/**
 * Does the work of a sweep while holding the channel, and records how it ended: finished, or stopped and why. The
 * channel gets its original settings back and the load workers end however this ends.
 * @returns the record of the finished sweep
 */
export async function withSweep(services: SweepServices, work: SweepWork): Promise<Sweep> {
  const { store, network, clock, progress, runner, settle } = services;
  const { purpose, signal } = work;
  return withExclusiveChannel(
    { claims: store.claims, network, clock, progress, purpose, signal, settle },
    async (held) => {
      let sweep = await work.open(held);
      const keep = async (changed: Sweep): Promise<void> => {
        sweep = changed;
        await store.sweeps.put(changed);
      };
      try {
        await work.measure(sweep, held, keep);
        return await close(sweep, { status: 'finished' }, store);
      } catch (error) {
        await recordStop(sweep, error, services);
        if (!(error instanceof CancelledError)) throw error;
        throw new CancelledError(
          `sweep ${sweep.id} was cancelled: "gridtune sweep --resume ${sweep.id}" goes on with it`,
          { cause: error },
        );
      } finally {
        await runner.stop();
      }
    },
  );
}

/**
 * The record of a new sweep, stored.
 * @param parts - what sets it apart from others
 * @param id - chosen by whoever has to find it again; without it a new one
 * @throws AlreadyExistsError if the id is taken; GuardRailError if the installation forbids one of its points, or to begin now
 */
export async function beginSweep(
  parts: Pick<Sweep, 'planName' | 'rounds' | 'window' | 'precision' | 'search'>,
  { original }: HeldChannel,
  { store, network, rails, clock }: SweepServices,
  id?: string,
): Promise<Sweep> {
  requireAllowed({ ...parts, original }, { rails, clock });
  const startedAt = new Date(clock.now()).toISOString();
  const sweep: Sweep = {
    id: id ?? newId('s', startedAt),
    ...parts,
    original,
    networkId: network.id,
    channel: network.channelName,
    status: 'running',
    startedAt,
  };
  await store.sweeps.insert(sweep);
  return sweep;
}

function requireAllowed(
  { rounds, search, original }: Pick<Sweep, 'rounds' | 'search' | 'original'>,
  { rails, clock }: Pick<SweepServices, 'rails' | 'clock'>,
): void {
  const candidates = search?.candidates ?? [];
  const tried = [
    ...rounds.map(({ pointId, settings }) => ({ name: pointId, settings })),
    ...candidates.map((settings) => ({ name: `candidate ${describeSettings(settings)}`, settings })),
  ];
  requireTryingAllowed(rails, tried, { inForce: original, nowMs: clock.now() });
}

/**
 * The record of a sweep to go on with, after its rounds that were kept in files were stored.
 * @throws NotFoundError; InvalidInputError if it is another network's; GuardRailError as for a new one
 */
export async function reopenSweep(
  id: string,
  { store, network, spool, progress, rails, clock }: SweepServices,
): Promise<Sweep> {
  const sweep = await store.sweeps.find(id);
  if (!sweep)
    throw new NotFoundError(`there is no sweep ${id}: "gridtune results list" shows those that exist`);
  if (sweep.networkId !== network.id) {
    throw new InvalidInputError(`sweep ${id}`, [
      { path: '', message: 'was made on another network and cannot be resumed on this one' },
    ]);
  }
  requireAllowed(sweep, { rails, clock });
  const unloaded = await spool.unload(id, store);
  if (unloaded > 0) progress.step(`stored ${unloaded} rounds that were kept while the store was away`);
  return sweep;
}

async function close(
  sweep: Sweep,
  { status, reason }: Pick<Sweep, 'status' | 'reason'>,
  store: Store,
): Promise<Sweep> {
  const closed = { ...sweep, status, reason, endedAt: new Date().toISOString() };
  await store.sweeps.put(closed);
  return closed;
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
