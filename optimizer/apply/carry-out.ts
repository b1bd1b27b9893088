import type { Application, SentUpdate } from '../domain/application.js';
import type { ChannelState } from '../domain/channel-config.js';
import type { CommittedUpdate } from '../domain/channel-updates.js';
import {
  DeadlineError,
  NetworkDownError,
  StaleConfigError,
  StoreUnreachableError,
  messageOf,
} from '../domain/errors.js';
import { preciseNow } from '../domain/precise-time.js';
import { describeSettings } from '../domain/settings.js';
import { throwIfCancelled } from '../domain/wait.js';
import type { ApplyServices } from './apply-services.js';
import { intend, makeReady, type Change, type Ready } from './change.js';
import { Journal } from './journal.js';
import { prove, proveUnchanged } from './prove.js';
import { sentOf } from './sent-update.js';

/** A lost race is run again on what the other update left, this often in all. */
const ATTEMPTS = 4;

/**
 * Makes a change, step by step and each on record before the next: intended, sent, committed, verified. A change that
 * is to be watched stays `committed`. The caller holds the channel.
 * @throws InvalidInputError, GuardRailError, SignatureError, StaleConfigError, UpdateRejectedError, ReadBackError,
 * NetworkDownError, StoreUnreachableError, CancelledError; the message says what the channel has
 */
export async function carryOut(
  change: Change,
  services: ApplyServices,
  signal: AbortSignal,
): Promise<Journal> {
  const startedMs = preciseNow();
  const outcome = await bringInForce(change, services, signal);
  if (outcome.kind === 'in-force') return proveUnchanged(change, outcome.state, services, startedMs);
  const status = change.watch ? 'committed' : 'verified';
  await prove(outcome.journal, services, startedMs, outcome.kind === 'committed' ? status : 'unchanged');
  return outcome.journal;
}

type Outcome =
  | { readonly kind: 'in-force'; readonly state: ChannelState }
  | { readonly kind: 'committed' | 'overtaken'; readonly journal: Journal };

async function bringInForce(change: Change, services: ApplyServices, signal: AbortSignal): Promise<Outcome> {
  const { clock } = services;
  let journal: Journal | undefined;
  const sent: SentUpdate[] = [];
  let mayStillCome = false;
  for (let attempt = 1; ; attempt += 1) {
    try {
      throwIfCancelled(signal);
      const ready = await makeReady(change, services);
      if (ready.kind === 'in-force') {
        return journal ? await explainInForce(journal, ready.state, sent, services) : ready;
      }
      journal = await enter(journal, change, ready, services);
      sent.push(sentOf(ready.signed));
      await noteCommitted(journal, await send(journal, ready, services, signal));
      return { kind: 'committed', journal };
    } catch (error) {
      mayStillCome ||= error instanceof UnknownOutcome;
      const mayHelp = attempt < ATTEMPTS && isWorthAnotherTry(error, change);
      if (!journal || !mayHelp) throw await recordFailure(journal, error, mayStillCome, services);
      await journal.require(
        { status: 'intended' },
        { action: 'intended', note: `again: ${messageOf(error)}` },
      );
      await clock.sleep(50 * attempt);
    }
  }
}

async function enter(
  journal: Journal | undefined,
  change: Change,
  { signed }: Extract<Ready, { kind: 'ready' }>,
  services: ApplyServices,
): Promise<Journal> {
  if (!journal) return Journal.begin(intend(change, signed, services), services, { action: 'intended' });
  const { before, after, configSequence } = signed;
  await journal.require({ before, after, configSequence });
  return journal;
}

async function send(
  journal: Journal,
  { signed, signedBy }: Extract<Ready, { kind: 'ready' }>,
  { network: { updates }, progress }: ApplyServices,
  signal: AbortSignal,
): Promise<CommittedUpdate> {
  throwIfCancelled(signal);
  await journal.require({ status: 'sent', sent: sentOf(signed), signedBy: [...signedBy] });
  throwIfCancelled(signal);
  progress.step(`${journal.application.id}: sending the update, transaction ${signed.transactionId}`);
  try {
    const committed = await updates.submit(signed);
    progress.step(`in block ${committed.blockNumber}; reading every node back`);
    return committed;
  } catch (cause) {
    if (!(cause instanceof NetworkDownError || cause instanceof DeadlineError)) throw cause;
    throw new UnknownOutcome(cause.message, { cause });
  }
}

/** The update may or may not be ordered: inside this file only, users see what is made of it. */
class UnknownOutcome extends Error {}

/** Another update came first, or the leader died with ours: made anew, only one of the two can still be ordered. */
function isWorthAnotherTry(error: unknown, { gathered, expectedInForce }: Change): boolean {
  if (gathered) return false;
  if (error instanceof UnknownOutcome) return error.cause instanceof DeadlineError;
  return error instanceof StaleConfigError && !expectedInForce;
}

async function noteCommitted(
  journal: Journal,
  { blockNumber }: Pick<CommittedUpdate, 'blockNumber'>,
  found: Partial<Pick<Application, 'after'>> = {},
): Promise<void> {
  const action = journal.application.kind === 'rollback' ? 'rolled-back' : 'applied';
  await journal.note({ status: 'committed', blockNumber, ...found }, { action });
}

/** Before another try the settings are there: by an update that was given up as lost, or by somebody else's. */
async function explainInForce(
  journal: Journal,
  { settings, configBlock }: ChannelState,
  sent: readonly SentUpdate[],
  services: ApplyServices,
): Promise<Outcome> {
  const own = await findAny(sent, services);
  if (own) {
    await noteCommitted(journal, own, { after: settings });
    return { kind: 'committed', journal };
  }
  const reason = 'another update has put these settings in force';
  await journal.note({ after: settings, blockNumber: configBlock, reason });
  return { kind: 'overtaken', journal };
}

/** An update that was given up as lost may have been ordered late. */
async function findAny(
  sent: readonly SentUpdate[],
  { network: { updates } }: ApplyServices,
): Promise<CommittedUpdate | undefined> {
  for (const { payloadSha256, fromBlock } of sent) {
    const found = await updates.findCommitted(payloadSha256, fromBlock);
    if (found) return found;
  }
  return undefined;
}

/** @returns what to throw. */
async function recordFailure(
  journal: Journal | undefined,
  error: unknown,
  mayStillCome: boolean,
  { network: { channel } }: ApplyServices,
): Promise<unknown> {
  if (journal && mayStillCome) {
    const message = `the update was sent and nobody could tell whether it was ordered (${messageOf(error)}): the next command that uses the channel finds out, finishes the change or records that it never came`;
    await journal.note({ status: 'sent', reason: message });
    return new NetworkDownError(`${journal.application.id}: ${message}`, { cause: error });
  }
  if (error instanceof StoreUnreachableError) {
    // What the store has by now is enough for the next one who takes the channel.
    const message = `nothing of the change is in force, because it could not be recorded first: ${error.message}`;
    return new StoreUnreachableError(message, { cause: error });
  }
  if (!journal) return error;
  const inForce = await channel.read().then(
    ({ settings }) => `the channel has ${describeSettings(settings)}`,
    () => 'nothing of it is in force',
  );
  const reason = `${messageOf(error)}; ${inForce}`;
  await journal.note({ status: 'failed', reason }, { action: 'failed', note: reason });
  return error;
}
