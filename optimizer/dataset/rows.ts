import type { Workload } from '../domain/load.js';
import type { MeasuredRound, Round } from '../domain/round.js';
import type { DataRow } from './columns.js';

/**
 * One row a measured round, in canonical order; failed rounds have no figures and give none.
 *
 * Replicates stay rows of their own under one `pointId`. Averaging them would hide how far they spread,
 * and a point measured four times is better known than one measured once: it should weigh more.
 * Rows are not checked here, so that a description can still show what is missing; see `checkRows`.
 */
export function rowsFromRounds(rounds: readonly Round[]): DataRow[] {
  return inCanonicalOrder(rounds.filter((round) => round.kind === 'measured').map(rowOf));
}

/** Share of the transactions that only read and are never ordered: what a workload is to a model. */
const READ_SHARE: Readonly<Record<Workload, number>> = { publish: 0, mixed: 0.5, read: 1 };

function rowOf({
  id,
  pointId,
  settings,
  load,
  context,
  measurement,
  inside,
  startedAt,
}: MeasuredRound): DataRow {
  return {
    roundId: id,
    pointId,
    maxMessageCount: settings.maxMessageCount,
    batchTimeoutMs: settings.batchTimeoutMs,
    // A generator that falls short offers less than was asked: the network answered to what it got.
    sendRateTps: measurement.achievedRateTps,
    preferredMaxBytes: settings.preferredMaxBytes,
    absoluteMaxBytes: settings.absoluteMaxBytes,
    // A load that only reads has no transactions to be cut; rounds of older versions do not know.
    txBytes: inside?.txBytes === 0 ? undefined : inside?.txBytes,
    consensus: context.consensus,
    context: {
      organisations: context.organisations,
      peers: context.peers,
      orderers: context.orderers,
      hostCpus: context.host.cpus,
      readShare: READ_SHARE[load.workload],
    },
    throughputTps: measurement.throughputTps,
    latencyMeanMs: measurement.latencyMeanMs,
    latencyP95Ms: measurement.latencyP95Ms,
    durationS: measurement.windowS,
    measuredAt: startedAt,
  };
}

/** By round id, code unit by code unit: sums over the rows, and so the weights, repeat on every machine. */
export function inCanonicalOrder(rows: readonly DataRow[]): DataRow[] {
  return rows.toSorted((a, b) => Number(a.roundId > b.roundId) - Number(a.roundId < b.roundId));
}

/** Rows by point, both in the order of first appearance. */
export function groupByPoint<T extends { readonly pointId: string }>(rows: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(row.pointId);
    if (group) group.push(row);
    else groups.set(row.pointId, [row]);
  }
  return groups;
}
