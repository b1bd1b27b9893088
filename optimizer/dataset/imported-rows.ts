import type { ResultsTable } from '../domain/dataset.js';
import { InvalidInputError } from '../domain/errors.js';
import type { DataRow } from './columns.js';
import { contextReader, known, numbersOf, textsOf } from './imported-columns.js';
import { pointIdsOf } from './imported-points.js';
import type { REQUIRED_COLUMNS } from './results-columns.js';

/** A results file under the name that its rows are known by: a dataset's, or the path of a CSV file. */
export interface ImportedResults {
  readonly name: string;
  readonly table: ResultsTable;
}

/**
 * One row a line, in the order of the file. The id of a row is `<name>/<line>`; an empty optional cell is
 * undefined.
 * @throws InvalidInputError if the table lacks a required column.
 */
export function rowsFromTable({ name, table }: ImportedResults): DataRow[] {
  const required = (column: (typeof REQUIRED_COLUMNS)[number]): ((row: number) => number) => {
    const numbers = numbersOf(table, column);
    if (numbers) return (row) => numbers[row] ?? NaN;
    throw new InvalidInputError(name, [{ path: '', message: `the required column ${column} is missing` }]);
  };
  const optional = (column: string): ((row: number) => number | undefined) => {
    const numbers = numbersOf(table, column);
    return (row) => known(numbers?.[row]);
  };
  const maxMessageCount = required('max_message_count');
  const batchTimeoutMs = required('batch_timeout_ms');
  const sendRateTps = required('send_rate_tps');
  const throughputTps = required('throughput_tps');
  const latencyMeanMs = required('latency_avg_ms');
  const achievedRateTps = optional('achieved_rate_tps');
  const preferredMaxBytes = optional('preferred_max_bytes');
  const absoluteMaxBytes = optional('absolute_max_bytes');
  const txBytes = optional('tx_bytes');
  const latencyP95Ms = optional('latency_p95_ms');
  const durationS = optional('duration_s');
  const measuredAt = textsOf(table, 'at');
  const contextOf = contextReader(table);
  const pointIds = pointIdsOf(table);
  return table.lines.map((line, row) => ({
    roundId: `${name}/${line}`,
    pointId: pointIds[row] ?? '',
    maxMessageCount: maxMessageCount(row),
    batchTimeoutMs: batchTimeoutMs(row),
    // As with rounds: the network answered to what it got, where that is known.
    sendRateTps: achievedRateTps(row) ?? sendRateTps(row),
    preferredMaxBytes: preferredMaxBytes(row),
    absoluteMaxBytes: absoluteMaxBytes(row),
    // A load that only reads has no transactions to be cut: the format gives it the size 0.
    txBytes: txBytes(row) || undefined,
    ...contextOf(row),
    throughputTps: throughputTps(row),
    latencyMeanMs: latencyMeanMs(row),
    latencyP95Ms: latencyP95Ms(row),
    durationS: durationS(row),
    measuredAt: measuredAt?.[row] || undefined,
  }));
}

/** The dataset or file that the id of an imported row names. */
export function sourceOfImportedRow(roundId: string): string {
  return roundId.slice(0, Math.max(0, roundId.lastIndexOf('/')));
}
