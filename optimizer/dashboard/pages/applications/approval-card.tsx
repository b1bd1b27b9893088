import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { Job } from '../../../domain/job.js';
import { answerOf, api } from '../../api.js';
import type { Me } from '../../api-views.js';
import { approvalStanding } from '../../changing/approvals.js';
import { ConfirmDialog } from '../../components/confirm-dialog.js';
import { useOneClick } from '../../components/use-one-click.js';
import { clock } from '../../format.js';
import { Card, Facts } from '../../parts/layout.js';
import { Failed } from '../../parts/states.js';
import { useResource } from '../../use-resource.js';

/** Who asked, who agreed, who is still missing; with the button for whoever may agree. */
export function ApprovalCard({
  job,
  me,
  done,
}: {
  readonly job: Job;
  readonly me: Me;
  readonly done: () => void;
}): VNode | null {
  if (job.approvalsRequired === 0) return null;
  const { askedBy, approvedBy, missing, mayApprove, next } = approvalStanding(job, me);
  const agreed = approvedBy.map(({ name, at }) => `${name}, ${clock(at)}`).join('; ');
  return (
    <Card title="Approval">
      <Facts
        rows={[
          ['Asked by', askedBy],
          ['Approved by', agreed || 'nobody yet'],
          ['Still missing', missing > 0 ? String(missing) : undefined],
        ]}
      />
      {job.status === 'awaiting-approval' && <p>{next[0]?.toUpperCase() + next.slice(1)}.</p>}
      {mayApprove && <Approve job={job} done={done} />}
    </Card>
  );
}

function Approve({ job, done }: { readonly job: Job; readonly done: () => void }): VNode {
  const [isOpen, setOpen] = useState(false);
  const { busy, problem, run } = useOneClick('Approved');
  const network = useResource('network', () => answerOf(api.GET('/network')));
  const { id } = job;
  const channel = network.data?.channel ?? undefined;
  const confirm = async (): Promise<void> => {
    await run({ approve: id }, (header) =>
      answerOf(api.POST('/jobs/{id}/approvals', { params: { path: { id }, header } })),
    );
    setOpen(false);
    done();
  };
  return (
    <>
      {problem && <Failed problem={problem} />}
      <button type="button" class="primary" disabled={channel === undefined} onClick={() => setOpen(true)}>
        Approve …
      </button>
      {isOpen && channel !== undefined && (
        <ConfirmDialog
          title={`Approve the change of channel ${channel}?`}
          action={`Approve what ${job.requestedBy.name} asked for`}
          typed={{ text: channel, what: "the channel's name" }}
          busy={busy}
          onConfirm={() => void confirm()}
          onClose={() => setOpen(false)}
        >
          <p>
            With the last approval that is needed, the settings of every node change at once, for all clients.
          </p>
        </ConfirmDialog>
      )}
    </>
  );
}
