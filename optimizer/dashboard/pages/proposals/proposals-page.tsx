import type { VNode } from 'preact';
import { answerOf, api } from '../../api.js';
import type { ProposalSummary } from '../../api-views.js';
import { changeWords } from '../../changing/change-words.js';
import { clock } from '../../format.js';
import { Badge, Card, PageHeading, type BadgeKind } from '../../parts/layout.js';
import { Empty, Show } from '../../parts/states.js';
import { Table, type Column } from '../../parts/table.js';
import { hrefOf } from '../../route.js';
import type { PageProps } from '../../shell/pages.js';
import { useResource } from '../../use-resource.js';
import { ProposalView } from './proposal-view.js';

const KINDS: Readonly<Record<ProposalSummary['status'], BadgeKind>> = {
  open: 'accent',
  submitted: 'good',
  stale: 'warn',
  withdrawn: 'plain',
};

const COLUMNS: readonly Column<ProposalSummary>[] = [
  {
    title: 'Made',
    heading: true,
    cell: ({ id, createdAt }) => <a href={hrefOf(['proposals', id])}>{clock(createdAt)}</a>,
  },
  { title: 'Difference', cell: ({ before, after }) => changeWords(before, after) },
  { title: 'By', cell: ({ createdBy }) => createdBy },
  { title: 'Signed by', cell: ({ signedBy }) => signedBy.join(', ') || 'nobody yet' },
  { title: 'Now', cell: ({ status }) => <Badge kind={KINDS[status]}>{status}</Badge> },
];

/** Changes that several organisations have to sign. */
export function ProposalsPage({ rest, me }: PageProps): VNode {
  const [id] = rest;
  return id === undefined ? <ProposalList /> : <ProposalView key={id} id={id} me={me} />;
}

function ProposalList(): VNode {
  const list = useResource(
    'proposals',
    () => answerOf(api.GET('/proposals', { params: { query: { limit: 200 } } })),
    { everyMs: 30_000 },
  );
  return (
    <>
      <PageHeading title="Proposals">
        Changes that administrators of several organisations sign, each on a machine of their own.
      </PageHeading>
      <Card title="All proposals">
        <Show of={list} what="the proposals">
          {({ items }) =>
            items.length === 0 ? (
              <Empty title="There is no proposal">
                Where this installation cannot sign for enough organisations, a{' '}
                <a href={hrefOf(['recommendation'])}>recommendation</a> offers to make one.
              </Empty>
            ) : (
              <Table caption="Proposals" columns={COLUMNS} rows={items} keyOf={({ id }) => id} />
            )
          }
        </Show>
      </Card>
    </>
  );
}
