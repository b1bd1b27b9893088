import type { ModelInput } from '../../dataset/columns.js';
import { known, numbersOf } from '../../dataset/imported-columns.js';
import { rowsFromTable, type ImportedResults } from '../../dataset/imported-rows.js';
import { NotEnoughDataError } from '../../domain/errors.js';
import { median } from '../../domain/statistics.js';
import type { Trial } from '../../search/strategy.js';
import { groupBy } from '../group-by.js';

/** One setting of a recorded surface, with its replicates. */
export interface Cell {
  readonly input: ModelInput;
  /** At least one. */
  readonly rounds: readonly Trial['figures'][];
}

/** What was recorded at one send rate. */
export interface Surface {
  /** The file that it was read from. */
  readonly name: string;
  /** The rate asked. */
  readonly sendRateTps: number;
  /** At least one; by rising count, timeout and byte limits. */
  readonly cells: readonly Cell[];
  /** Properties of network or workload that vary, so that replicates of a cell need not be alike. */
  readonly warnings: readonly string[];
}

/**
 * The cells of a results file at the rate that was asked: rows of equal settings are replicates of one.
 * @throws NotEnoughDataError, with the rates that the file has, where it has no row at this one.
 */
export function surfaceFrom(results: ImportedResults, sendRateTps: number): Surface {
  const asked = numbersOf(results.table, 'send_rate_tps') ?? [];
  const failedPct = failedPctOf(results);
  const rounds = rowsFromTable(results).flatMap((row, index) =>
    asked[index] === sendRateTps ? [{ row, failedPct: failedPct(index) }] : [],
  );
  if (rounds.length === 0) {
    const rates = [...new Set(asked)].toSorted((a, b) => a - b);
    throw new NotEnoughDataError(
      `${results.name} has no row at ${sendRateTps} tps: choose one of the rates that it has, ${rates.join(', ')}`,
    );
  }
  const rows = rounds.map(({ row }) => row);
  const sizes = rows.flatMap(({ txBytes }) => txBytes ?? []);
  // Of all rows: who tunes knows how large transactions are, but not what a setting will measure of them.
  const txBytes = sizes.length > 0 ? median(sizes) : undefined;
  const { consensus, context } = rows[0] ?? {};
  const cells = [...groupBy(rounds, ({ row }) => settingsKey(row)).values()].flatMap((same): Cell[] => {
    const [first] = same;
    if (!first) return [];
    const { maxMessageCount, batchTimeoutMs, preferredMaxBytes, absoluteMaxBytes } = first.row;
    return [
      {
        input: {
          ...{ maxMessageCount, batchTimeoutMs, preferredMaxBytes, absoluteMaxBytes },
          ...{ sendRateTps, txBytes, consensus, context },
        },
        rounds: same.map(({ row, failedPct: failed }) => ({
          throughputTps: row.throughputTps,
          latencyMeanMs: row.latencyMeanMs,
          latencyP95Ms: row.latencyP95Ms,
          failedPct: failed,
          // Where the file has no achieved rate the row repeats the asked one.
          achievedRateTps: row.sendRateTps,
        })),
      },
    ];
  });
  return { name: results.name, sendRateTps, cells: cells.toSorted(bySettings), warnings: mixedRows(rows) };
}

/** @returns for a row, its failed transactions in % of those it sent; undefined where it does not tell. */
function failedPctOf({ table }: ImportedResults): (row: number) => number | undefined {
  const [succeeded, failed] = [numbersOf(table, 'succeeded'), numbersOf(table, 'failed')];
  return (row) => {
    const [good, bad] = [known(succeeded?.[row]), known(failed?.[row])];
    if (good === undefined || bad === undefined || good + bad === 0) return undefined;
    return (100 * bad) / (good + bad);
  };
}

const settingsOf = ({
  maxMessageCount,
  batchTimeoutMs,
  preferredMaxBytes,
  absoluteMaxBytes,
}: ModelInput): readonly number[] => [
  ...[maxMessageCount, batchTimeoutMs],
  ...[preferredMaxBytes ?? 0, absoluteMaxBytes ?? 0],
];

function settingsKey(input: ModelInput): string {
  return settingsOf(input).join(' ');
}

function bySettings(a: Cell, b: Cell): number {
  const other = settingsOf(b.input);
  const differences = settingsOf(a.input).map((value, index) => value - (other[index] ?? 0));
  return differences.find((difference) => difference !== 0) ?? 0;
}

function mixedRows(rows: readonly ModelInput[]): string[] {
  const properties = rows.map(({ consensus, context }) => ({ consensus, ...context }));
  const names = [...new Set(properties.flatMap((each) => Object.keys(each)))].toSorted();
  return names.flatMap((name) => {
    const values = new Set(properties.map((each) => new Map(Object.entries(each)).get(name)));
    if (values.size < 2) return [];
    const list = [...values].map((value) => value ?? 'unknown').join(', ');
    return [`rows of different ${name} (${list}) are taken as replicates of one setting`];
  });
}
