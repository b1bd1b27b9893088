import { DeadlineError, LoadGeneratorError, NetworkDownError } from '../optimizer/domain/errors.js';
import type { HeldChannel } from '../optimizer/domain/exclusive-channel.js';
import type { PlannedRound } from '../optimizer/domain/plan.js';
import type { FailedRound, Sweep } from '../optimizer/domain/round.js';
import { describeSettings } from '../optimizer/domain/settings.js';
import { waitUntil } from '../optimizer/domain/wait.js';
import { describeOutcome } from './round-outcome.js';
import type { SweepServices } from './sweep-record.js';

/** This many rounds in a row failing the same way are no accident of one setting. */
const HOPELESS_AFTER = 3;
/** A restarted orderer answers again after a few seconds. */
const NODE_RETURN_DEADLINE_MS = 20_000;
/** Peers wait longer and longer between their attempts to reach a lost orderer. */
const COMMIT_RETURN_DEADLINE_MS = 60_000;

/**
 * Measures one round of a sweep. A node that is down is waited for a while: an orderer that is restarted costs the
 * round it was missed in, which is stored as failed, and not the sweep.
 * @returns why the round gave no figures, undefined if it did
 * @throws NetworkDownError if the node does not come back
 */
export async function measureOne(
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

/**
 * @param failures - of the last rounds in a row, newest last
 * @throws LoadGeneratorError if so many failed for one reason that going on is no use
 */
export function requireHope(failures: readonly FailedRound['reason'][], sweepId: string): void {
  const last = failures.slice(-HOPELESS_AFTER);
  const [first] = last;
  if (!first || last.length < HOPELESS_AFTER || last.some(({ code }) => code !== first.code)) return;
  throw new LoadGeneratorError(
    `${HOPELESS_AFTER} rounds in a row failed with ${first.code} (${first.message}): mend it and run "gridtune sweep --resume ${sweepId}"`,
  );
}

export function describeRound({ settings, load, replicate }: PlannedRound): string {
  return `${describeSettings(settings)} at ${load.sendRateTps} tps, ${load.workload}, replicate ${replicate}`;
}
