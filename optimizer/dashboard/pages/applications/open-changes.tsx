import type { VNode } from 'preact';
import type { Job, JobStatus } from '../../../domain/job.js';
import { answerOf, api, type Answer } from '../../api.js';
import type { PageOf } from '../../api-views.js';
import { JobStatusBadge } from '../../components/job-story.js';
import { clock } from '../../format.js';
import { Card } from '../../parts/layout.js';
import { Table, type Column } from '../../parts/table.js';
import { hrefOf } from '../../route.js';
import { useResource } from '../../use-resource.js';

const KINDS: Readonly<Record<string, string>> = {
  apply: 'change',
  rollback: 'rollback',
  'submit-proposal': 'proposal',
  verify: 'verification',
};
const OPEN: readonly JobStatus[] = ['awaiting-approval', 'queued', 'running'];

const COLUMNS: readonly Column<Job>[] = [
  {
    title: 'Asked',
    heading: true,
    cell: ({ id, requestedAt }) => <a href={hrefOf(['applications', 'job', id])}>{clock(requestedAt)}</a>,
  },
  { title: 'What', cell: ({ kind }) => KINDS[kind] ?? kind },
  { title: 'By', cell: ({ requestedBy }) => requestedBy.name },
  { title: 'Now', cell: ({ status }) => <JobStatusBadge status={status} /> },
  {
    title: 'Approvals',
    cell: ({ approvals, approvalsRequired }) =>
      approvalsRequired === 0 ? 'none needed' : `${approvals.length} of ${approvalsRequired}`,
  },
];

/** Changes that wait for somebody or are under way; nothing where there are none. */
export function OpenChanges(): VNode | null {
  const jobs = useResource('open changes', openJobs, { everyMs: 5000 });
  if (!jobs.data || jobs.data.items.length === 0) return null;
  return (
    <Card title="Waiting or under way">
      <Table
        caption="Changes that are not over"
        columns={COLUMNS}
        rows={jobs.data.items}
        keyOf={({ id }) => id}
      />
    </Card>
  );
}

async function openJobs(): Promise<Answer<PageOf<Job>>> {
  const answers = await Promise.all(
    OPEN.map((status) => answerOf(api.GET('/jobs', { params: { query: { status, limit: 100 } } }))),
  );
  const items: Job[] = [];
  for (const answer of answers) {
    if (!answer.ok) return answer;
    items.push(...answer.data.items.filter(({ kind }) => kind in KINDS));
  }
  return { ok: true, data: { items, total: items.length } };
}
