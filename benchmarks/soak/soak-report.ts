import type { LiveBlock } from '../../optimizer/domain/live-transactions.js';
import type { RawRound } from '../../optimizer/domain/ports.js';
import type { OrdererSettings } from '../../optimizer/domain/settings.js';
import {
  UPDATE_P95_LIMIT_MS,
  type SoakReport,
  type SoakRequest,
  type SoakTransactions,
  type UpdateTimes,
} from '../../optimizer/domain/soak.js';
import type { UpdateSeries } from './update-series.js';

export interface SoakFindings {
  readonly startedAt: string;
  readonly request: SoakRequest;
  readonly settings: readonly OrdererSettings[];
  readonly series: UpdateSeries;
  readonly round: RawRound;
  /** From number `first` on, without gaps. */
  readonly blocks: readonly LiveBlock[];
  readonly first: number;
  readonly transactions: SoakTransactions;
}

/** What a soak found, and what of it should not have happened. */
export function soakReport(findings: SoakFindings): SoakReport {
  const { startedAt, request, settings, series, round, blocks, first, transactions } = findings;
  const { made, stopped } = series;
  const seconds = (round.sendingEndedMs - round.startedMs) / 1000;
  const ofConfig = blocks.filter(({ kind }) => kind === 'config').length;
  const report: Omit<SoakReport, 'faults'> = {
    startedAt,
    settings,
    updates: {
      asked: request.updates,
      done: made.length,
      lostRaces: made.reduce((sum, { lostRaces }) => sum + lostRaces, 0),
      notOnEveryNode: made.filter(({ readBack }) => readBack.unreachable.length > 0).length,
      nodes: made[0]?.readBack.nodes ?? [],
      times: timesOf(made.map(({ ms }) => ms)),
      stopped,
    },
    load: {
      sendRateTps: request.sendRateTps,
      achievedRateTps: transactions.sent / seconds,
      seconds,
      due: Math.round(seconds * request.sendRateTps),
    },
    blocks: {
      first,
      last: first + blocks.length - 1,
      ofConfig,
      ofTransactions: blocks.length - ofConfig,
    },
    transactions,
  };
  return { ...report, faults: faultsOf(report) };
}

function timesOf(ms: readonly number[]): UpdateTimes | undefined {
  const sorted = ms.toSorted((a, b) => a - b);
  const atRank = (share: number): number => Math.round(sorted[Math.ceil(share * sorted.length) - 1] ?? 0);
  if (sorted.length === 0) return undefined;
  return { p50Ms: atRank(0.5), p95Ms: atRank(0.95), p99Ms: atRank(0.99), maxMs: atRank(1) };
}

/** A transaction at the very edge of the sending may be due and not sent. */
const EDGE_TRANSACTIONS = 1;

function faultsOf({ updates, load, blocks, transactions }: Omit<SoakReport, 'faults'>): string[] {
  const { lost, duplicated, sent } = transactions;
  const { done, asked, stopped, times, notOnEveryNode } = updates;
  const faults: readonly (readonly [is: boolean, fault: string])[] = [
    [lost.length > 0, `lost transactions: ${lost.length} (${some(lost)})`],
    [duplicated.length > 0, `duplicated transactions: ${duplicated.length} (${some(duplicated)})`],
    [
      (times?.p95Ms ?? 0) > UPDATE_P95_LIMIT_MS,
      `the 95th percentile of an update is ${times?.p95Ms} ms, more than ${UPDATE_P95_LIMIT_MS} ms`,
    ],
    [done < asked, `${done} of ${asked} updates were made: ${stopped ?? 'the others were not begun'}`],
    [notOnEveryNode > 0, `${notOnEveryNode} updates could not be read back from every node`],
    [
      blocks.ofConfig < done,
      `the ledger holds ${blocks.ofConfig} config blocks and ${done} updates were told as done`,
    ],
    [
      sent < load.due - EDGE_TRANSACTIONS,
      `clients told of ${sent} transactions and ${load.due} were due: some were not sent, or hidden`,
    ],
  ];
  return faults.filter(([is]) => is).map(([, fault]) => fault);
}

const MOST_NAMED = 3;

function some(ids: readonly string[]): string {
  const more = ids.length > MOST_NAMED ? ', ...' : '';
  return `${ids.slice(0, MOST_NAMED).join(', ')}${more}`;
}
