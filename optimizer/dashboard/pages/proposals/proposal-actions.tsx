import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { answerOf, api, openPath, type Answer } from '../../api.js';
import type { Me, ProposalDetail, SignedFile } from '../../api-views.js';
import { problemIn } from '../../event-stream.js';
import { changeWords } from '../../changing/change-words.js';
import { ConfirmDialog } from '../../components/confirm-dialog.js';
import { download } from '../../components/download.js';
import { useOneClick } from '../../components/use-one-click.js';
import { ActionButton } from '../../parts/action.js';
import { Card } from '../../parts/layout.js';
import { Failed, Note } from '../../parts/states.js';
import { hrefOf } from '../../route.js';
import { mayActAs } from '../../shell/roles.js';

interface ActionProps {
  readonly proposal: ProposalDetail;
  readonly me: Me;
  readonly changed: () => void;
}

/** Download to sign elsewhere, upload what was signed, submit, withdraw: as far as the role reaches. */
export function ProposalActions({ proposal, me, changed }: ActionProps): VNode {
  const { id, status } = proposal;
  const isOpen = status === 'open';
  return (
    <Card title="What can be done">
      <ol class="plain-steps">
        <li>
          <ActionButton said="The file is there" call={() => file(id)}>
            Download it to sign elsewhere
          </ActionButton>
          <p class="soft">
            On the signer's machine: <code>gridtune proposal sign FILE --identity …</code>
          </p>
        </li>
        {isOpen && mayActAs(me.role, 'approver') && (
          <>
            <li>
              <Upload id={id} changed={changed} />
            </li>
            <li>
              <Submit proposal={proposal} />
            </li>
          </>
        )}
      </ol>
      {isOpen && !mayActAs(me.role, 'approver') && (
        <Note
          kind="info"
          title={`Your role is ${me.role}: adding signatures and submitting need the role approver.`}
        />
      )}
      {isOpen && mayActAs(me.role, 'operator') && (
        <ActionButton
          kind="danger"
          said="Withdrawn"
          call={() => answerOf(api.POST('/proposals/{id}/withdrawal', { params: { path: { id } } }))}
          done={changed}
        >
          Withdraw it
        </ActionButton>
      )}
    </Card>
  );
}

async function file(id: string): Promise<Answer<true>> {
  try {
    const response = await openPath(`/proposals/${encodeURIComponent(id)}/file`);
    if (!response.ok) return { ok: false, problem: await problemIn(response) };
    await download(response, `${id}.proposal.json`);
    return { ok: true, data: true };
  } catch {
    const detail = 'The service does not answer: try again in a moment.';
    return {
      ok: false,
      problem: { title: 'no answer', status: 0, detail, code: 'NO_ANSWER', retry: 'later' },
    };
  }
}

function Upload({ id, changed }: { readonly id: string; readonly changed: () => void }): VNode {
  const [chosen, setChosen] = useState<File>();
  const [fault, setFault] = useState<string>();
  const { busy, problem, run } = useOneClick('The signature was added');
  const send = async (): Promise<void> => {
    const text = (await chosen?.text()) ?? '';
    const body = objectIn(text);
    setFault(body ? undefined : 'This file is no JSON document: choose what "gridtune proposal sign" wrote.');
    if (!body) return;
    const added = await run(body, (header) =>
      answerOf(api.POST('/proposals/{id}/signatures', { body, params: { path: { id }, header } })),
    );
    if (added) changed();
  };
  return (
    <div class="row">
      <label for="signed-file">File with signatures</label>
      <input
        id="signed-file"
        type="file"
        accept=".json,application/json"
        onChange={({ currentTarget }) => setChosen(currentTarget.files?.[0])}
      />
      <button type="button" disabled={!chosen || busy !== undefined} onClick={() => void send()}>
        Add its signatures
      </button>
      <span role="status">{busy}</span>
      {fault !== undefined && <Note kind="bad" title={fault} />}
      {problem && <Failed problem={problem} />}
    </div>
  );
}

function objectIn(text: string): SignedFile | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isSignedFile(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** What is in it, the service judges. */
function isSignedFile(value: unknown): value is SignedFile {
  return typeof value === 'object' && value !== null && 'schemaVersion' in value;
}

function Submit({ proposal }: Pick<ActionProps, 'proposal'>): VNode {
  const { id, channel, before, after, standing, objections } = proposal;
  const [isOpen, setOpen] = useState(false);
  const { busy, problem, run } = useOneClick('Submitted');
  const what = changeWords(before, after);
  const confirm = async (): Promise<void> => {
    const job = await run({ submit: id }, (header) =>
      answerOf(api.POST('/proposals/{id}/submission', { params: { path: { id }, header } })),
    );
    setOpen(false);
    if (job) location.hash = hrefOf(['applications', 'job', job.id]);
  };
  return (
    <>
      {problem && <Failed problem={problem} />}
      <button
        type="button"
        class="primary"
        disabled={standing?.satisfied !== true || objections.length > 0}
        onClick={() => setOpen(true)}
      >
        Submit it …
      </button>
      {standing?.satisfied === false && <p class="soft">Waits for {standing.missing.join(', ')} to sign.</p>}
      {isOpen && (
        <ConfirmDialog
          title={`Submit it to channel ${channel}?`}
          action={`Submit: ${what}`}
          typed={{ text: channel, what: "the channel's name" }}
          busy={busy}
          onConfirm={() => void confirm()}
          onClose={() => setOpen(false)}
        >
          <p>The settings of every node of channel {channel} change at once, for all of its clients.</p>
        </ConfirmDialog>
      )}
    </>
  );
}
