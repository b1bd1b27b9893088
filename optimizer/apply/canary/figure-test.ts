import type { Limit } from '../../domain/goal.js';
import type { Batch } from './batches.js';

/** One limit or one predicted figure that is tested while blocks come. */
export interface FigureTest {
  readonly limit: Limit;
  readonly origin: 'limit' | 'prediction';
  add(batch: Batch): void;
  /** See `Bet`. */
  readonly evidence: number;
}
