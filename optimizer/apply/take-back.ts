import type { Application, SentUpdate } from '../domain/application.js';
import type { CanaryVerdict } from '../domain/canary.js';
import type { SignedUpdate } from '../domain/channel-updates.js';
import { DeadlineError, NetworkDownError, StaleConfigError, messageOf } from '../domain/errors.js';
import { preciseNow } from '../domain/precise-time.js';
import {
  completeSettings,
  describeSettings,
  SETTING_NAMES,
  type OrdererSettings,
  type SettingsChange,
} from '../domain/settings.js';
import type { ApplyServices } from './apply-services.js';
import { carryOut } from './carry-out.js';
import type { Change } from './change.js';
import { Journal } from './journal.js';
import { prove } from './prove.js';
import { sentOf } from './sent-update.js';

/** The way back, ready before it is needed: one broadcast is left to do. */
export interface ArmedRollback {
  readonly applicationId: string;
  readonly signed: SignedUpdate;
}

/**
 * Puts the settings from before a watched change back at once, and only then tells the store.
 * @returns the application of the rollback.
 * @throws NetworkDownError, ReadBackError, StoreUnreachableError, each saying what is in force
 */
export async function takeBack(
  watched: Journal,
  { applicationId, signed }: ArmedRollback,
  verdict: CanaryVerdict,
  services: ApplyServices,
): Promise<Application> {
  const startedMs = preciseNow();
  const { id, blockNumber } = watched.application;
  try {
    const committed = await services.network.updates.submit(signed, verdict.evidenceBlock);
    const rollback = rollbackOf(watched.application, applicationId, signed, services);
    const journal = Journal.resume(rollback, services);
    await journal.note(
      { status: 'committed', blockNumber: committed.blockNumber },
      { action: 'rolled-back', note: verdict.reason },
    );
    await noteTakenBack(watched, journal.application, verdict);
    await prove(journal, services, startedMs, 'verified');
    return journal.application;
  } catch (error) {
    if (error instanceof StaleConfigError || error instanceof DeadlineError)
      return takeBackAfresh(watched, verdict, services);
    if (watched.application.status !== 'watching') throw error;
    throw new NetworkDownError(
      `${id} is in force since block ${blockNumber} and was to be taken back (${verdict.reason}), which failed: ${messageOf(error)}. The next command that uses the channel takes it back`,
      { cause: error },
    );
  }
}

/** Another update came in between, or a leader died with ours: only what this change has set is taken back. */
async function takeBackAfresh(
  watched: Journal,
  verdict: CanaryVerdict,
  services: ApplyServices,
): Promise<Application> {
  const { application } = await carryOut(
    undoing(watched.application),
    services,
    new AbortController().signal,
  );
  await noteTakenBack(watched, application, verdict);
  return application;
}

/** The change back, on whatever the channel has by now: settings that the application left alone stay. */
export function undoing({ id, before, after }: Application): Change {
  const change: SettingsChange = Object.fromEntries(
    SETTING_NAMES.filter((name) => before[name] !== after[name]).map((name) => [name, before[name]]),
  );
  const settingsOn = (inForce: OrdererSettings): OrdererSettings => completeSettings(change, inForce);
  return { kind: 'rollback', because: id, settingsOn };
}

/** The record of an armed rollback that was sent. */
export function rollbackOf(
  { id, networkId, channel, before, after }: Application,
  applicationId: string,
  sent: SentUpdate,
  { clock, network: { updates } }: Pick<ApplyServices, 'clock' | 'network'>,
): Application {
  return {
    id: applicationId,
    kind: 'rollback',
    because: id,
    networkId,
    channel,
    startedAt: new Date(clock.now()).toISOString(),
    before: after,
    after: before,
    configSequence: sent.configSequence,
    status: 'sent',
    sent: sentOf(sent),
    signedBy: [...new Set(updates.administrators.map(({ mspId }) => mspId))],
    nodes: [],
  };
}

export async function noteTakenBack(
  watched: Journal,
  rollback: Pick<Application, 'id' | 'blockNumber' | 'after'>,
  verdict: CanaryVerdict,
): Promise<void> {
  const reason = `taken back by ${rollback.id} in block ${rollback.blockNumber}, the channel has ${describeSettings(rollback.after)}: ${verdict.reason}`;
  await watched.note(
    { status: 'failed', canary: verdict, armed: undefined, reason },
    { action: 'canary', note: `${verdict.verdict}: ${reason}` },
  );
}
