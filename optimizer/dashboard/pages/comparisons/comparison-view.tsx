import type { VNode } from 'preact';
import { answerOf, api } from '../../api.js';
import { detailOf, type ComparisonDetail } from './findings.js';
import { JobSteps, StreamNote } from '../../components/job-story.js';
import { clock } from '../../format.js';
import { Card, Facts, PageHeading } from '../../parts/layout.js';
import { Empty, Note, Show } from '../../parts/states.js';
import { hrefOf } from '../../route.js';
import { useJobEvents } from '../../use-job-events.js';
import { useResource } from '../../use-resource.js';
import { ComparisonBadge } from './comparisons-page.js';
import { LiveFindingsView } from './live-findings.js';
import { SurfaceFindingsView } from './surface-findings.js';

/** One comparison as far as it came. */
export function ComparisonView({ id }: { readonly id: string }): VNode {
  const comparison = useResource(
    id,
    () => answerOf(api.GET('/comparisons/{id}', { params: { path: { id } } })),
    {
      everyMs: 5000,
    },
  );
  const { data } = comparison;
  const isOpen = data?.status === 'queued' || data?.status === 'running';
  return (
    <>
      <PageHeading title={data ? `Comparison: ${data.title}` : 'Comparison'}>
        <a href={hrefOf(['comparisons'])}>all comparisons</a>
      </PageHeading>
      <Show of={comparison} what="the comparison">
        {(known) => (
          <>
            <Card title="What was asked">
              <Facts
                rows={[
                  ['Now', <ComparisonBadge status={known.status} />],
                  ['Objective', known.objective],
                  ['Send rates', `${known.sendRatesTps.join(', ')} tps`],
                  ['Begun', clock(known.startedAt)],
                  ['Ended', known.endedAt === null ? undefined : clock(known.endedAt)],
                ]}
              />
              {known.reason !== null && <Note kind="bad" title={known.reason} />}
              {isOpen && known.kind === 'surface' && <Progress jobId={known.id} />}
            </Card>
            <Findings of={detailOf(known)} />
          </>
        )}
      </Show>
    </>
  );
}

function Progress({ jobId }: { readonly jobId: string }): VNode {
  const { events, stream } = useJobEvents(jobId);
  return (
    <>
      <StreamNote stream={stream} />
      <JobSteps events={events} />
    </>
  );
}

function Findings({ of }: { readonly of: ComparisonDetail }): VNode {
  if (of.document === null)
    return (
      <Card title="What it found">
        <Empty title="Nothing to tell yet">
          The figures appear here by themselves as soon as there are some.
        </Empty>
      </Card>
    );
  return of.kind === 'surface' ? (
    <SurfaceFindingsView findings={of.document} />
  ) : (
    <LiveFindingsView findings={of.document} />
  );
}
