import type { Consensus } from '../../optimizer/domain/consensus.js';
import { setTimeout as sleep } from 'node:timers/promises';
import { common } from '@hyperledger/fabric-protos';
import type { CommittedUpdate, SignedUpdate } from '../../optimizer/domain/channel-updates.js';
import { NetworkDownError, StaleConfigError, UpdateRejectedError } from '../../optimizer/domain/errors.js';
import { preciseNow } from '../../optimizer/domain/precise-time.js';
import { waitForOwnBlock } from './committed-wait.js';
import { statusName } from './deliver.js';
import type { NodeClient, Status } from './endpoint.js';
import { ANSWER_DEADLINE_MS, isSilence, type ChannelAccess } from './ordering-service.js';

/** A cluster that has lost its leader takes nothing until it has elected another. */
const TAKEN_DEADLINE_MS = 15_000;
const AGAIN_EVERY_MS = 250;

/**
 * Sends a change and waits for the block that carries it. An orderer that does not answer, or has no leader, is
 * followed by the next one with the same bytes: the channel takes them only once.
 * @param after - number of a block that is known to be on the channel already
 * @throws StaleConfigError if another update came first, UpdateRejectedError, NetworkDownError, DeadlineError
 */
export async function submitUpdate(
  access: ChannelAccess,
  signed: SignedUpdate,
  consensus: Consensus,
  after?: number,
): Promise<CommittedUpdate> {
  // Listening first: the block may be cut before the answer to the broadcast arrives.
  const block = await waitForOwnBlock(access, signed, consensus, after);
  try {
    await sendUntilTaken(access, signed, consensus);
    return await block.seen();
  } finally {
    block.stop();
  }
}

async function sendUntilTaken(
  access: ChannelAccess,
  signed: SignedUpdate,
  consensus: Consensus,
): Promise<void> {
  const envelope = common.Envelope.deserializeBinary(signed.envelope);
  const end = preciseNow() + TAKEN_DEADLINE_MS;
  for (let round = 1; ; round += 1) {
    const { taken, refusals, unready, silences } = await offer(access, envelope, consensus);
    if (taken) return;
    const [refusal] = refusals;
    if (refusal) {
      // Offered before, to somebody who may have passed it on: "at version" may then mean our own bytes.
      const mayBeOurs = (round > 1 || silences.length > 0 || unready.length > 0) && isOutrun(refusal.info);
      if (mayBeOurs) return;
      throw refused(refusal.status, refusal.info, signed.configSequence);
    }
    if (unready.length === 0 || preciseNow() >= end) throw noneTook([...unready, ...silences]);
    await sleep(AGAIN_EVERY_MS);
  }
}

interface Offered {
  readonly taken: boolean;
  readonly refusals: readonly { readonly status: Status; readonly info: string }[];
  /** Orderers that answer and cannot take anything now. */
  readonly unready: readonly string[];
  readonly silences: readonly string[];
}

/**
 * Offers the update once. Under Raft one orderer passes it on to the leader. Under BFT a single orderer could keep it
 * to itself, so all of them get it; they know it as one by the bytes of the envelope (smartbft, util.go RequestID).
 */
async function offer(
  { orderers }: ChannelAccess,
  envelope: common.Envelope,
  consensus: Consensus,
): Promise<Offered> {
  if (consensus === 'bft')
    return summary(await firstTakenOrAll(orderers.clients.map(async (client) => sendTo(client, envelope))));
  const answers: Sent[] = [];
  for (const client of orderers.inTurn()) {
    const answer = await sendTo(client, envelope);
    answers.push(answer);
    if (answer.kind === 'taken' || answer.kind === 'refused') break;
  }
  return summary(answers);
}

/** One that stands still must not hold up what another one has taken. */
async function firstTakenOrAll(answers: readonly Promise<Sent>[]): Promise<readonly Sent[]> {
  const taken = answers.map(async (answer): Promise<readonly Sent[]> => {
    const sent = await answer;
    if (sent.kind !== 'taken') throw new NetworkDownError('not this one');
    return [sent];
  });
  return Promise.any([...taken, Promise.all(answers)]);
}

type Sent =
  | { readonly kind: 'taken' }
  | { readonly kind: 'refused'; readonly status: Status; readonly info: string }
  | { readonly kind: 'unready' | 'silent'; readonly problem: string };

async function sendTo(client: NodeClient, envelope: common.Envelope): Promise<Sent> {
  try {
    const { status, info } = await client.broadcast(envelope, ANSWER_DEADLINE_MS);
    if (status === common.Status.SUCCESS) return { kind: 'taken' };
    if (status === common.Status.SERVICE_UNAVAILABLE)
      return { kind: 'unready', problem: `${client.endpoint.name}: ${info}` };
    return { kind: 'refused', status, info };
  } catch (error) {
    if (!isSilence(error)) throw error;
    return { kind: 'silent', problem: error.message };
  }
}

function summary(answers: readonly Sent[]): Offered {
  const problems = (kind: 'unready' | 'silent'): string[] =>
    answers.flatMap((answer) => (answer.kind === kind ? [answer.problem] : []));
  return {
    taken: answers.some(({ kind }) => kind === 'taken'),
    refusals: answers.flatMap((answer) => (answer.kind === 'refused' ? [answer] : [])),
    unready: problems('unready'),
    silences: problems('silent'),
  };
}

function noneTook(problems: readonly string[]): NetworkDownError {
  return new NetworkDownError(
    `no orderer took the update (${problems.join('; ')}): bring the ordering service up, see "gridtune network status"`,
  );
}

/** Fabric's own words when the same value was changed since it was read: configtx/update.go. */
function isOutrun(info: string): boolean {
  return /at version|validated against/.test(info);
}

function refused(status: Status, info: string, sequence: number): Error {
  if (isOutrun(info)) {
    return new StaleConfigError(
      `the channel moved on from config sequence ${sequence} while it was being changed: ${info}`,
    );
  }
  return new UpdateRejectedError(`the ordering service refused the update (${statusName(status)}): ${info}`);
}
