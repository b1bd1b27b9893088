import type { DataRow, ModelInput } from '../dataset/columns.js';
import { rowsFromRounds } from '../dataset/rows.js';
import type { MeasuredRound } from '../domain/round.js';
import type { SettingName } from '../domain/settings.js';
import { median } from '../domain/statistics.js';

/** Asks a model about settings at a rate. */
export type Question = (settings: Pick<ModelInput, SettingName>, sendRateTps: number) => ModelInput;

/** What stays as it is whatever the settings: the network, and the size of its transactions. */
export type Ground = Pick<ModelInput, 'txBytes' | 'consensus' | 'context'>;

export function questionOn({ txBytes, consensus, context }: Ground): Question {
  return ({ maxMessageCount, batchTimeoutMs, preferredMaxBytes, absoluteMaxBytes }, sendRateTps) => ({
    maxMessageCount,
    batchTimeoutMs,
    sendRateTps,
    preferredMaxBytes,
    absoluteMaxBytes,
    txBytes,
    consensus,
    context,
  });
}

/**
 * About the network as the newest of these rows found it, the last one where none says when it was measured; what
 * such rows say of transactions is the size of most of them.
 * @param rows - at least one, of one workload.
 */
export function questionOfRows(rows: readonly DataRow[]): Question {
  const newest = rows.reduce((a, b) => ((b.measuredAt ?? '') >= (a.measuredAt ?? '') ? b : a));
  const sizes = rows.flatMap(({ txBytes }) => txBytes ?? []);
  const usual = sizes.length > 0 ? median(sizes) : undefined;
  const { consensus, context, measuredAt, txBytes } = newest;
  return questionOn({ consensus, context, txBytes: measuredAt === undefined ? usual : (txBytes ?? usual) });
}

/** About the network as the newest of these rounds found it. @param rounds - at least one, of one workload. */
export function questionOfRounds(rounds: readonly MeasuredRound[]): Question {
  return questionOfRows(rowsFromRounds(rounds));
}
