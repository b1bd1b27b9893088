import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { answerOf, api } from '../../api.js';
import type { Me, SweepEntry } from '../../api-views.js';
import { ago, clock, counted } from '../../format.js';
import { JobLink, JobStatusBadge } from '../../parts/job-status.js';
import { Badge, Card, PageHeading } from '../../parts/layout.js';
import { Empty, Show } from '../../parts/states.js';
import { Table } from '../../parts/table.js';
import { hrefOf } from '../../route.js';
import { mayActAs } from '../../shell/roles.js';
import { useNow } from '../../use-now.js';
import { useResource } from '../../use-resource.js';

const STEP = 25;

/** Every sweep and every job, the newest first. */
export function WorkLists({ me }: { readonly me: Me }): VNode {
  const mayMeasure = mayActAs(me.role, 'operator');
  return (
    <>
      <PageHeading title="Sweeps and jobs">
        What was measured, and everything long that was asked for.
      </PageHeading>
      {mayMeasure && (
        <p class="after-heading">
          <a class="button primary" href={hrefOf(['sweeps', 'new'])}>
            Start a sweep
          </a>
        </p>
      )}
      <Sweeps mayMeasure={mayMeasure} />
      <Jobs />
    </>
  );
}

function Sweeps({ mayMeasure }: { readonly mayMeasure: boolean }): VNode {
  const [limit, setLimit] = useState(STEP);
  const sweeps = useResource(
    `sweeps/${limit}`,
    () => answerOf(api.GET('/sweeps', { params: { query: { limit } } })),
    { everyMs: 5000 },
  );
  return (
    <Card title="Sweeps and searches">
      <Show of={sweeps} what="the sweeps">
        {({ items, total }) =>
          items.length === 0 ? (
            <Empty title="Nothing was measured yet">
              {mayMeasure ? (
                <>
                  A sweep measures a plan on the live network and puts the settings back.{' '}
                  <a href={hrefOf(['sweeps', 'new'])}>Start one</a>.
                </>
              ) : (
                'An operator can start a sweep.'
              )}
            </Empty>
          ) : (
            <>
              <Table
                caption="All sweeps and searches"
                rows={items}
                keyOf={({ id }) => id}
                columns={[
                  {
                    title: 'Sweep',
                    heading: true,
                    cell: ({ id, planName }) => <a href={hrefOf(['sweeps', id])}>{planName}</a>,
                  },
                  { title: 'Kind', cell: ({ kind }) => kind },
                  { title: 'State', cell: (sweep) => <SweepStatus sweep={sweep} /> },
                  {
                    title: 'Rounds',
                    numeric: true,
                    cell: ({ measured, planned }) => `${measured} of ${planned}`,
                  },
                  { title: 'Failed', numeric: true, cell: ({ failed }) => failed },
                  { title: 'Began', cell: ({ startedAt }) => clock(startedAt) },
                ]}
              />
              <More shown={items.length} total={total} noun="sweep" onMore={() => setLimit(limit + 100)} />
            </>
          )
        }
      </Show>
    </Card>
  );
}

export function SweepStatus({ sweep }: { readonly sweep: SweepEntry }): VNode {
  const { status, atWork } = sweep;
  if (status === 'finished') return <Badge kind="good">finished</Badge>;
  if (atWork) return <Badge kind="accent">at work</Badge>;
  return <Badge kind="warn">{status === 'running' ? 'cut short' : 'stopped'}</Badge>;
}

function Jobs(): VNode {
  const now = useNow(5000);
  const [limit, setLimit] = useState(STEP);
  const jobs = useResource(
    `jobs/${limit}`,
    () => answerOf(api.GET('/jobs', { params: { query: { limit } } })),
    {
      everyMs: 5000,
    },
  );
  return (
    <Card title="Jobs">
      <Show of={jobs} what="the jobs">
        {({ items, total }) =>
          items.length === 0 ? (
            <Empty title="No job yet">
              Sweeps, training, comparisons and changes of settings run as jobs.
            </Empty>
          ) : (
            <>
              <Table
                caption="All jobs"
                rows={items}
                keyOf={({ id }) => id}
                columns={[
                  { title: 'Job', heading: true, cell: (job) => <JobLink job={job} /> },
                  { title: 'State', cell: ({ status }) => <JobStatusBadge status={status} /> },
                  {
                    title: 'How far',
                    cell: ({ progress, error, status }) =>
                      error?.message ??
                      (status === 'running' && progress ? `${progress.done} of ${progress.total}` : ''),
                  },
                  { title: 'Asked for by', cell: ({ requestedBy }) => requestedBy.name },
                  { title: 'When', cell: ({ requestedAt }) => ago(requestedAt, now) },
                ]}
              />
              <More shown={items.length} total={total} noun="job" onMore={() => setLimit(limit + 100)} />
            </>
          )
        }
      </Show>
    </Card>
  );
}

function More({
  shown,
  total,
  noun,
  onMore,
}: {
  readonly shown: number;
  readonly total: number;
  readonly noun: string;
  readonly onMore: () => void;
}): VNode | null {
  if (shown >= total) return null;
  return (
    <p class="row">
      <span class="soft">
        {shown} of {counted(total, noun)}
      </span>
      <button type="button" onClick={onMore}>
        Show more
      </button>
    </p>
  );
}
