import type { Consensus } from '../../optimizer/domain/consensus.js';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CommittedUpdate, SignedUpdate } from '../../optimizer/domain/channel-updates.js';
import { DeadlineError, StaleConfigError } from '../../optimizer/domain/errors.js';
import { preciseNow } from '../../optimizer/domain/precise-time.js';
import { findCommitted, proofOf } from './committed-search.js';
import { blockNumber, decodeConfigBlock } from './config-block.js';
import { fetchBlock, followBlocks } from './deliver.js';
import type { NodeClient } from './endpoint.js';
import { asSubmitter, isSilence, type ChannelAccess } from './ordering-service.js';

/**
 * An update that lost a race is acknowledged and never ordered; a change of leaders takes its time. BFT orderers bear
 * a silent leader for RequestForwardTimeout and RequestComplainTimeout, 22 s by default, before they begin to agree on
 * another, and an update given up before that would still come.
 */
const COMMIT_DEADLINE_MS = { raft: 8000, bft: 60_000 } as const;
/** Once another update is in a block, ours is either right behind it or dropped. */
const BEHIND_ANOTHER_MS = 1500;
const SEARCH_EVERY_MS = 500;

/** Watches for the block that carries an update; begun before the update is sent. */
export interface OwnBlockWait {
  /**
   * SUCCESS only means "taken over by the orderer": the block that carries our own payload is the proof.
   * @throws StaleConfigError if another update came in its place, DeadlineError if it may still come
   */
  seen(): Promise<CommittedUpdate>;
  stop(): void;
}

/**
 * @param after - a block that is known to be there, behind which the update will be: saves asking for the newest.
 * @throws NetworkDownError, DeadlineError if no orderer delivers the channel
 */
export async function waitForOwnBlock(
  access: ChannelAccess,
  { payloadSha256, fromBlock, configSequence }: SignedUpdate,
  consensus: Consensus,
  after?: number,
): Promise<OwnBlockWait> {
  const { client, next } = await beginning(access, after);
  const giveUp = new AbortController();
  const begin = async (): Promise<Followed> => follow(access, client, next, payloadSha256, giveUp.signal);
  // Behind a known block nothing can be missed, and what is about to be sent must not wait for a signature.
  const begun = after === undefined ? begin() : undefined;
  begun?.catch(() => undefined); // reported by `seen`, unless the sending fails before
  const seen = async (): Promise<CommittedUpdate> => {
    const followed = begun ?? begin();
    const end = preciseNow() + COMMIT_DEADLINE_MS[consensus];
    const timer = setTimeout(() => giveUp.abort(), COMMIT_DEADLINE_MS[consensus]);
    const outcome = await followed.finally(() => clearTimeout(timer));
    if (outcome.kind === 'seen') return outcome.proof;
    // The orderer that was followed may be gone, or behind: the others tell.
    const until = outcome.kind === 'ended' ? end : preciseNow();
    const found = await searchUntil(until, async () => findCommitted(access, payloadSha256, fromBlock));
    if (found) return found;
    if (outcome.kind === 'overtaken') {
      throw new StaleConfigError(
        `the update against config sequence ${configSequence} was acknowledged and then not ordered, because another update came first: read the channel again and repeat the change`,
      );
    }
    throw new DeadlineError(
      `the update against config sequence ${configSequence} was acknowledged and then not ordered within ${COMMIT_DEADLINE_MS[consensus]} ms: the ordering service may be without a leader, see "gridtune network status"`,
    );
  };
  return { seen, stop: () => giveUp.abort() };
}

async function beginning(
  access: ChannelAccess,
  after: number | undefined,
): Promise<{ readonly client: NodeClient; readonly next: number }> {
  const [first] = access.orderers.inTurn();
  if (after !== undefined && first) return { client: first, next: after + 1 };
  return access.orderers.ask(async (client) => ({
    client,
    next: blockNumber(await fetchBlock(client, 'newest', asSubmitter(access))) + 1,
  }));
}

type Followed =
  | { readonly kind: 'seen'; readonly proof: CommittedUpdate }
  | { readonly kind: 'overtaken' | 'given-up' | 'ended' };

async function follow(
  access: ChannelAccess,
  client: NodeClient,
  from: number,
  payloadSha256: string,
  signal: AbortSignal,
): Promise<Followed> {
  const outrun = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const ends = AbortSignal.any([signal, outrun.signal]);
  try {
    // The stream ends by `signal`, never by a deadline of its own.
    const request = { ...asSubmitter(access), deadlineMs: LONGEST_WAIT_MS, signal: ends };
    for await (const block of followBlocks(client, from, request)) {
      const config = decodeConfigBlock(block);
      if (!config) continue;
      const proof = proofOf(config, payloadSha256);
      if (proof) return { kind: 'seen', proof };
      timer ??= setTimeout(() => outrun.abort(), BEHIND_ANOTHER_MS);
    }
  } catch (error) {
    if (!isSilence(error)) throw error;
  } finally {
    clearTimeout(timer);
  }
  if (outrun.signal.aborted) return { kind: 'overtaken' };
  return { kind: signal.aborted ? 'given-up' : 'ended' };
}

const LONGEST_WAIT_MS = 120_000;

async function searchUntil<T>(end: number, search: () => Promise<T | undefined>): Promise<T | undefined> {
  for (;;) {
    const found = await search();
    if (found !== undefined || preciseNow() >= end) return found;
    await sleep(SEARCH_EVERY_MS);
  }
}
