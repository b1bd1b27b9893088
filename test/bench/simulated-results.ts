import { contextNames, type DataRow } from '../../optimizer/dataset/columns.js';
import { csvText } from '../../optimizer/dataset/results-csv.js';
import { FAMILIES } from './network-simulation-families.js';
import { simulatedRows } from './network-simulation-rows.js';

/** Rounds of a simulated network as a results file, as `results import` takes it. */
export function simulatedResultsCsv(rows: number, family = 'plain', seed = 1): string {
  const chosen = FAMILIES.find(({ name }) => name === family);
  if (!chosen) throw new Error(`there is no family ${family}`);
  return resultsOf(simulatedRows(chosen, rows, seed).slice(0, rows));
}

function resultsOf(rows: readonly DataRow[]): string {
  const context = contextNames(rows);
  return csvText(
    [
      ...['max_message_count', 'batch_timeout_ms', 'send_rate_tps', 'throughput_tps', 'latency_avg_ms'],
      ...['latency_p95_ms', 'preferred_max_bytes', 'absolute_max_bytes', 'tx_bytes'],
      ...context.map((name) => `ctx_${name}`),
    ],
    rows.map((row) => [
      ...[row.maxMessageCount, row.batchTimeoutMs, row.sendRateTps, row.throughputTps, row.latencyMeanMs],
      ...[row.latencyP95Ms, row.preferredMaxBytes, row.absoluteMaxBytes, row.txBytes],
      ...context.map((name) => row.context?.[name]),
    ]),
  );
}
