import type { VNode } from 'preact';
import type { Recommendation } from '../../../domain/recommendation.js';
import { limitRows, type LimitRow } from '../../changing/side-by-side.js';
import { figure } from '../../format.js';
import { Badge, Card } from '../../parts/layout.js';
import { Table, type Column } from '../../parts/table.js';

const COLUMNS: readonly Column<LimitRow>[] = [
  { title: 'Limit', heading: true, cell: ({ words }) => words },
  { title: 'In force', numeric: true, cell: ({ before }) => before.toFixed(2) },
  {
    title: 'Recommended',
    numeric: true,
    cell: ({ after, kept }) => (
      <>
        {after.toFixed(2)} <Badge kind={kept ? 'good' : 'bad'}>{kept ? 'kept' : 'at risk'}</Badge>
      </>
    ),
  },
];

/** Which limits hold how surely, what ends blocks, and how far the settings may move. */
export function LimitsCard({ recommendation }: { readonly recommendation: Recommendation }): VNode | null {
  const { binding, safeRegion, goal } = recommendation;
  const rows = limitRows(recommendation);
  if (rows.length === 0 && !binding && !safeRegion) return null;
  return (
    <Card title="Limits and what binds">
      {rows.length > 0 && (
        <>
          <p class="soft">
            Probability that each limit holds{goal && `; ${figure(goal.confidence)} is asked for`}.
          </p>
          <Table
            caption="Probability of each limit"
            columns={COLUMNS}
            rows={rows}
            keyOf={({ words }) => words}
          />
        </>
      )}
      {binding && (
        <p>
          <b>What ends blocks:</b> {binding.description}
        </p>
      )}
      {safeRegion && (
        <>
          <p>
            <b>As good within {figure(safeRegion.tolerancePct)} %:</b>
          </p>
          <ul>
            {safeRegion.description.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </>
      )}
    </Card>
  );
}
