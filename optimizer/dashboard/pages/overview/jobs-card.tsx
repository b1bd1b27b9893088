import type { VNode } from 'preact';
import type { Job } from '../../../domain/job.js';
import { ago } from '../../format.js';
import { JobLink, JobStatusBadge } from '../../parts/job-status.js';
import { Progress } from '../../parts/progress.js';
import { Empty } from '../../parts/states.js';
import { hrefOf } from '../../route.js';
import { useNow } from '../../use-now.js';

/** What is under way, and how far. */
export function JobsCard({ jobs }: { readonly jobs: readonly Job[] }): VNode {
  const now = useNow(5000);
  if (jobs.length === 0)
    return (
      <Empty title="Nothing is under way">
        <a href={hrefOf(['sweeps', 'new'])}>Start a sweep</a>, or look at{' '}
        <a href={hrefOf(['sweeps'])}>what has been done</a>.
      </Empty>
    );
  return (
    <ul class="job-list">
      {jobs.map((job) => (
        <li key={job.id}>
          <div class="row">
            <JobLink job={job} />
            <JobStatusBadge status={job.status} />
          </div>
          {job.progress && job.progress.total > 0 && (
            <Progress {...job.progress} label={`Progress of ${job.kind}`} />
          )}
          <p class="soft">
            {job.progress?.message ?? `asked for by ${job.requestedBy.name}, ${ago(job.requestedAt, now)}`}
          </p>
        </li>
      ))}
    </ul>
  );
}
