import type { ResultsTable } from '../domain/dataset.js';
import type { CutCause } from '../domain/inside.js';
import type { Workload } from '../domain/load.js';
import type { MeasuredRound, Round } from '../domain/round.js';

/** Undefined is an empty cell. */
export type Cell = string | number | boolean | undefined;

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
  ['tx_bytes', ({ inside }) => inside?.txBytes && Math.round(inside.txBytes)],
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
  ['saturated', ({ quality }) => quality?.saturated],
  ['generator_limited', ({ quality }) => quality?.generatorLimited],
  ['ended_by', ({ quality }) => quality?.endedBy],
  ['cut_count', (round) => blocksCutBy('count', round)],
  ['cut_bytes', (round) => blocksCutBy('bytes', round)],
  ['cut_timeout', (round) => blocksCutBy('timeout', round)],
  ['endorse_ms', ({ inside }) => inside?.phases?.endorseMs],
  ['order_ms', ({ inside }) => inside?.phases?.orderMs],
  ['commit_ms', ({ inside }) => inside?.phases?.commitMs],
  ['limited_by', ({ inside }) => inside?.limitedBy?.resource],
];

function blocksCutBy(cause: CutCause, { inside }: MeasuredRound): number | undefined {
  return inside?.blocks?.cutBy[cause];
}

/**
 * Measured rounds as a results file: a header line, then one line a round, in the order given. Failed rounds
 * have no figures and are not in it; a cell is empty where a round lacks the figure.
 */
export function resultsCsv(rounds: readonly Round[]): string {
  return [...resultsCsvParts(rounds)].join('');
}

/** The same, piece by piece: the header first, then some hundred lines at a time. */
export function* resultsCsvParts(rounds: readonly Round[]): Generator<string, void, undefined> {
  yield csvText(
    COLUMNS.map(([name]) => name),
    [],
  );
  for (let from = 0; from < rounds.length; from += LINES_A_PART) {
    const measured = rounds.slice(from, from + LINES_A_PART).filter((round) => round.kind === 'measured');
    yield csvLines(measured.map((round) => COLUMNS.map(([, valueOf]) => valueOf(round))));
  }
}

const LINES_A_PART = 200;

/** An imported file as it came in: its columns in their order, unknown ones too, with the values of all rows. */
export function tableCsv({ lines, columns }: ResultsTable): string {
  return csvText(
    columns.map(({ name }) => name),
    lines.map((_, row) =>
      columns.map((column) => ('numbers' in column ? numberCell(column.numbers[row]) : column.texts[row])),
    ),
  );
}

function numberCell(value: number | undefined): Cell {
  return Number.isNaN(value) ? undefined : value;
}

/** Lines end with a line feed, which every reader of RFC 4180 files accepts. */
export function csvText(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return csvLines([header, ...rows]);
}

function csvLines(rows: readonly (readonly Cell[])[]): string {
  return rows.map((cells) => `${cells.map(quoted).join(',')}\n`).join('');
}

/** RFC 4180: a cell with a comma, quote or line break stands in quotes, and a quote in it is doubled. */
function quoted(cell: Cell): string {
  const text = String(cell ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
