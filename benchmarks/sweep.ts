import { InvalidInputError } from '../optimizer/domain/errors.js';
import type { HeldChannel } from '../optimizer/domain/exclusive-channel.js';
import { expandPlan, type Plan } from '../optimizer/domain/plan.js';
import type { Store } from '../optimizer/domain/ports.js';
import { roundIdOf, type FailedRound, type Sweep } from '../optimizer/domain/round.js';
import { throwIfCancelled } from '../optimizer/domain/wait.js';
import { beginSweep, reopenSweep, withSweep, type SweepServices } from './sweep-record.js';
import { describeRound, measureOne, requireHope } from './sweep-round.js';

/** A new sweep from a plan, or the rest of one that was cut short. */
export type SweepRequest =
  | {
      readonly plan: Plan;
      /** Chosen by whoever has to find the sweep again; without it a new one. */
      readonly sweepId?: string | undefined;
    }
  | { readonly resume: string };

export interface SweepSummary {
  readonly sweepId: string;
  readonly planned: number;
  readonly measured: number;
  readonly failed: number;
}

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
  const sweep = await withSweep(services, {
    purpose: 'plan' in request ? `sweep of plan ${request.plan.name}` : `sweep ${request.resume}`,
    signal,
    open: async (held) =>
      'plan' in request ? begin(request, held, services) : reopen(request.resume, services),
    measure: async (opened, held) => measureRest(opened, held, services),
  });
  return summarise(sweep, services.store);
}

async function begin(
  { plan, sweepId }: Extract<SweepRequest, { plan: Plan }>,
  held: HeldChannel,
  services: SweepServices,
): Promise<Sweep> {
  const { name: planName, window, precision } = plan;
  const parts = { planName, rounds: expandPlan(plan, held.original), window, precision };
  return beginSweep(parts, held, services, sweepId);
}

async function reopen(id: string, services: SweepServices): Promise<Sweep> {
  const sweep = await reopenSweep(id, services);
  if (!sweep.search) return sweep;
  throw new InvalidInputError(`sweep ${id}`, [
    { path: '', message: 'is a search: it goes on by asking its strategy' },
  ]);
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

async function summarise(sweep: Sweep, store: Store): Promise<SweepSummary> {
  const rounds = await store.rounds.list({ sweepId: sweep.id });
  const measured = rounds.filter(({ kind }) => kind === 'measured').length;
  return { sweepId: sweep.id, planned: sweep.rounds.length, measured, failed: rounds.length - measured };
}
