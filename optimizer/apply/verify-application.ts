import type { Application, Verification } from '../domain/application.js';
import { InvalidInputError, StaleConfigError } from '../domain/errors.js';
import { withExclusiveChannel, type HeldChannel } from '../domain/exclusive-channel.js';
import { newId } from '../domain/id.js';
import type { Load } from '../domain/load.js';
import type { Objective } from '../domain/objective.js';
import { pointIdOf, type RoundWindow } from '../domain/plan.js';
import type { RoundRunner } from '../domain/ports.js';
import type { MeasuredRound, Round } from '../domain/round.js';
import { describeSettings, sameSettings, type OrdererSettings } from '../domain/settings.js';
import { throwIfCancelled } from '../domain/wait.js';
import type { ApplyServices } from './apply-services.js';
import { carryOut } from './carry-out.js';
import { comparePairs, type Pair } from './paired-comparison.js';
import { settleUnfinished } from './settle-unfinished.js';
import { judge, type Verdict } from './verdict.js';

export const FEWEST_PAIRS = 4;

export interface VerifyRequest {
  readonly application: Application;
  readonly objective: Objective;
  readonly load: Load;
  readonly window: RoundWindow;
  /** Pairs of rounds, one with each settings. */
  readonly pairs: number;
  /** Of the verification; a new one unless it is given. */
  readonly id?: string | undefined;
}

/**
 * Measures the settings before and after an application in alternating rounds and decides whether the change
 * stays. A change that turns out worse, or that cannot be measured, is rolled back.
 * @throws InvalidInputError, StaleConfigError, ChannelBusyError, NetworkDownError, StoreUnreachableError, CancelledError
 */
export async function verifyApplication(
  services: ApplyServices & { readonly runner: RoundRunner },
  request: VerifyRequest,
  signal: AbortSignal,
): Promise<Verification> {
  const { application, pairs } = request;
  if (pairs < FEWEST_PAIRS)
    throw new InvalidInputError('verification', [
      { path: 'pairs', message: `must be at least ${FEWEST_PAIRS}, got ${pairs}` },
    ]);
  if (application.status !== 'verified') {
    throw new InvalidInputError(`application ${application.id}`, [
      { path: 'status', message: `is ${application.status}: there is no change to verify` },
    ]);
  }
  const { store, network, clock, progress, runner } = services;
  const purpose = `verification of ${application.id}`;
  const settle = async (): Promise<void> => settleUnfinished(services);
  return withExclusiveChannel(
    { claims: store.claims, network, clock, progress, purpose, signal, settle },
    async (held) => {
      requireStillInForce(application, held.original);
      const startedAt = new Date(clock.now()).toISOString();
      const id = request.id ?? newId('v', startedAt);
      try {
        const rounds = await measureAlternating(id, request, held, services);
        const { comparison, verdict, reason } = decide(request, rounds);
        await putInForce(verdict, application, held, services);
        const verification: Verification = {
          id,
          applicationId: application.id,
          startedAt,
          load: request.load,
          baseline: application.before,
          applied: application.after,
          roundIds: rounds.flat().map((round) => round.id),
          ...(comparison ? { comparison } : {}),
          verdict,
          reason,
        };
        await store.verifications.insert(verification);
        await services.audit.record({
          action: 'compared',
          subjectId: id,
          because: application.id,
          before: application.before,
          after: application.after,
          note: `${verdict}: ${reason}`,
        });
        return verification;
      } finally {
        await runner.stop();
      }
    },
  );
}

function requireStillInForce({ id, after }: Application, inForce: OrdererSettings): void {
  if (sameSettings(after, inForce)) return;
  throw new StaleConfigError(
    `the channel has ${describeSettings(inForce)} now, not what application ${id} put in force: nothing to verify`,
  );
}

/** A B A B ...: both of a pair meet the same state of the machine. */
async function measureAlternating(
  id: string,
  { application, load, window, pairs }: VerifyRequest,
  { signal }: HeldChannel,
  { runner, progress }: Pick<ApplyServices, 'progress'> & { readonly runner: RoundRunner },
): Promise<[Round, Round][]> {
  const measureOne = async (settings: OrdererSettings, replicate: number, done: number): Promise<Round> => {
    throwIfCancelled(signal);
    progress.advance(done, 2 * pairs, describeSettings(settings));
    return runner.run(
      { pointId: pointIdOf(settings, load), replicate, settings, load },
      { sweepId: id, window, signal },
    );
  };
  const rounds: [Round, Round][] = [];
  for (let pair = 1; pair <= pairs; pair += 1) {
    const baseline = await measureOne(application.before, pair, 2 * pair - 2);
    const applied = await measureOne(application.after, pair, 2 * pair - 1);
    rounds.push([baseline, applied]);
  }
  progress.advance(2 * pairs, 2 * pairs, 'verification measured');
  return rounds;
}

function decide({ objective }: VerifyRequest, rounds: readonly [Round, Round][]) {
  const complete = rounds.flatMap(
    ([baseline, applied]): { baseline: MeasuredRound; applied: MeasuredRound }[] =>
      baseline.kind === 'measured' && applied.kind === 'measured' ? [{ baseline, applied }] : [],
  );
  if (complete.length < FEWEST_PAIRS) {
    const verdict: Verdict = {
      verdict: 'rolled-back',
      reason: `only ${complete.length} of ${rounds.length} pairs could be measured, ${FEWEST_PAIRS} are needed to tell`,
    };
    return { comparison: undefined, ...verdict };
  }
  const pairs = complete.map(({ baseline, applied }): Pair => ({
    baseline: baseline.measurement,
    applied: applied.measurement,
  }));
  const comparison = comparePairs(pairs);
  return {
    comparison,
    ...judge(objective, comparison, {
      baseline: failedPct(pairs, 'baseline'),
      applied: failedPct(pairs, 'applied'),
    }),
  };
}

function failedPct(pairs: readonly Pair[], side: keyof Pair): number {
  const failed = pairs.reduce((sum, pair) => sum + pair[side].failed, 0);
  const all = pairs.reduce((sum, pair) => sum + pair[side].failed + pair[side].succeeded, 0);
  return (100 * failed) / all;
}

/** After the last round the applied settings are in force; a rejected change is taken back on record. */
async function putInForce(
  verdict: Verdict['verdict'],
  application: Application,
  held: HeldChannel,
  services: ApplyServices,
): Promise<void> {
  if (verdict === 'kept') return;
  // From here on the journal of the rollback says what is to be done, should this process die.
  await held.leaveWith(undefined);
  const settingsOn = (): OrdererSettings => application.before;
  await carryOut({ kind: 'rollback', because: application.id, settingsOn }, services, held.signal);
}
