import type { VNode } from 'preact';
import type { Search } from '../../../domain/search.js';
import { bytes, count, counted, figure, ms, pct, range, tps } from '../../format.js';
import { Card, Facts } from '../../parts/layout.js';
import { Empty } from '../../parts/states.js';

/** What a search would recommend now, and how sure it is. */
export function BeliefCard({ search }: { readonly search: Search }): VNode {
  const { beliefs, goal, strategy, load, stopped, budget, candidates } = search;
  const belief = beliefs.at(-1);
  const chance = (share: number | undefined): string | undefined =>
    share === undefined ? undefined : pct(100 * share);
  return (
    <Card title="What the search believes">
      <p>
        {strategy} looks for {goal.objective} at {tps(load.sendRateTps)} among{' '}
        {counted(candidates.length, 'setting')}, in at most {counted(budget, 'round')}.
      </p>
      {!belief ? (
        <Empty title="Nothing yet">It begins to believe something after the first rounds.</Empty>
      ) : (
        <Facts
          rows={[
            ['After', counted(belief.rounds, 'round')],
            [
              'Best so far',
              belief.recommended
                ? `${counted(belief.recommended.maxMessageCount, 'message')}, ${ms(belief.recommended.batchTimeoutMs)}, ${bytes(belief.recommended.preferredMaxBytes)}`
                : 'nothing that keeps every limit is known',
            ],
            [
              'Measured there',
              belief.measured &&
                `${tps(belief.measured.throughputTps)}, ${ms(belief.measured.latencyMeanMs)} mean (${counted(belief.measured.rounds, 'round')})`,
            ],
            [
              'Expected there',
              belief.expected &&
                `${ms(belief.expected.latencyMeanMs)} mean, ${range(belief.expected.interval90.latencyMeanMs, 'ms')}`,
            ],
            ['Is the best', chance(belief.probabilityBest)],
            ['Keeps every limit', chance(belief.limitsHold)],
            [
              'One more round improves by',
              belief.expectedImprovementPct === undefined ? undefined : pct(belief.expectedImprovementPct),
            ],
            [
              'Came closest',
              belief.closest &&
                `${count(belief.closest.settings.maxMessageCount)} messages, ${ms(belief.closest.settings.batchTimeoutMs)}; breaks ${belief.closest.broken.join(', ')} (mean latency ${figure(belief.closest.measured.latencyMeanMs)} ms)`,
            ],
            ['Ended because', stopped],
          ]}
        />
      )}
    </Card>
  );
}
