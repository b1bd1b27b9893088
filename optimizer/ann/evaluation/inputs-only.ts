import type { DataRow, ModelInput } from '../../dataset/columns.js';

/**
 * What a model may see of rows that it is scored on: their inputs, in objects of their own, without a way
 * back to the figures, the id or the point.
 */
export function inputsOnly(rows: readonly DataRow[]): ModelInput[] {
  return rows.map((row) => ({
    maxMessageCount: row.maxMessageCount,
    batchTimeoutMs: row.batchTimeoutMs,
    sendRateTps: row.sendRateTps,
    preferredMaxBytes: row.preferredMaxBytes,
    absoluteMaxBytes: row.absoluteMaxBytes,
    txBytes: row.txBytes,
    consensus: row.consensus,
    context: row.context && { ...row.context },
  }));
}
