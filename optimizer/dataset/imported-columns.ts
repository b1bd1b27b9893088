import type { Consensus } from '../domain/consensus.js';
import type { ResultsTable } from '../domain/dataset.js';
import type { ModelInput } from './columns.js';

/** @returns undefined if the table has no such column of numbers. */
export function numbersOf({ columns }: ResultsTable, wanted: string): readonly number[] | undefined {
  const column = columns.find(({ name }) => name === wanted);
  return column && 'numbers' in column ? column.numbers : undefined;
}

/** @returns undefined if the table has no such column of texts. */
export function textsOf({ columns }: ResultsTable, wanted: string): readonly string[] | undefined {
  const column = columns.find(({ name }) => name === wanted);
  return column && 'texts' in column ? column.texts : undefined;
}

/** An empty cell is held as NaN. */
export function known(value: number | undefined): number | undefined {
  return Number.isNaN(value) ? undefined : value;
}

const CONTEXT_PREFIX = 'ctx_';

/** The columns of a table that hold properties of network and workload, with their whole names. */
export function contextColumns(table: ResultsTable): { name: string; numbers: readonly number[] }[] {
  return table.columns.flatMap((column) =>
    column.name.startsWith(CONTEXT_PREFIX) && 'numbers' in column ? [column] : [],
  );
}

/**
 * Names that our own results files use, as the rows of stored rounds call them: a round that was exported and
 * imported again is the same to a model. Any other `ctx_<name>` keeps `<name>`.
 */
const CONTEXT_NAMES: ReadonlyMap<string, readonly [string, (value: number) => number]> = new Map([
  ['orgs', ['organisations', same]],
  ['host_cpus', ['hostCpus', same]],
  ['read_share', ['readShare', same]],
  ['write_share', ['readShare', (value) => 1 - value]],
]);

function same(value: number): number {
  return value;
}

/** `ctx_bft` is 1 for BFT and 0 for Raft: a consensus rather than a number. */
const CONSENSUS_COLUMN = `${CONTEXT_PREFIX}bft`;

/** @returns for a row of the table, its consensus and its other properties; undefined where it has none. */
export function contextReader(
  table: ResultsTable,
): (row: number) => Pick<ModelInput, 'consensus' | 'context'> {
  const bft = numbersOf(table, CONSENSUS_COLUMN);
  const columns = contextColumns(table)
    .filter(({ name }) => name !== CONSENSUS_COLUMN)
    .map(({ name, numbers }) => {
      const plain = name.slice(CONTEXT_PREFIX.length);
      const [renamed, convert] = CONTEXT_NAMES.get(plain) ?? [plain, same];
      return { name: renamed, convert, numbers };
    });
  return (row) => {
    const entries = columns.flatMap(({ name, convert, numbers }) => {
      const value = known(numbers[row]);
      return value === undefined ? [] : [[name, convert(value)] as const];
    });
    const isBft = known(bft?.[row]);
    return {
      consensus: isBft === undefined ? undefined : consensusOf(isBft),
      context: entries.length === 0 ? undefined : Object.fromEntries(entries),
    };
  };
}

function consensusOf(bft: number): Consensus {
  return bft > 0 ? 'bft' : 'raft';
}
