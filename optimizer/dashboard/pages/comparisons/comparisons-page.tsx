import type { VNode } from 'preact';
import { answerOf, api } from '../../api.js';
import type { ComparisonSummary } from '../../api-views.js';
import { clock, count } from '../../format.js';
import { Badge, Card, PageHeading, type BadgeKind } from '../../parts/layout.js';
import { Empty, Show } from '../../parts/states.js';
import { Table, type Column } from '../../parts/table.js';
import { hrefOf } from '../../route.js';
import type { PageProps } from '../../shell/pages.js';
import { mayActAs } from '../../shell/roles.js';
import { useResource } from '../../use-resource.js';
import { ComparisonView } from './comparison-view.js';
import { StartComparison } from './start-comparison.js';

const KINDS: Readonly<Record<ComparisonSummary['status'], BadgeKind>> = {
  queued: 'accent',
  running: 'accent',
  finished: 'good',
  stopped: 'bad',
};

export function ComparisonBadge({ status }: Pick<ComparisonSummary, 'status'>): VNode {
  return <Badge kind={KINDS[status]}>{status}</Badge>;
}

const COLUMNS: readonly Column<ComparisonSummary>[] = [
  {
    title: 'Begun',
    heading: true,
    cell: ({ id, startedAt }) => <a href={hrefOf(['comparisons', id])}>{clock(startedAt)}</a>,
  },
  { title: 'What', cell: ({ title }) => title },
  { title: 'Objective', cell: ({ objective }) => objective },
  {
    title: 'Rates, tps',
    numeric: true,
    cell: ({ sendRatesTps }) => sendRatesTps.map((rate) => count(rate)).join(', '),
  },
  { title: 'Now', cell: ({ status }) => <ComparisonBadge status={status} /> },
];

/** Ways to find settings, held against each other. */
export function ComparisonsPage({ rest, me }: PageProps): VNode {
  const [id] = rest;
  return id === undefined ? (
    <List canStart={mayActAs(me.role, 'operator')} />
  ) : (
    <ComparisonView key={id} id={id} />
  );
}

function List({ canStart }: { readonly canStart: boolean }): VNode {
  const list = useResource(
    'comparisons',
    () => answerOf(api.GET('/comparisons', { params: { query: { limit: 200 } } })),
    { everyMs: 10_000 },
  );
  return (
    <>
      <PageHeading title="Comparisons">
        How much is gained over usual settings and other ways to search, with the intervals that say how
        surely.
      </PageHeading>
      {canStart ? (
        <StartComparison />
      ) : (
        <Card title="Start one">
          <p>Starting a comparison needs the role operator. You can read all of them.</p>
        </Card>
      )}
      <Card title="All comparisons">
        <Show of={list} what="the comparisons">
          {({ items }) =>
            items.length === 0 ? (
              <Empty title="There is no comparison yet">
                One on imported results takes seconds and needs no network: start it above.
              </Empty>
            ) : (
              <Table caption="Comparisons" columns={COLUMNS} rows={items} keyOf={({ id }) => id} />
            )
          }
        </Show>
      </Card>
    </>
  );
}
