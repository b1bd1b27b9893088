import type { Consensus } from './consensus.js';
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
 *
 * Under BFT the leader proposes what waits once that is maxMessageCount transactions or absoluteMaxBytes, and looks
 * every batchTimeoutMs whether something waits; preferredMaxBytes ends no block (smartbft's `batcher.go` and
 * `requestpool.go`; docs/bft.md has what was seen).
 */

/** The bytes that a block may hold, and those that end none. */
const BYTES = {
  raft: { ends: 'preferredMaxBytes', endsNone: 'absoluteMaxBytes' },
  bft: { ends: 'absoluteMaxBytes', endsNone: 'preferredMaxBytes' },
} as const satisfies Record<Consensus, Record<'ends' | 'endsNone', SettingName>>;

/** The rules that end blocks of ordinary transactions. */
export type CutRule = Exclude<CutCause, 'config'>;

/** What ends a block in the steady state, and how many transactions it holds then, on average. */
export interface ExpectedCut {
  readonly by: CutRule;
  readonly transactions: number;
}

/** The setting behind a rule. */
export function settingOf(rule: CutRule, consensus: Consensus): SettingName {
  return ({ count: 'maxMessageCount', bytes: BYTES[consensus].ends, timeout: 'batchTimeoutMs' } as const)[
    rule
  ];
}

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
function limitsOf(settings: OrdererSettings, { sendRateTps, txBytes, consensus }: Ordered): ExpectedCut[] {
  const arrivals = (sendRateTps * settings.batchTimeoutMs) / 1000;
  const bytes = settings[BYTES[consensus].ends];
  return [
    { by: 'count', transactions: settings.maxMessageCount },
    // Nothing is proposed where nothing waits: the mean of a Poisson number of arrivals that is not 0.
    { by: 'timeout', transactions: consensus === 'raft' ? 1 + arrivals : arrivals / -Math.expm1(-arrivals) },
    { by: 'bytes', transactions: Math.max(1, Math.floor(bytes / txBytes)) },
  ];
}

/** What is ordered, and how. */
export interface Ordered {
  /** Transactions that reach the ordering service a second, above 0. */
  readonly sendRateTps: number;
  /** Bytes of a transaction as the block cutter counts them: payload and signature, above 0. */
  readonly txBytes: number;
  readonly consensus: Consensus;
}

/**
 * The limit that ends a block in the steady state, the smallest of three: maxMessageCount; the bytes that a block may
 * hold over those of a transaction, at least 1; and what the timer allows. Under Raft that is
 * 1 + sendRateTps * batchTimeoutMs / 1000, the transaction that starts the timer and those that arrive, on average,
 * until it fires; under BFT the arrivals in one batchTimeoutMs, where there are any.
 */
export function expectedCut(settings: OrdererSettings, ordered: Ordered): ExpectedCut {
  return limitsOf(settings, ordered).reduce((least, limit) =>
    limit.transactions < least.transactions ? limit : least,
  );
}

/**
 * The settings that change nothing at this load, whatever they are as long as they stay dead: those whose
 * limit is at least {@link SAFETY_FACTOR} times the one that rules (under Raft the timeout where bytes rule:
 * {@link SAFETY_FACTOR_OF_TIMER_UNDER_BYTES} times), and the bytes that end no block.
 * @param ordered - as for {@link expectedCut}; at a rate of 0 nothing is ordered and every setting is dead.
 */
export function deadAxes(settings: OrdererSettings, ordered: Ordered): SettingName[] {
  const { sendRateTps, consensus } = ordered;
  const always = BYTES[consensus].endsNone;
  if (sendRateTps === 0) return [...CUT_RULES.map((rule) => settingOf(rule, consensus)), always];
  const rules = expectedCut(settings, ordered);
  const isDead = ({ by, transactions }: ExpectedCut): boolean => {
    if (by === rules.by) return false;
    const runsOn = by === 'timeout' && rules.by === 'bytes' && consensus === 'raft';
    return transactions >= (runsOn ? SAFETY_FACTOR_OF_TIMER_UNDER_BYTES : SAFETY_FACTOR) * rules.transactions;
  };
  const dead = limitsOf(settings, ordered).filter(isDead);
  return [...dead.map(({ by }) => settingOf(by, consensus)), always];
}

const CUT_RULES: readonly CutRule[] = ['count', 'bytes', 'timeout'];

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
export function cutCauses(
  blocks: readonly CutBlock[],
  settings: OrdererSettings,
  consensus: Consensus,
): CutCause[] {
  const limits = { maxMessageCount: settings.maxMessageCount, maxBytes: settings[BYTES[consensus].ends] };
  return blocks.map((block, index) => causeOf(block, blocks[index + 1], limits));
}

function causeOf(
  block: CutBlock,
  next: CutBlock | undefined,
  { maxMessageCount, maxBytes }: { readonly maxMessageCount: number; readonly maxBytes: number },
): CutCause {
  if (block.kind === 'config') return 'config';
  if (block.messageBytes.length >= maxMessageCount) return 'count';
  const bytes = block.messageBytes.reduce((sum, size) => sum + size, 0);
  // More than may be held only ever is a single transaction that is larger by itself.
  if (bytes > maxBytes) return 'bytes';
  if (next?.kind === 'config') return 'config'; // its bytes count for nothing: it never enters the cutter
  const first = next?.messageBytes[0] ?? 0;
  return bytes + first > maxBytes ? 'bytes' : 'timeout';
}
