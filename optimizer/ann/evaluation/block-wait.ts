import { cutOf } from '../../cutmodel/cut.js';
import type { ModelInput } from '../../dataset/columns.js';

/** How long a transaction waits for its block to be cut, in the steady state. */
export interface BlockWait {
  /** Over all transactions; those that only read wait for nothing. */
  readonly meanMs: number;
  /** 95th percentile over those that are ordered; 0 where none is. */
  readonly p95Ms: number;
}

/**
 * What the cutting of blocks alone does to latency. Raft where nothing else is said, no limit of bytes where
 * limit or size is unknown, and every transaction is ordered where the share of reads is unknown.
 */
export function blockWaitOf(point: ModelInput): BlockWait {
  const { consensus = 'raft', context, sendRateTps } = point;
  const ordered = Math.min(1, Math.max(0, 1 - (context?.['readShare'] ?? 0)));
  if (ordered === 0) return { meanMs: 0, p95Ms: 0 };
  const { meanWaitMs, p95WaitMs } = cutOf({ ...point, consensus, orderedRateTps: ordered * sendRateTps });
  return { meanMs: ordered * meanWaitMs, p95Ms: p95WaitMs };
}
