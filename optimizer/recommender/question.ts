import type { ModelInput } from '../dataset/columns.js';
import { rowsFromRounds } from '../dataset/rows.js';
import type { MeasuredRound } from '../domain/round.js';
import type { OrdererSettings } from '../domain/settings.js';

/** Asks a model about settings at a rate. */
export type Question = (
  settings: Pick<OrdererSettings, 'maxMessageCount' | 'batchTimeoutMs'> & Partial<OrdererSettings>,
  sendRateTps: number,
) => ModelInput;

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

/** About the network as the newest of these rounds found it. @param rounds - at least one, of one workload. */
export function questionOfRounds(rounds: readonly MeasuredRound[]): Question {
  const newest = rounds.reduce((a, b) => (b.startedAt > a.startedAt ? b : a));
  const [row] = rowsFromRounds([newest]);
  return questionOn(row ?? {});
}
