import type { VNode } from 'preact';
import type { Job, JobStatus } from '../../domain/job.js';
import { jobAddress } from './job-address.js';
import { Badge, type BadgeKind } from './layout.js';

const KINDS: Readonly<Record<JobStatus, BadgeKind>> = {
  'awaiting-approval': 'warn',
  queued: 'plain',
  running: 'accent',
  done: 'good',
  failed: 'bad',
  cancelled: 'plain',
};

export function JobStatusBadge({ status }: Pick<Job, 'status'>): VNode {
  return <Badge kind={KINDS[status]}>{status.replace('-', ' ')}</Badge>;
}

export function JobLink({ job }: { readonly job: Pick<Job, 'id' | 'kind' | 'request'> }): VNode {
  return <a href={jobAddress(job)}>{jobTitle(job)}</a>;
}

/** `sweep quick`, `train`, `apply` */
export function jobTitle({ request }: Pick<Job, 'request'>): string {
  if (request.kind === 'sweep') return `sweep ${request.plan.name}`;
  if (request.kind === 'compare-live') return `live comparison ${request.plan}`;
  return request.kind.replaceAll('-', ' ');
}
