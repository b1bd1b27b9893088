import type { RawRound } from '../../optimizer/domain/ports.js';
import type { Samples } from '../../optimizer/domain/round.js';

/** The raw times of a round as they are stored. */
export function toSamples(roundId: string, { startedMs, transactions }: RawRound): Samples {
  const reasons = [...new Set(transactions.flatMap(({ failure }) => failure ?? []))];
  return {
    id: roundId,
    originMs: startedMs,
    createdMs: transactions.map(({ createdMs }) => createdMs - startedMs),
    latencyMs: transactions.map(({ createdMs, finishedMs }) => finishedMs - createdMs),
    block: transactions.map(({ block }) => block ?? -1),
    failure: transactions.map(({ failure }) => (failure === undefined ? 0 : reasons.indexOf(failure) + 1)),
    reasons,
    endorseMs: transactions.map(({ createdMs, endorsedMs }) =>
      endorsedMs === undefined ? -1 : endorsedMs - createdMs,
    ),
  };
}
