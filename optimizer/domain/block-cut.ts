import type { CutCause } from './inside.js';
import type { Load } from './load.js';
import type { SeenBlock } from './ports.js';
import type { OrdererSettings, SettingName } from './settings.js';

/**
 * When Fabric's ordering service ends a block. Source: Fabric 3.1, `Ordered` and `Cut` in
 * orderer/common/blockcutter/blockcutter.go, `run` and `ordered` in orderer/consensus/etcdraft/chain.go.
 *
 * A transaction larger than preferredMaxBytes ends the block under way and gets one of its own; one that
 * would take the block over preferredMaxBytes ends it and starts the next; one that makes the block hold
 * maxMessageCount ends it. A timer of batchTimeoutMs starts with the first transaction that waits; when it
 * fires, what waits becomes a block. A configuration update ends the block under way and is one by itself.
 * absoluteMaxBytes ends no block: the ordering service refuses larger transactions.
 */

/** The rules that end blocks of ordinary transactions. */
export type CutRule = Exclude<CutCause, 'config'>;

/** What ends a block in the steady state, and how many transactions it holds then, on average. */
export interface ExpectedCut {
  readonly by: CutRule;
  readonly transactions: number;
}

const SETTING_OF_RULE = {
  count: 'maxMessageCount',
  bytes: 'preferredMaxBytes',
  timeout: 'batchTimeoutMs',
} as const satisfies Record<CutRule, SettingName>;

/**
 * Bytes of a transaction of the shipped chaincode with a few endorsements, as the block cutter counts them. An
 * assumption, good until a round on the network in question has been measured: `inside.txBytes` then says.
 */
export const ASSUMED_TX_BYTES = 4100;

/** A limit that lies closer than this to the one that rules may still end a block: arrivals are not even. */
export const SAFETY_FACTOR = 2;

/**
 * The same for the timeout where bytes rule. Fabric stops the timer when a block is ended by count, but not
 * when it is ended by bytes (chain.go: `startTimer` does nothing while the timer runs), so that the timer
 * fires in the middle of a later block and cuts one block short each batchTimeoutMs. With k full blocks to
 * a short one that shortens the mean wait by at most 1 / (4 k) of it: 10 % at 2 blocks, 2.5 % at 10.
 */
export const SAFETY_FACTOR_OF_TIMER_UNDER_BYTES = 10;

/**
 * Transactions that each limit allows in a block, equal arrivals in order of who wins: a block that reaches
 * maxMessageCount is cut at once; a full one in bytes only by the transaction after it.
 */
function limitsOf(settings: OrdererSettings, sendRateTps: number, txBytes: number): ExpectedCut[] {
  return [
    { by: 'count', transactions: settings.maxMessageCount },
    { by: 'timeout', transactions: 1 + (sendRateTps * settings.batchTimeoutMs) / 1000 },
    { by: 'bytes', transactions: Math.max(1, Math.floor(settings.preferredMaxBytes / txBytes)) },
  ];
}

/**
 * The limit that ends a block in the steady state, the smallest of three: maxMessageCount;
 * floor(preferredMaxBytes / txBytes), at least 1; and 1 + sendRateTps * batchTimeoutMs / 1000, the
 * transaction that starts the timer and those that arrive, on average, until it fires.
 * @param sendRateTps - transactions that reach the ordering service a second, above 0.
 * @param txBytes - bytes of a transaction as the block cutter counts them: payload and signature, above 0.
 */
export function expectedCut(settings: OrdererSettings, sendRateTps: number, txBytes: number): ExpectedCut {
  return limitsOf(settings, sendRateTps, txBytes).reduce((least, limit) =>
    limit.transactions < least.transactions ? limit : least,
  );
}

/**
 * The settings that change nothing at this load, whatever they are as long as they stay dead: those whose
 * limit is at least {@link SAFETY_FACTOR} times the one that rules (the timeout where bytes rule:
 * {@link SAFETY_FACTOR_OF_TIMER_UNDER_BYTES} times), and absoluteMaxBytes, which ends no block.
 * @param sendRateTps - as for {@link expectedCut}; at 0 nothing is ordered and every setting is dead.
 */
export function deadAxes(settings: OrdererSettings, sendRateTps: number, txBytes: number): SettingName[] {
  if (sendRateTps === 0) return [...Object.values(SETTING_OF_RULE), 'absoluteMaxBytes'];
  const rules = expectedCut(settings, sendRateTps, txBytes);
  const isDead = ({ by, transactions }: ExpectedCut): boolean => {
    if (by === rules.by) return false;
    const factor =
      by === 'timeout' && rules.by === 'bytes' ? SAFETY_FACTOR_OF_TIMER_UNDER_BYTES : SAFETY_FACTOR;
    return transactions >= factor * rules.transactions;
  };
  const dead = limitsOf(settings, sendRateTps, txBytes).filter(isDead);
  return [...dead.map(({ by }) => SETTING_OF_RULE[by]), 'absoluteMaxBytes'];
}

/** Transactions a second that reach the ordering service: reads end at the peer, `mixed` writes every other. */
export function orderedRateTps({ workload, sendRateTps }: Load): number {
  return sendRateTps * { publish: 1, mixed: 0.5, read: 0 }[workload];
}

type CutBlock = Pick<SeenBlock, 'kind' | 'messageBytes'>;

/**
 * What ended each of these blocks. Bytes are told by the next block: had its first transaction fitted, it
 * would have been let in. The last block is judged without one, so that one that ended by bytes may be
 * called `timeout`.
 * @param blocks - consecutive blocks of one channel, all cut under `settings`.
 */
export function cutCauses(blocks: readonly CutBlock[], settings: OrdererSettings): CutCause[] {
  return blocks.map((block, index) => causeOf(block, blocks[index + 1], settings));
}

function causeOf(block: CutBlock, next: CutBlock | undefined, settings: OrdererSettings): CutCause {
  const { maxMessageCount, preferredMaxBytes } = settings;
  if (block.kind === 'config') return 'config';
  if (block.messageBytes.length >= maxMessageCount) return 'count';
  const bytes = block.messageBytes.reduce((sum, size) => sum + size, 0);
  // More than preferredMaxBytes only ever holds a single transaction that is larger by itself.
  if (bytes > preferredMaxBytes) return 'bytes';
  if (next?.kind === 'config') return 'config'; // its bytes count for nothing: it never enters the cutter
  const first = next?.messageBytes[0] ?? 0;
  return bytes + first > preferredMaxBytes ? 'bytes' : 'timeout';
}
