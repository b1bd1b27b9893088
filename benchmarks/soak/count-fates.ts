import type { LiveBlock } from '../../optimizer/domain/live-transactions.js';
import type { RawTransaction } from '../../optimizer/domain/ports.js';
import type { SoakTransactions } from '../../optimizer/domain/soak.js';

/** How an id that its client never told is named. */
const NO_ID = '(without id)';

/**
 * Looks every transaction that clients sent up on the ledger. One that its client was told to be committed has to
 * be valid there, once. One that the ordering service took, and of which its client was told nothing certain, is
 * lost unless the ledger holds it.
 * @param sent - with ids
 * @param blocks - every block from before the first was sent until after the last was settled
 */
export function countFates(
  sent: readonly RawTransaction[],
  blocks: readonly Pick<LiveBlock, 'kind' | 'transactions'>[],
): SoakTransactions {
  const ledger = validOccurrences(blocks);
  const fates = sent.map((transaction) => {
    const { id = NO_ID, failure = '' } = transaction;
    return { id, failure, fate: fateOf(transaction, ledger.get(id)) };
  });
  const idsOf = (wanted: Fate): string[] => fates.flatMap(({ id, fate }) => (fate === wanted ? [id] : []));
  const failedByReason: Record<string, number> = {};
  for (const { fate, failure } of fates)
    if (fate === 'failed') failedByReason[failure] = (failedByReason[failure] ?? 0) + 1;
  const told = new Map<string, number>();
  for (const { id } of fates) if (id !== NO_ID) told.set(id, (told.get(id) ?? 0) + 1);
  const isDouble = (id: string): boolean => (ledger.get(id) ?? 0) > 1 || (told.get(id) ?? 0) > 1;
  return {
    sent: sent.length,
    committed: idsOf('committed').length,
    failed: idsOf('failed').length,
    failedByReason,
    committedUntold: idsOf('committed-untold').length,
    lost: idsOf('lost'),
    duplicated: [...told.keys()].filter(isDouble),
    ...others(sent, told, blocks),
  };
}

type Fate = 'committed' | 'committed-untold' | 'failed' | 'lost';

/** @param valid - how often it is valid on the ledger; undefined if no block holds it */
function fateOf({ failure, accepted, lostId }: RawTransaction, valid: number | undefined): Fate {
  if (valid !== undefined && valid > 0) return failure === undefined ? 'committed' : 'committed-untold';
  if (failure === undefined) return 'lost';
  const isNeverSettled = accepted === true && lostId !== undefined && valid === undefined;
  return isNeverSettled ? 'lost' : 'failed';
}

function validOccurrences(blocks: readonly Pick<LiveBlock, 'kind' | 'transactions'>[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const { id, valid } of blocks.flatMap(({ transactions }) => transactions))
    found.set(id, (found.get(id) ?? 0) + (valid ? 1 : 0));
  return found;
}

function others(
  sent: readonly RawTransaction[],
  own: ReadonlyMap<string, unknown>,
  blocks: readonly Pick<LiveBlock, 'kind' | 'transactions'>[],
): Pick<SoakTransactions, 'ofOthers' | 'ofOthersDuringLoad'> {
  const first = sent.reduce((least, { createdMs }) => Math.min(least, createdMs), Infinity);
  const last = sent.reduce((most, { createdMs }) => Math.max(most, createdMs), -Infinity);
  const foreign = blocks
    .filter(({ kind }) => kind === 'transactions')
    .flatMap(({ transactions }) => transactions)
    .filter(({ id, valid }) => valid && !own.has(id));
  return {
    ofOthers: foreign.length,
    ofOthersDuringLoad: foreign.filter(({ createdMs }) => createdMs >= first && createdMs <= last).length,
  };
}
