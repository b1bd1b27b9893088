import { createHash } from 'node:crypto';
import type { MeasuredRound, Sweep } from '../../../domain/round.js';

/** What a file of rounds is made of, for whoever did not measure them. */
export interface Manifest {
  readonly file: string;
  /** Of the file's bytes, hexadecimal. */
  readonly sha256: string;
  readonly rows: number;
  readonly exportedAt: string;
  readonly sweeps: readonly Pick<
    Sweep,
    'id' | 'planName' | 'window' | 'precision' | 'networkId' | 'channel' | 'startedAt' | 'endedAt' | 'status'
  >[];
  /** Each network, host and set of versions that rounds were measured on, once. */
  readonly contexts: readonly MeasuredRound['context'][];
}

/** @param sweeps - all that there are; those without a round in the file are passed over. */
export function manifestOf(
  file: { readonly name: string; readonly csv: string; readonly exportedAt: string },
  rounds: readonly MeasuredRound[],
  sweeps: readonly Sweep[],
): Manifest {
  const measured = new Set(rounds.map(({ sweepId }) => sweepId));
  const contexts = new Map(rounds.map(({ context }) => [JSON.stringify(context), context]));
  return {
    file: file.name,
    sha256: createHash('sha256').update(file.csv).digest('hex'),
    rows: rounds.length,
    exportedAt: file.exportedAt,
    sweeps: sweeps
      .filter(({ id }) => measured.has(id))
      .map(({ id, planName, window, precision, networkId, channel, startedAt, endedAt, status }) => ({
        id,
        planName,
        window,
        precision,
        networkId,
        channel,
        startedAt,
        endedAt,
        status,
      })),
    contexts: [...contexts.values()],
  };
}
