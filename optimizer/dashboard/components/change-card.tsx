import type { ComponentChildren, VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { Role } from '../../domain/actor.js';
import type { Job } from '../../domain/job.js';
import { answerOf, api, type Answer } from '../api.js';
import type { Me, ChangePreview, WatchRequest } from '../api-views.js';
import { clickWords } from '../changing/click-words.js';
import { changeWords } from '../changing/change-words.js';
import { USUAL_WATCH, watchOf } from '../changing/wanted-watch.js';
import { ActionButton } from '../parts/action.js';
import { Card } from '../parts/layout.js';
import { Failed, Note, Show } from '../parts/states.js';
import { hrefOf } from '../route.js';
import { mayActAs } from '../shell/roles.js';
import { useResource } from '../use-resource.js';
import { ConfirmDialog } from './confirm-dialog.js';
import { NewestChange } from './newest-change.js';
import { PreviewFacts } from './preview-facts.js';
import { useOneClick } from './use-one-click.js';
import { WatchFields } from './watch-fields.js';

export interface ChangeCardProps {
  readonly title: string;
  readonly me: Me;
  /** Identifies what is asked for. */
  readonly about: string;
  /** What the button does, before its change: `Apply`, `Go back`. */
  readonly verb: string;
  /** A rollback never waits for approval. */
  readonly kind: 'apply' | 'rollback';
  /** Least role that may ask for it. */
  readonly role: Role;
  readonly preview: () => Promise<Answer<ChangePreview>>;
  readonly send: (
    how: { readonly watch?: WatchRequest },
    header: Record<string, string>,
  ) => Promise<Answer<Job>>;
  readonly limitsHelp: string;
  /** Where this installation cannot sign for enough organisations: makes a proposal of it. */
  readonly propose?: () => Promise<Answer<{ readonly id: string }>>;
  readonly children?: ComponentChildren;
}

interface DecideProps extends ChangeCardProps {
  readonly facts: ChangePreview;
  /** Of the channel's configuration that the facts are about. */
  readonly etag: string | undefined;
  readonly channel: string | undefined;
  readonly reload: () => void;
}

/** A change of the channel: what it would do, how it is watched, and the button that asks once more. */
export function ChangeCard(props: ChangeCardProps): VNode {
  const { title, me, about, role, preview, children } = props;
  const facts = useResource(about, preview);
  const network = useResource('network', () => answerOf(api.GET('/network')));
  return (
    <Card title={title}>
      {children}
      {!mayActAs(me.role, role) && <NotForYou role={role} me={me} />}
      <Show of={facts} what="what it would do">
        {(data) => (
          <>
            <PreviewFacts preview={data} />
            {data.changes && mayActAs(me.role, role) && (
              <NextStep
                {...props}
                facts={data}
                etag={facts.etag}
                channel={network.data?.channel ?? undefined}
                reload={facts.reload}
              />
            )}
          </>
        )}
      </Show>
    </Card>
  );
}

/** Nothing where guard rails forbid it: that stands with the facts. */
function NextStep(props: DecideProps): VNode | null {
  const { facts, propose } = props;
  if (!facts.guardRails.allowed) return null;
  if (!needsOthers(facts)) return <Decide {...props} />;
  return propose ? <Propose call={propose} /> : null;
}

function needsOthers({ signatures }: ChangePreview): boolean {
  return signatures !== null && signatures.stillNeeded > 0;
}

function Propose({ call }: { readonly call: NonNullable<ChangeCardProps['propose']> }): VNode {
  return (
    <ActionButton
      kind="primary"
      said="The proposal is made"
      call={call}
      done={({ id }) => (location.hash = hrefOf(['proposals', id]))}
    >
      Make it a proposal for the others to sign
    </ActionButton>
  );
}

function NotForYou({ role, me }: { readonly role: Role; readonly me: Me }): VNode {
  return (
    <Note kind="info" title={`Your role is ${me.role}: this needs the role ${role}.`}>
      <p>Send somebody who has it the address of this page, or sign in with another token.</p>
    </Note>
  );
}

function Decide({ me, kind, verb, send, limitsHelp, facts, etag, channel, reload }: DecideProps): VNode {
  const [form, setForm] = useState(USUAL_WATCH);
  const [isOpen, setOpen] = useState(false);
  const { busy, problem, run, forget } = useOneClick('The change was asked for');
  const wanted = watchOf(form);
  const words = clickWords(me, kind, verb);
  const what = changeWords(facts.before, facts.after);
  const confirm = async (): Promise<void> => {
    if ('fault' in wanted) return;
    const how = wanted.watch ? { watch: wanted.watch } : {};
    const follows = etag === undefined ? {} : { 'If-Match': etag };
    const job = await run({ verb, what, how, etag }, (header) => send(how, { ...header, ...follows }));
    setOpen(false);
    if (job) location.hash = hrefOf(['applications', 'job', job.id]);
    else reload();
  };
  return (
    <>
      <WatchFields form={form} onChange={setForm} limitsHelp={limitsHelp} />
      {'fault' in wanted && <Note kind="warn" title={wanted.fault} />}
      {problem && (
        <>
          <Failed problem={problem} />
          {problem.retry === 'after-reread' && <NewestChange />}
        </>
      )}
      {channel === undefined ? (
        <Note
          kind="warn"
          title="The network does not say which channel this is: see Overview for what is wrong."
        />
      ) : (
        <button
          type="button"
          class="primary"
          disabled={'fault' in wanted}
          onClick={() => {
            forget();
            setOpen(true);
          }}
        >
          {words.button} …
        </button>
      )}
      {isOpen && channel !== undefined && (
        <ConfirmDialog
          title={`${words.button} on channel ${channel}?`}
          action={`${words.button}: ${what}`}
          typed={{ text: channel, what: "the channel's name" }}
          busy={busy}
          onConfirm={() => void confirm()}
          onClose={() => setOpen(false)}
        >
          <p>{words.consequence}</p>
          <p>
            {form.isWanted
              ? watchedWords(form.seconds)
              : 'Nobody watches it afterwards: it stays until somebody takes it back.'}
          </p>
        </ConfirmDialog>
      )}
    </>
  );
}

function watchedWords(seconds: string): string {
  return `Live transactions are watched for ${seconds} s afterwards; if a limit breaks, the settings from before are put back.`;
}
