import { mean, median } from '../domain/statistics.js';
import { contextNames, type DataRow } from './columns.js';
import { groupByPoint } from './rows.js';

/** One point as its replicates together tell it. */
export interface AveragedRow extends DataRow {
  /** Number of replicates. */
  readonly weight: number;
  /** The rows that it stands for; `roundId` is the first of them. */
  readonly roundIds: readonly string[];
}

/**
 * One row a point, in the order of first appearance.
 *
 * Figures are `exp(median(log x))`: of two replicates the geometric mean, of three or more one that a single
 * absurd replicate does not move. Inputs are means, as the achieved rates of replicates differ a little. A
 * value that some replicates lack is of those that have it.
 * @param rows - usable rows (see `checkRows`).
 */
export function averagedPoints(rows: readonly DataRow[]): AveragedRow[] {
  return [...groupByPoint(rows).values()].flatMap((group) => {
    const [first] = group;
    return first ? [averagedPoint(first, group)] : [];
  });
}

function averagedPoint(first: DataRow, group: readonly DataRow[]): AveragedRow {
  const figure = (of: (row: DataRow) => number): number =>
    Math.exp(median(group.map((row) => Math.log(of(row)))));
  const optional = (
    of: (row: DataRow) => number | undefined,
    average: (values: readonly number[]) => number,
  ): number | undefined => {
    const values = group.map(of).filter((value) => value !== undefined);
    return values.length === 0 ? undefined : average(values);
  };
  const names = contextNames(group);
  return {
    ...first,
    roundIds: group.map(({ roundId }) => roundId),
    weight: group.length,
    maxMessageCount: mean(group.map((row) => row.maxMessageCount)),
    batchTimeoutMs: mean(group.map((row) => row.batchTimeoutMs)),
    sendRateTps: mean(group.map((row) => row.sendRateTps)),
    preferredMaxBytes: optional((row) => row.preferredMaxBytes, mean),
    absoluteMaxBytes: optional((row) => row.absoluteMaxBytes, mean),
    txBytes: optional((row) => row.txBytes, mean),
    durationS: optional((row) => row.durationS, mean),
    context:
      names.length === 0
        ? undefined
        : Object.fromEntries(
            names.map((name) => [name, optional((row) => row.context?.[name], mean) ?? NaN]),
          ),
    throughputTps: figure((row) => row.throughputTps),
    latencyMeanMs: figure((row) => row.latencyMeanMs),
    latencyP95Ms: optional(
      (row) => row.latencyP95Ms,
      (values) => Math.exp(median(values.map(Math.log))),
    ),
  };
}
