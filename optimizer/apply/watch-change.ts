import type { Application } from '../domain/application.js';
import type { CanaryVerdict } from '../domain/canary.js';
import { CancelledError, NetworkDownError, messageOf } from '../domain/errors.js';
import { newId } from '../domain/id.js';
import { preciseNow } from '../domain/precise-time.js';
import type { ApplyServices } from './apply-services.js';
import type { Change } from './change.js';
import type { Journal } from './journal.js';
import { sentOf } from './sent-update.js';
import { takeBack, type ArmedRollback } from './take-back.js';

/**
 * Watches live transactions after a change. Unless the verdict is good, the settings from before are put back:
 * without asking, without the store, and before anything else.
 * @returns the application, `failed` if it was taken back because of what was seen.
 * @throws CancelledError if the user ended the watch: the change was taken back then; StoreUnreachableError,
 * NetworkDownError, ReadBackError
 */
export async function watchChange(
  journal: Journal,
  watch: NonNullable<Change['watch']>,
  services: ApplyServices,
  signal: AbortSignal,
): Promise<Application> {
  const armed = await arm(journal.application, services);
  const { verdict, failure } = await judge(journal, armed, watch, signal);
  if (verdict.verdict === 'kept' || verdict.verdict === 'unseen') {
    await journal.note(
      { status: 'verified', canary: verdict, armed: undefined },
      { action: 'canary', note: `${verdict.verdict}: ${verdict.reason}` },
    );
    await journal.settle(
      (why) =>
        `the change is in force since block ${journal.application.blockNumber} and was kept (${verdict.reason}), but that could not be recorded (${why}): the next command that uses the channel takes the change back, for all it knows nobody watched it`,
    );
    return journal.application;
  }
  const back = await takeBack(journal, armed, verdict, services);
  if (failure instanceof CancelledError || signal.aborted) {
    const message = `${journal.application.id} was cancelled while it was watched: what was in force before is in force again since block ${back.blockNumber} (${back.id})`;
    services.progress.warn(message);
    throw new CancelledError(message, { cause: failure });
  }
  if (failure !== undefined) throw failure;
  return journal.application;
}

/** @throws NetworkDownError: without a way back nothing is watched, and what nobody watches does not stay */
async function arm(
  { id, before, blockNumber }: Application,
  { network: { updates }, clock }: ApplyServices,
): Promise<ArmedRollback> {
  try {
    const prepared = await updates.prepare(before);
    if (!prepared) throw new NetworkDownError('another update has put the settings from before back already');
    const signed = await updates.sign(prepared);
    return { applicationId: newId('a', new Date(clock.now()).toISOString()), signed };
  } catch (cause) {
    throw new NetworkDownError(
      `${id} is in force since block ${blockNumber} and could not be watched, for the way back could not be prepared (${messageOf(cause)}): the next command that uses the channel takes it back`,
      { cause },
    );
  }
}

async function judge(
  journal: Journal,
  { applicationId, signed }: ArmedRollback,
  watch: NonNullable<Change['watch']>,
  signal: AbortSignal,
): Promise<{ readonly verdict: CanaryVerdict; readonly failure?: Error }> {
  const startedMs = preciseNow();
  try {
    await journal.require({ status: 'watching', armed: { applicationId, ...sentOf(signed) } });
    return { verdict: await watch(signal) };
  } catch (error) {
    const failure = error instanceof Error ? error : new Error(messageOf(error));
    const watchedS = (preciseNow() - startedMs) / 1000;
    const reason = `the watch ended before it came to anything: ${failure.message}`;
    return { verdict: { verdict: 'interrupted', reason, watchedS, transactions: 0 }, failure };
  }
}
