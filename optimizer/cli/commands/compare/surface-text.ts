import type { ComparisonDocument } from '../../../research/surface-comparison/document.js';
import { figure, table } from '../../output.js';

/** A comparison on a recorded surface for people. */
export function describeComparison(document: ComparisonDocument): string {
  const { budget, seeds, goal, sendRateTps, surface, optimum, strategies, pairedDifferences } = document;
  const limits = goal.limits.length > 0 ? `, ${goal.limits.join(', ')}` : '';
  return [
    `${goal.objective}${limits} at ${sendRateTps} tps on ${surface.file}: ${surface.cells} settings, ` +
      `${surface.feasibleCells} of which keep the limits, ${surface.rows} rounds`,
    `the best is maxMessageCount ${optimum.maxMessageCount}, batchTimeoutMs ${optimum.batchTimeoutMs} ` +
      `with ${figure(optimum.objective)}`,
    '',
    `how much worse the recommended setting is, in %, over ${seeds} searches of ${budget} rounds each`,
    table(
      ['strategy', 'median', '90th percentile', 'rounds to within 5 %', '90th percentile'],
      Object.entries(strategies).map(([name, { regretPct, trialsToWithin5Pct }]) => [
        name,
        ...[regretPct.median, regretPct.p90].map(figure),
        ...[trialsToWithin5Pct.median, trialsToWithin5Pct.p90].map((rounds) =>
          rounds > budget ? 'not reached' : figure(rounds),
        ),
      ]),
    ),
    ...differenceLines(pairedDifferences),
  ].join('\n');
}

function differenceLines({ of, minus }: ComparisonDocument['pairedDifferences']): string[] {
  const rows = Object.entries(minus).map(([name, { meanPct, interval95, better, equal, worse }]) => [
    `${of} - ${name}`,
    ...[meanPct, interval95.low, interval95.high].map(figure),
    ...[better, equal, worse].map(String),
  ]);
  if (rows.length === 0) return [];
  const headers = ['difference, points of %', 'mean', 'from', 'to', 'better', 'equal', 'worse'];
  return ['', 'seed by seed; the interval holds the mean with 95 %', table(headers, rows)];
}
