import type { ImportedResults } from '../../dataset/imported-rows.js';
import { describeLimit, type Goal } from '../../domain/goal.js';
import type { Comparison } from '../../research/surface-comparison/comparison.js';
import { compareStrategies } from '../../research/surface-comparison/comparison.js';
import { comparisonDocument, type ComparisonDocument } from '../../research/surface-comparison/document.js';
import { surfaceFrom } from '../../research/surface-comparison/surface.js';
import { openStrategy, STRATEGY_NAMES } from '../../search/strategies.js';
import type { Strategy } from '../../search/strategy.js';
import type { Services } from '../services.js';

export interface SurfaceRequest {
  /** The recorded surface; its name is the file's or the dataset's. */
  readonly results: ImportedResults;
  /** SHA-256 of the surface's file. */
  readonly sha256: string;
  readonly sendRateTps: number;
  readonly goal: Goal;
  /** Rounds of each search. */
  readonly budget: number;
  /** The seeds of the searches are this and the following. */
  readonly seed: number;
  readonly seeds: number;
  /** All of them if absent. */
  readonly strategies?: readonly string[] | undefined;
}

/**
 * Replays searches on a recorded surface and tells how far from its best setting they end.
 * @throws NotEnoughDataError where the surface has nothing at this rate; CancelledError
 */
export async function runSurfaceComparison(
  { progress, signal }: Pick<Services, 'progress' | 'signal'>,
  request: SurfaceRequest,
): Promise<{ readonly document: ComparisonDocument; readonly comparison: Comparison }> {
  const { results, sha256, sendRateTps, goal, budget } = request;
  const surface = surfaceFrom(results, sendRateTps);
  const strategies: Strategy[] = [];
  for (const name of request.strategies ?? STRATEGY_NAMES) strategies.push(await openStrategy(name));
  const seeds = Array.from({ length: request.seeds }, (_, index) => request.seed + index);
  for (const warning of surface.warnings) progress.warn(warning);
  progress.step(`${surface.cells.length} settings of ${surface.name} at ${sendRateTps} tps`);
  const comparison = await compareStrategies({
    ...{ surface, goal, strategies, budget, seeds, signal },
    onSearch: (done, total, strategy, seed) => progress.advance(done, total, `${strategy}, seed ${seed}`),
  });
  const command = commandOf(request);
  const document = comparisonDocument({ surface, sha256, goal, budget, seeds, comparison, command });
  return { document, comparison };
}

/** The command with everything said that shapes the outcome, so that a later default changes nothing. */
function commandOf(request: SurfaceRequest): string {
  const { results, sendRateTps, goal, budget, seed, seeds, strategies = STRATEGY_NAMES } = request;
  const { latency, throughput } = goal.weights;
  return [
    `gridtune compare --surface ${results.name} --send-rate ${sendRateTps}`,
    `--objective ${goal.objective} --latency ${goal.latency}`,
    ...goal.limits.map((limit) => `--limit '${describeLimit(limit)}'`),
    `--weights latency=${latency},throughput=${throughput} --confidence ${goal.confidence}`,
    `--throughput-tolerance ${Number((100 * goal.throughputTolerance).toPrecision(12))}`,
    `--strategies ${strategies.join(',')}`,
    `--budget ${budget} --seed ${seed} --seeds ${seeds}`,
  ].join(' ');
}
