import type { VNode } from 'preact';
import type { Job, JobEvent } from '../../domain/job.js';
import { isOfCanary } from '../changing/canary-so-far.js';
import { clock, duration } from '../format.js';
import type { StreamState } from '../event-stream.js';
import { Badge, Facts, type BadgeKind } from '../parts/layout.js';
import { Progress } from '../parts/progress.js';
import { Note } from '../parts/states.js';
import { useNow } from '../use-now.js';

const STATUS: Readonly<Record<Job['status'], readonly [words: string, kind: BadgeKind]>> = {
  'awaiting-approval': ['waits for approval', 'warn'],
  queued: ['waits for its turn', 'accent'],
  running: ['under way', 'accent'],
  done: ['done', 'good'],
  failed: ['failed', 'bad'],
  cancelled: ['cancelled', 'plain'],
};

export function JobStatusBadge({ status }: Pick<Job, 'status'>): VNode {
  const [words, kind] = STATUS[status];
  return <Badge kind={kind}>{words}</Badge>;
}

/** Says that the events of a job do not come any more, and what the page does about it. */
export function StreamNote({ stream }: { readonly stream: StreamState }): VNode | null {
  const now = useNow();
  if (stream.kind === 'lost') {
    const [since, next] = [duration(now - stream.sinceMs), duration(stream.nextTryMs - now)];
    return (
      <p class="stale" role="status">
        <b>Not live:</b> the connection to the service was lost {since} ago. The work goes on there; this page
        takes it up again in {next}, from where it broke off.
      </p>
    );
  }
  if (stream.kind === 'refused')
    return <Note kind="bad" title={`Its events cannot be followed: ${stream.problem.detail}`} />;
  return null;
}

/** What happened to a job so far, the newest last. */
export function JobSteps({ events }: { readonly events: readonly JobEvent[] }): VNode {
  const lastOfCanary = events.findLast(isOfCanary);
  const told = events.filter(
    (event) =>
      event.type !== 'progress' && event.type !== 'subject' && (!isOfCanary(event) || event === lastOfCanary),
  );
  const progress = events.findLast(({ type }) => type === 'progress');
  return (
    <>
      <ol class="steps" aria-label="What happened so far">
        {told.map(({ seq, at, type, message }) => (
          <li key={seq} class={type}>
            <time dateTime={at}>{clock(at)}</time>
            <span>
              {type === 'warning' && <Badge kind="warn">warning</Badge>} {message}
            </span>
          </li>
        ))}
      </ol>
      {progress && <ProgressOf event={progress} />}
    </>
  );
}

function ProgressOf({ event: { data = {}, message } }: { readonly event: JobEvent }): VNode | null {
  const [done, total] = [data['done'], data['total']];
  if (typeof done !== 'number' || typeof total !== 'number') return null;
  return <Progress done={done} total={total} label={message} />;
}

/** Who asked for a job, where it runs and how often it was begun. */
export function JobFacts({ job }: { readonly job: Job }): VNode {
  const { requestedBy, requestedAt, attempt, instance, startedAt, endedAt } = job;
  const took = startedAt && endedAt ? duration(Date.parse(endedAt) - Date.parse(startedAt)) : undefined;
  return (
    <Facts
      rows={[
        ['Asked by', `${requestedBy.name} (${requestedBy.role}), ${clock(requestedAt)}`],
        ['Begun', attempt > 1 ? `${attempt} times: an instance was lost meanwhile` : undefined],
        ['Runs on', instance && `${instance.host}, process ${instance.pid}`],
        ['Took', took],
      ]}
    />
  );
}
