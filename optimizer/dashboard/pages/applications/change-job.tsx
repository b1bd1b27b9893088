import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Job, JobEvent } from '../../../domain/job.js';
import { answerOf, api } from '../../api.js';
import type { Me } from '../../api-views.js';
import { canarySoFar } from '../../changing/canary-so-far.js';
import { JobFacts, JobStatusBadge, JobSteps, StreamNote } from '../../components/job-story.js';
import { Card, PageHeading } from '../../parts/layout.js';
import { Note, Show } from '../../parts/states.js';
import { hrefOf } from '../../route.js';
import { mayActAs } from '../../shell/roles.js';
import { useJobEvents } from '../../use-job-events.js';
import { useResource } from '../../use-resource.js';
import { ActionButton } from '../../parts/action.js';
import { ApprovalCard } from './approval-card.js';
import { CanaryCard } from './canary-card.js';
import { ChangeResult } from './change-result.js';

const TITLES: Readonly<Record<string, string>> = {
  apply: 'Change of the channel',
  rollback: 'Rollback of the channel',
  'submit-proposal': 'Submission of a proposal',
  verify: 'Verification of a change',
};

/** A change as it is made: approvals, each step as it comes, the canary's verdict, and what was put back. */
export function ChangeJob({ id, me }: { readonly id: string; readonly me: Me }): VNode {
  const job = useResource(id, () => answerOf(api.GET('/jobs/{id}', { params: { path: { id } } })), {
    everyMs: 5000,
  });
  const { events, stream } = useJobEvents(id);
  const statuses = events.filter(({ type }) => type === 'status' || type === 'subject').length;
  const { reload } = job;
  const canary = canarySoFar(events);
  useEffect(() => {
    if (statuses > 0) reload();
  }, [statuses, reload]);
  return (
    <>
      <PageHeading title={TITLES[job.data?.kind ?? ''] ?? 'Change'}>
        <a href={hrefOf(['applications'])}>all changes</a>
      </PageHeading>
      <StreamNote stream={stream} />
      <Show of={job} what="the change">
        {(data) => (
          <>
            <Card title="Where it is" actions={<Cancel job={data} me={me} done={reload} />}>
              <p class="row" aria-live="polite">
                <JobStatusBadge status={data.status} />
                <span>{data.progress?.message}</span>
              </p>
              <Ending job={data} />
              <JobFacts job={data} />
              <JobSteps events={events} />
            </Card>
            {canary && data.status === 'running' && <CanaryCard canary={canary} />}
            {data.subjectId !== undefined && data.kind !== 'verify' && isRecorded(data, events) && (
              <ChangeResult id={data.subjectId} turn={`${data.status} ${data.lastEvent}`} />
            )}
            <ApprovalCard job={data} me={me} done={reload} />
          </>
        )}
      </Show>
    </>
  );
}

function Ending({ job: { status, error, cancelRequested } }: { readonly job: Job }): VNode | null {
  if (error) return <Note kind={status === 'cancelled' ? 'warn' : 'bad'} title={error.message} />;
  if (cancelRequested && status === 'running')
    return (
      <Note kind="warn" title={`${cancelRequested.by.name} cancelled it: what was changed is put back`} />
    );
  return null;
}

function Cancel({
  job,
  me,
  done,
}: {
  readonly job: Job;
  readonly me: Me;
  readonly done: () => void;
}): VNode | null {
  const { id, status, cancelRequested } = job;
  const isOver = status === 'done' || status === 'failed' || status === 'cancelled';
  if (isOver || cancelRequested || !mayActAs(me.role, 'operator')) return null;
  return (
    <ActionButton
      kind="danger"
      said="Cancelling"
      call={() => answerOf(api.POST('/jobs/{id}/cancellation', { params: { path: { id } } }))}
      done={done}
    >
      Cancel, and put everything back
    </ActionButton>
  );
}

/** The id is told before there is anything under it: steps are told from the first record on. */
function isRecorded({ status }: Job, events: readonly JobEvent[]): boolean {
  return status === 'done' || events.some(({ type }) => type === 'step');
}
