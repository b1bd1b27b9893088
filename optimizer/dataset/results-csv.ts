import type { Workload } from '../domain/load.js';
import type { MeasuredRound, Round } from '../domain/round.js';

type Cell = string | number;

/** Share of the transactions that write: what a workload is to a model, which takes numbers only. */
const WRITE_SHARE: Readonly<Record<Workload, number>> = { publish: 1, mixed: 0.5, read: 0 };

/** Every column of the results file, units in the names, and where a round keeps its value. */
const COLUMNS: readonly (readonly [string, (round: MeasuredRound) => Cell])[] = [
  ['max_message_count', ({ settings }) => settings.maxMessageCount],
  ['batch_timeout_ms', ({ settings }) => settings.batchTimeoutMs],
  ['send_rate_tps', ({ load }) => load.sendRateTps],
  ['throughput_tps', ({ measurement }) => measurement.throughputTps],
  ['latency_avg_ms', ({ measurement }) => measurement.latencyMeanMs],
  ['preferred_max_bytes', ({ settings }) => settings.preferredMaxBytes],
  ['absolute_max_bytes', ({ settings }) => settings.absoluteMaxBytes],
  ['achieved_rate_tps', ({ measurement }) => measurement.achievedRateTps],
  ['latency_p50_ms', ({ measurement }) => measurement.latencyP50Ms],
  ['latency_p95_ms', ({ measurement }) => measurement.latencyP95Ms],
  ['latency_p99_ms', ({ measurement }) => measurement.latencyP99Ms],
  ['succeeded', ({ measurement }) => measurement.succeeded],
  ['failed', ({ measurement }) => measurement.failed],
  ['duration_s', ({ measurement }) => measurement.windowS],
  ['at', ({ startedAt }) => startedAt],
  ['sweep_id', ({ sweepId }) => sweepId],
  ['point_id', ({ pointId }) => pointId],
  ['replicate', ({ replicate }) => replicate],
  ['ctx_orderers', ({ context }) => context.orderers],
  ['ctx_orgs', ({ context }) => context.organisations],
  ['ctx_peers', ({ context }) => context.peers],
  ['ctx_bft', ({ context }) => (context.consensus === 'bft' ? 1 : 0)],
  ['ctx_host_cpus', ({ context }) => context.host.cpus],
  ['ctx_write_share', ({ load }) => WRITE_SHARE[load.workload]],
];

/**
 * Measured rounds as a results file: a header line, then one line a round, in the order given. Failed rounds
 * have no figures and are not in it. `tx_bytes` is left out: a round knows its payload, not the size of the
 * signed transaction around it. Lines end with a line feed, which every reader of RFC 4180 files accepts.
 */
export function resultsCsv(rounds: readonly Round[]): string {
  const header = COLUMNS.map(([name]) => name);
  const lines = rounds
    .filter((round) => round.kind === 'measured')
    .map((round) => COLUMNS.map(([, valueOf]) => valueOf(round)));
  return [header, ...lines].map((cells) => `${cells.map(quoted).join(',')}\n`).join('');
}

/** RFC 4180: a cell with a comma, quote or line break stands in quotes, and a quote in it is doubled. */
function quoted(cell: Cell): string {
  const text = String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
