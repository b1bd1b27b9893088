import type { Application } from '../domain/application.js';
import type { CanaryVerdict } from '../domain/canary.js';
import type { ChannelState } from '../domain/channel-config.js';
import type { CommittedUpdate } from '../domain/channel-updates.js';
import { NetworkDownError, ReadBackError } from '../domain/errors.js';
import { describeSettings, sameSettings } from '../domain/settings.js';
import type { ApplyServices } from './apply-services.js';
import { carryOut } from './carry-out.js';
import { Journal } from './journal.js';
import { noteOf, whatNodesSaid } from './prove.js';
import { noteTakenBack, rollbackOf, undoing } from './take-back.js';

export const UNFINISHED = ['intended', 'sent', 'committed', 'watching'] as const;
/**
 * An update whose sender died may still be on its way through an orderer that was busy or stood still; under BFT a
 * change of leaders comes on top.
 */
const IN_FLIGHT_MS = { raft: 8000, bft: 60_000 } as const;
const DELIVERY_DEADLINE_MS = 8000;
const LOOK_EVERY_MS = 500;

/**
 * Finishes or undoes what killed processes left half done on this channel, by what the channel itself says. Whoever
 * takes the channel runs it before anything else.
 * @throws NetworkDownError if the channel cannot be asked, StoreUnreachableError
 */
export async function settleUnfinished(services: ApplyServices): Promise<void> {
  const { store, network } = services;
  const where = { networkId: network.id, channel: network.channelName };
  const lists = await Promise.all(
    UNFINISHED.map(async (status) => store.applications.list({ ...where, status })),
  );
  // The newest first: a rollback that was cut short is settled before the change that it takes back.
  const unfinished = lists.flat().toSorted((a, b) => b.startedAt.localeCompare(a.startedAt));
  for (const application of unfinished) await settle(Journal.resume(application, services), services);
}

async function settle(journal: Journal, services: ApplyServices): Promise<void> {
  const { status, sent, blockNumber, toBeWatched } = journal.application;
  if (status === 'watching') return settleWatched(journal, services);
  if (!sent) {
    return conclude(
      journal,
      services,
      'failed',
      'it was interrupted before anything was sent, and nothing of it is on the channel',
    );
  }
  const committed =
    status === 'committed' && blockNumber !== undefined
      ? { blockNumber }
      : await findInFlight(sent.payloadSha256, sent.fromBlock, services);
  if (!committed) {
    const { settings } = await services.network.channel.read();
    const reason = `it was interrupted after it was sent, and the update was never ordered: the channel has ${describeSettings(settings)}`;
    return conclude(journal, services, 'failed', reason);
  }
  const action = journal.application.kind === 'rollback' ? 'rolled-back' : 'applied';
  const told =
    status === 'committed' ? undefined : ({ action, note: 'found after an interruption' } as const);
  await journal.require({ status: 'committed', blockNumber: committed.blockNumber }, told);
  if (await wasOverruled(journal, services)) return;
  return toBeWatched ? undo(journal, services) : finish(journal, services);
}

/** Looks for the update for as long as it may still be on its way. */
async function findInFlight(
  payloadSha256: string,
  fromBlock: number,
  { network: { updates, channel }, clock, progress }: ApplyServices,
): Promise<Pick<CommittedUpdate, 'blockNumber'> | undefined> {
  const inFlightMs = IN_FLIGHT_MS[(await channel.read()).consensus];
  const end = clock.now() + inFlightMs;
  for (let look = 1; ; look += 1) {
    const found = await updates.findCommitted(payloadSha256, fromBlock);
    if (found || clock.now() >= end) return found;
    if (look === 1)
      progress.step(
        `an update that was interrupted may still be on its way: looking for it for ${inFlightMs / 1000} s`,
      );
    await clock.sleep(LOOK_EVERY_MS);
  }
}

/** An orderer that fell behind would tell of settings from before the change. @throws NetworkDownError */
async function readSince(
  blockNumber: number,
  { network: { channel }, clock }: ApplyServices,
): Promise<ChannelState> {
  const end = clock.now() + DELIVERY_DEADLINE_MS;
  for (;;) {
    const state = await channel.read();
    if (state.configBlock >= blockNumber) return state;
    if (clock.now() >= end) {
      throw new NetworkDownError(
        `the ordering service has not delivered config block ${blockNumber} within ${DELIVERY_DEADLINE_MS} ms: see "gridtune network status", and run the command again once every orderer follows the channel`,
      );
    }
    await clock.sleep(LOOK_EVERY_MS);
  }
}

/** Somebody else's later update is nobody's to touch. */
async function wasOverruled(journal: Journal, services: ApplyServices): Promise<boolean> {
  const { after, blockNumber } = journal.application;
  const { settings } = await readSince(blockNumber ?? 0, services);
  if (sameSettings(settings, after)) return false;
  const reason = `it was interrupted, was in force from block ${blockNumber} on, and was then changed by another update: the channel has ${describeSettings(settings)}, which was left as it is`;
  await conclude(journal, services, 'failed', reason);
  return true;
}

async function finish(journal: Journal, services: ApplyServices): Promise<void> {
  const { id, after, blockNumber } = journal.application;
  try {
    const proof = await services.network.updates.readBack(after, 'all');
    const reason = `finished after an interruption: in force since block ${blockNumber}`;
    await journal.require({ ...whatNodesSaid(proof) }, { action: 'verified', ...noteOf(proof) });
    await conclude(journal, services, 'verified', reason);
  } catch (error) {
    if (!(error instanceof ReadBackError)) throw error;
    // Stays unfinished, so that the next one asks the node again; the settings are in force all the same.
    services.progress.warn(
      `${id} is in force since block ${blockNumber}, and still not proven: ${error.message}`,
    );
  }
}

/** A change that was being watched when its watcher died: what nobody watches does not stay. */
async function settleWatched(journal: Journal, services: ApplyServices): Promise<void> {
  const { id, armed } = journal.application;
  const found = armed && (await services.network.updates.findCommitted(armed.payloadSha256, armed.fromBlock));
  if (armed && found) {
    const rollback = Journal.resume(
      rollbackOf(journal.application, armed.applicationId, armed, services),
      services,
    );
    await rollback.require(
      { status: 'committed', blockNumber: found.blockNumber },
      { action: 'rolled-back' },
    );
    await noteUndone(journal, rollback.application);
    if (!(await wasOverruled(rollback, services))) await finish(rollback, services);
    return;
  }
  const [rollback] = await services.store.applications.list({
    because: id,
    kind: 'rollback',
    status: 'verified',
  });
  if (rollback) return noteUndone(journal, rollback);
  if (await wasOverruled(journal, services)) return;
  return undo(journal, services);
}

async function undo(journal: Journal, services: ApplyServices): Promise<void> {
  const { application } = await carryOut(
    undoing(journal.application),
    services,
    new AbortController().signal,
  );
  await noteUndone(journal, application);
  services.progress.warn(`${journal.application.id}: ${journal.application.reason}`);
}

async function noteUndone(journal: Journal, rollback: Application): Promise<void> {
  const verdict: CanaryVerdict = {
    verdict: 'interrupted',
    reason: 'the process that watched it was interrupted',
    watchedS: 0,
    transactions: 0,
  };
  await noteTakenBack(journal, rollback, verdict);
  await journal.settle(
    (why) =>
      `${journal.application.id} was taken back, which could not be recorded (${why}): the next command that uses the channel records it`,
  );
}

async function conclude(
  journal: Journal,
  { progress }: Pick<ApplyServices, 'progress'>,
  status: 'verified' | 'failed',
  reason: string,
): Promise<void> {
  await journal.require({ status, reason, armed: undefined }, { action: 'reconciled', note: reason });
  progress.warn(`${journal.application.id}: ${reason}`);
}
