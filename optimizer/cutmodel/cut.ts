import type { Consensus } from '../domain/consensus.js';
import type { CutRule } from '../domain/block-cut.js';
import { expectedBftBlock } from './expected-bft-block.js';
import { expectedBlock, type ExpectedBlock } from './expected-block.js';
import { expectedPacedBftBlock, expectedPacedBlock } from './expected-paced-block.js';
import { p95PacedBftWaitMs, p95PacedWaitMs } from './paced-quantile.js';
import { p95BftWaitMs, p95WaitMs } from './wait-quantile.js';

/** All that decides how the ordering service cuts blocks. */
export interface CutConditions {
  readonly consensus: Consensus;
  readonly maxMessageCount: number;
  /** Under bft: RequestBatchMaxInterval of the channel's SmartBFT options. */
  readonly batchTimeoutMs: number;
  /** Ends blocks under raft; without it no byte limit is known. */
  readonly preferredMaxBytes?: number | undefined;
  /** Ends blocks under bft, where it is RequestBatchMaxBytes. */
  readonly absoluteMaxBytes?: number | undefined;
  /** Of a transaction as the block cutter counts them; without it no byte limit is known. */
  readonly txBytes?: number | undefined;
  /** Transactions that reach the ordering service; at 0 the figures are those of a lonely one. */
  readonly orderedRateTps: number;
  /** At random moments or at even intervals; `poisson` where it is not said. */
  readonly arrivals?: 'poisson' | 'paced' | undefined;
  /**
   * Under bft, from the cut of a block to its delivery at the leader, which cuts no other meanwhile; 0 if not
   * said.
   */
  readonly decisionMs?: number | undefined;
}

/** How blocks are cut in the steady state. */
export interface Cut {
  /** What ends most of them. */
  readonly by: CutRule;
  /** Mean over transactions, from arrival at the orderer to the cut. */
  readonly meanWaitMs: number;
  /** 95th percentile of the same. */
  readonly p95WaitMs: number;
  /** Mean transactions of a block. */
  readonly blockTransactions: number;
  readonly blocksPerS: number;
  /** By which factor each limit lies above the one that rules, in transactions: 1 for that one. */
  readonly margins: Readonly<Record<CutRule, number>>;
}

/** Stands for a rate of 0, whose lonely transaction waits for the timer. */
const LEAST_RATE_TPS = 1e-9;

/** Arguments of the forms below: count, transactions that fit, timeout, rate and (bft) decision. */
type Limits = [count: number, fit: number, timeoutMs: number, rateTps: number, decisionMs: number];

interface Form {
  readonly block: (...limits: Limits) => ExpectedBlock;
  readonly p95: (...limits: Limits) => number;
}

const FORMS: Readonly<Record<Consensus, Readonly<Record<'poisson' | 'paced', Form>>>> = {
  raft: {
    poisson: { block: expectedBlock, p95: p95WaitMs },
    paced: { block: expectedPacedBlock, p95: p95PacedWaitMs },
  },
  bft: {
    poisson: { block: expectedBftBlock, p95: p95BftWaitMs },
    paced: { block: expectedPacedBftBlock, p95: p95PacedBftWaitMs },
  },
};

function limitsOf(conditions: CutConditions): Limits {
  const { consensus, maxMessageCount, batchTimeoutMs, txBytes, orderedRateTps, decisionMs } = conditions;
  const bytes = consensus === 'raft' ? conditions.preferredMaxBytes : conditions.absoluteMaxBytes;
  const fit = bytes === undefined || txBytes === undefined ? Infinity : Math.floor(bytes / txBytes);
  return [
    maxMessageCount,
    // SmartBFT refuses what is larger than a whole block.
    consensus === 'raft' ? fit : Math.max(1, fit),
    batchTimeoutMs,
    Math.max(LEAST_RATE_TPS, orderedRateTps),
    decisionMs ?? 0,
  ];
}

/**
 * Transactions that the timer allows: Raft's starts with the first, SmartBFT's before it and in vain without
 * one.
 */
function timerAllows(consensus: Consensus, [, , timeoutMs, rateTps, decisionMs]: Limits): number {
  if (consensus === 'raft') return 1 + (rateTps * timeoutMs) / 1000;
  const arrivals = (rateTps * (timeoutMs + decisionMs)) / 1000;
  return arrivals / -Math.expm1(-arrivals);
}

/**
 * How the ordering service of Fabric 3.1 cuts blocks under these conditions: mean and 95th percentile of the
 * wait, size and rate of blocks, and which limit rules by how much. `expectedBlock`, `expectedBftBlock` and
 * their paced kin say how and from which sources.
 * @param conditions - whole limits above 0, a rate of at least 0.
 */
export function cutOf(conditions: CutConditions): Cut {
  const { consensus, arrivals = 'poisson', orderedRateTps } = conditions;
  const limits = limitsOf(conditions);
  const form = FORMS[consensus][arrivals];
  const { waitMs, blockTransactions } = form.block(...limits);
  const allowed = {
    count: limits[0],
    timeout: timerAllows(consensus, limits),
    bytes: Math.max(1, limits[1]),
  };
  const least = Math.min(allowed.count, allowed.timeout, allowed.bytes);
  // In order of who wins a tie: bytes end a block only with the transaction after it.
  const by = (['count', 'timeout', 'bytes'] as const).find((rule) => allowed[rule] === least) ?? 'timeout';
  return {
    by,
    meanWaitMs: waitMs,
    p95WaitMs: form.p95(...limits),
    blockTransactions,
    blocksPerS: orderedRateTps / blockTransactions,
    margins: {
      count: allowed.count / least,
      bytes: allowed.bytes / least,
      timeout: allowed.timeout / least,
    },
  };
}
