import type { VNode } from 'preact';
import { answerOf, api, idempotencyKey } from '../../api.js';
import { clock, count, pct } from '../../format.js';
import { ActionButton } from '../../parts/action.js';
import { Card, PageHeading } from '../../parts/layout.js';
import { Empty, Show } from '../../parts/states.js';
import { Table } from '../../parts/table.js';
import { hrefOf } from '../../route.js';
import type { PageProps } from '../../shell/pages.js';
import { mayActAs } from '../../shell/roles.js';
import { useResource } from '../../use-resource.js';
import { ModelDetail } from './model-detail.js';
import { ModelStatusBadge } from './model-status.js';

/** Every model, or the one that the address names. */
export function ModelsPage({ rest: [id], me }: PageProps): VNode {
  return id === undefined ? <ModelList me={me} /> : <ModelDetail key={id} id={id} me={me} />;
}

function ModelList({ me }: Pick<PageProps, 'me'>): VNode {
  const models = useResource(
    'models',
    () => answerOf(api.GET('/models', { params: { query: { limit: 200 } } })),
    {
      everyMs: 15_000,
    },
  );
  const mayTrain = mayActAs(me.role, 'operator');
  return (
    <>
      <PageHeading title="Models">
        What was trained, how well it does on rows that it never saw, and which model is in charge.
      </PageHeading>
      <Card
        title="Models, the newest first"
        actions={
          mayTrain && (
            <ActionButton
              kind="primary"
              said="Training was asked for"
              call={() => answerOf(api.POST('/models', { body: {}, params: { header: idempotencyKey() } }))}
              done={({ id }) => location.assign(hrefOf(['sweeps', 'jobs', id]))}
            >
              Train on every measured round
            </ActionButton>
          )
        }
      >
        <Show of={models} what="the models">
          {({ items }) =>
            items.length === 0 ? (
              <Empty title="No model yet">
                {mayTrain
                  ? 'Train one from what was measured; it takes a minute or two.'
                  : 'An operator can train one from what was measured.'}{' '}
                Nothing measured? <a href={hrefOf(['sweeps', 'new'])}>Start a sweep</a> first.
              </Empty>
            ) : (
              <Table
                caption="Models"
                rows={items}
                keyOf={({ id }) => id}
                columns={[
                  {
                    title: 'Model',
                    heading: true,
                    cell: ({ id }) => <a href={hrefOf(['models', id])}>{id}</a>,
                  },
                  { title: 'Status', cell: ({ status }) => <ModelStatusBadge status={status} /> },
                  { title: 'Made', cell: ({ createdAt }) => clock(createdAt) },
                  { title: 'Kind', cell: ({ kind }) => kind },
                  { title: 'Rows', numeric: true, cell: ({ rows }) => count(rows) },
                  {
                    title: 'Error: throughput',
                    numeric: true,
                    cell: ({ scores }) => pct(scores.throughputTps.mapePct),
                  },
                  {
                    title: 'mean latency',
                    numeric: true,
                    cell: ({ scores }) => pct(scores.latencyMeanMs.mapePct),
                  },
                  { title: 'p95', numeric: true, cell: ({ scores }) => pct(scores.latencyP95Ms?.mapePct) },
                  {
                    title: 'Inside 90 % interval',
                    numeric: true,
                    cell: ({ scores }) => pct(scores.latencyMeanMs.coverage90Pct ?? undefined),
                  },
                ]}
              />
            )
          }
        </Show>
      </Card>
    </>
  );
}
