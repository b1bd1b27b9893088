import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Job, JobEvent } from '../../../domain/job.js';
import { answerOf, api, idempotencyKey } from '../../api.js';
import type { Me } from '../../api-views.js';
import { clock, duration } from '../../format.js';
import { ActionButton } from '../../parts/action.js';
import { jobAddress, subjectAddress } from '../../parts/job-address.js';
import { jobTitle, JobStatusBadge } from '../../parts/job-status.js';
import { Card, Facts, Grid, PageHeading } from '../../parts/layout.js';
import { Progress } from '../../parts/progress.js';
import { Empty, Note, Show } from '../../parts/states.js';
import { hrefOf } from '../../route.js';
import { mayActAs } from '../../shell/roles.js';
import { useJobEvents } from '../../use-job-events.js';
import { useResource } from '../../use-resource.js';
import { StreamLine } from './stream-line.js';
import { SweepCards } from './sweep-cards.js';

/** One job as it goes on. */
export function JobDetail({ id, me }: { readonly id: string; readonly me: Me }): VNode {
  const { events, stream } = useJobEvents(id);
  const job = useResource(id, () => answerOf(api.GET('/jobs/{id}', { params: { path: { id } } })), {
    everyMs: 10_000,
  });
  useEffect(() => {
    if (events.length > 0) job.reload();
  }, [events.length, job.reload]);
  return (
    <>
      <PageHeading title={job.data ? `Job: ${jobTitle(job.data)}` : 'Job'}>
        <a href={hrefOf(['sweeps'])}>All sweeps and jobs</a>
      </PageHeading>
      <Show of={job} what="the job">
        {(data) => (
          <Grid>
            <StateCard job={data} me={me} reload={job.reload} />
            {sweepOf(data) !== undefined && (
              <SweepCards id={sweepOf(data) ?? ''} heard={events.length} isOver={isOver(data)} />
            )}
            <EventsCard events={events} wide={sweepOf(data) !== undefined}>
              <StreamLine stream={stream} lastEventAt={events.at(-1)?.at} />
            </EventsCard>
          </Grid>
        )}
      </Show>
    </>
  );
}

/** The sweep or search that a job measures, once that has an id. */
function sweepOf({ request, subjectId }: Job): string | undefined {
  const isMeasuring =
    request.kind === 'sweep' || request.kind === 'resume-sweep' || request.kind === 'search';
  return isMeasuring ? subjectId : undefined;
}

function isOver({ status }: Job): boolean {
  return status === 'done' || status === 'failed' || status === 'cancelled';
}

function StateCard({
  job,
  me,
  reload,
}: {
  readonly job: Job;
  readonly me: Me;
  readonly reload: () => void;
}): VNode {
  const { status, progress, error } = job;
  return (
    <Card title="State">
      <p>
        <JobStatusBadge status={status} /> {progress?.message}
      </p>
      {progress && progress.total > 0 && sweepOf(job) === undefined && (
        <Progress {...progress} label="Progress of the job" />
      )}
      {error && (
        <Note kind="bad" title={error.message}>
          {error.retry === 'later' && <p>Trying again later may help.</p>}
        </Note>
      )}
      {status === 'awaiting-approval' && (
        <Note kind="warn" title={`${job.approvals.length} of ${job.approvalsRequired} approvals`}>
          <p>
            <a href={jobAddress(job)}>Look at it and decide</a>
          </p>
        </Note>
      )}
      <JobFacts job={job} />
      <Actions {...{ job, me, reload }} />
    </Card>
  );
}

function JobFacts({ job }: { readonly job: Job }): VNode {
  const { id, requestedBy, requestedAt, startedAt, endedAt, attempt, instance, retryOf, subjectId } = job;
  const subject = subjectAddress(job);
  return (
    <Facts
      rows={[
        ['Asked for by', `${requestedBy.name}, ${clock(requestedAt)}`],
        ['Began', startedAt && clock(startedAt)],
        ['Ended', endedAt && clock(endedAt)],
        ['Took', startedAt && endedAt && duration(Date.parse(endedAt) - Date.parse(startedAt))],
        ['Attempts', attempt > 1 ? `${attempt}: an instance was stopped or killed meanwhile` : undefined],
        ['Runs on', instance && `${instance.host}, process ${instance.pid}`],
        ['Makes', subject && <a href={subject}>{subjectId ?? 'what it is about'}</a>],
        ['Tries again', retryOf && <a href={hrefOf(['sweeps', 'jobs', retryOf])}>{retryOf}</a>],
        ['Id', <code>{id}</code>],
      ]}
    />
  );
}

function Actions({
  job,
  me,
  reload,
}: {
  readonly job: Job;
  readonly me: Me;
  readonly reload: () => void;
}): VNode | null {
  if (!mayActAs(me.role, 'operator')) return null;
  const params = { path: { id: job.id } };
  if (job.status === 'failed' || job.status === 'cancelled')
    return (
      <ActionButton
        said="The job is tried again"
        call={() =>
          answerOf(api.POST('/jobs/{id}/retry', { params: { ...params, header: idempotencyKey() } }))
        }
        done={({ id }) => location.assign(hrefOf(['sweeps', 'jobs', id]))}
      >
        Try it again
      </ActionButton>
    );
  if (job.status === 'done') return null;
  if (job.cancelRequested) return <p class="soft">{job.cancelRequested.by.name} has asked for its end.</p>;
  return (
    <ActionButton
      kind="danger"
      said="The job's end was asked for"
      call={() => answerOf(api.POST('/jobs/{id}/cancellation', { params }))}
      done={reload}
    >
      Cancel it
    </ActionButton>
  );
}

const MOST_EVENTS = 100;

function EventsCard({
  events,
  wide,
  children,
}: {
  readonly events: readonly JobEvent[];
  readonly wide: boolean;
  readonly children: VNode;
}): VNode {
  const shown = events.slice(-MOST_EVENTS).toReversed();
  return (
    <Card title="What happened" wide={wide}>
      {children}
      {shown.length === 0 ? (
        <Empty title="Nothing yet" />
      ) : (
        <ol class="events" reversed tabIndex={0} aria-label="Events, the newest first">
          {shown.map(({ seq, at, type, message }) => (
            <li key={seq} class={`event-${type}`}>
              <time dateTime={at}>{new Date(at).toLocaleTimeString('en-GB')}</time> {message}
            </li>
          ))}
        </ol>
      )}
    </Card>
  );
}
