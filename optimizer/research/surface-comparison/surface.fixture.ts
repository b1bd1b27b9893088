import { parseResults } from '../../dataset/results-file.js';
import { plainGoal, type Goal } from '../../domain/goal.js';
import { judge } from './optimum.js';
import type { ReplayedSurface } from './replay.js';
import { surfaceFrom } from './surface.js';

const HEADER = 'max_message_count,batch_timeout_ms,send_rate_tps,throughput_tps,latency_avg_ms';

/** @param rows - cells in the order of the header and of `more`. */
export function resultsOf(rows: readonly (readonly (number | string)[])[], more: readonly string[] = []) {
  const text = [[HEADER, ...more].join(','), ...rows.map((row) => row.join(','))].join('\n');
  return { name: 'surface.csv', table: parseResults(text, 'surface.csv') };
}

/** Counts 1, 10, 100 at 100 ms and 100 tps, with the latencies given for each; all is committed. */
export function replayedOf(
  latencies: readonly (readonly number[])[],
  goal: Goal = plainGoal('min-latency'),
): ReplayedSurface {
  const rows = latencies.flatMap((own, cell) => own.map((latency) => [10 ** cell, 100, 100, 100, latency]));
  const surface = surfaceFrom(resultsOf(rows), 100);
  return { surface, goal, judgement: judge(surface, goal) };
}
