import type { ResultsTable } from '../domain/dataset.js';
import { InvalidInputError } from '../domain/errors.js';
import type { DataRow } from './columns.js';
import type { REQUIRED_COLUMNS } from './results-columns.js';

/** A results file under the name that its rows are known by: a dataset's, or the path of a CSV file. */
export interface ImportedResults {
  readonly name: string;
  readonly table: ResultsTable;
}

/**
 * One row a line, in the order of the file. The id of a row is `<name>/<line>`.
 * @throws InvalidInputError if the table lacks a required column.
 */
export function rowsFromTable({ name, table }: ImportedResults): DataRow[] {
  const required = (column: (typeof REQUIRED_COLUMNS)[number]): readonly number[] => {
    const numbers = numbersOf(table, column);
    if (numbers) return numbers;
    throw new InvalidInputError(name, [{ path: '', message: `the required column ${column} is missing` }]);
  };
  const maxMessageCount = required('max_message_count');
  const batchTimeoutMs = required('batch_timeout_ms');
  const sendRateTps = required('send_rate_tps');
  const throughputTps = required('throughput_tps');
  const latencyMeanMs = required('latency_avg_ms');
  const achievedRateTps = numbersOf(table, 'achieved_rate_tps');
  const pointIds = pointIdsOf(table);
  return table.lines.map((line, row) => ({
    roundId: `${name}/${line}`,
    pointId: pointIds[row] ?? '',
    maxMessageCount: maxMessageCount[row] ?? NaN,
    batchTimeoutMs: batchTimeoutMs[row] ?? NaN,
    // As with rounds: the network answered to what it got, where that is known.
    sendRateTps: known(achievedRateTps?.[row]) ?? sendRateTps[row] ?? NaN,
    throughputTps: throughputTps[row] ?? NaN,
    latencyMeanMs: latencyMeanMs[row] ?? NaN,
  }));
}

/** The dataset or file that the id of an imported row names. */
export function sourceOfImportedRow(roundId: string): string {
  return roundId.slice(0, Math.max(0, roundId.lastIndexOf('/')));
}

/** Settings and asked rate: what makes two rows replicates of one point where the file does not say so. */
const POINT_COLUMNS = [
  ['m', 'max_message_count'],
  ['t', 'batch_timeout_ms'],
  ['p', 'preferred_max_bytes'],
  ['a', 'absolute_max_bytes'],
  ['r', 'send_rate_tps'],
] as const;

function pointIdsOf(table: ResultsTable): string[] {
  const given = table.columns.find(({ name }) => name === 'point_id');
  const texts = given && 'texts' in given ? given.texts : [];
  const settings = POINT_COLUMNS.map(([letter, name]) => [letter, numbersOf(table, name)] as const);
  return table.lines.map((_, row) => {
    if (texts[row]) return texts[row];
    const parts = settings.flatMap(([letter, numbers]) => {
      const value = known(numbers?.[row]);
      return value === undefined ? [] : [`${letter}${value}`];
    });
    return parts.join('-');
  });
}

function numbersOf({ columns }: ResultsTable, wanted: string): readonly number[] | undefined {
  const column = columns.find(({ name }) => name === wanted);
  return column && 'numbers' in column ? column.numbers : undefined;
}

/** An empty cell is held as NaN. */
function known(value: number | undefined): number | undefined {
  return Number.isNaN(value) ? undefined : value;
}
