import type { RawRound, RawTransaction, SeenBlock } from '../../optimizer/domain/ports.js';

/** Ids of the transactions whose fate only the ledger knows. */
export function lostIds({ transactions }: RawRound): string[] {
  return transactions.flatMap(({ lostId }) => lostId ?? []);
}

/**
 * Gives each transaction the fate that the ledger knows. A busy gateway may refuse to tell of a commit, or to
 * answer a submission that it passed on: the client counts a failure where the network did its work. Such a
 * transaction was finished when the peer had committed its block.
 */
export function reconciled(raw: RawRound, blocks: readonly SeenBlock[]): RawRound {
  const blockOf = new Map(
    blocks.flatMap((block) => (block.validIds ?? []).map((id): [string, SeenBlock] => [id, block])),
  );
  const settle = (transaction: RawTransaction): RawTransaction => {
    const { lostId, failure: _failure, ...rest } = transaction;
    const block = lostId === undefined ? undefined : blockOf.get(lostId);
    if (block?.committedMs === undefined) return transaction;
    return { ...rest, block: block.number, finishedMs: block.committedMs };
  };
  return { ...raw, transactions: raw.transactions.map(settle) };
}
