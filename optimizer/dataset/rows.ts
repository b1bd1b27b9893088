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

function rowOf(round: MeasuredRound): DataRow {
  return {
    roundId: round.id,
    pointId: round.pointId,
    maxMessageCount: round.settings.maxMessageCount,
    batchTimeoutMs: round.settings.batchTimeoutMs,
    // A generator that falls short offers less than was asked: the network answered to what it got.
    sendRateTps: round.measurement.achievedRateTps,
    throughputTps: round.measurement.throughputTps,
    latencyMeanMs: round.measurement.latencyMeanMs,
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
