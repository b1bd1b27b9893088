import type { VNode } from 'preact';
import { answerOf, api } from '../../api.js';
import type { Me, ApplicationDetail, RollbackAsk } from '../../api-views.js';
import { settingsWords } from '../../changing/change-words.js';
import { ChangeCard } from '../../components/change-card.js';

/** The ways back: to what was in force before this change, and to what this change put in force. */
export function RollbackCards({
  application: { id, status, before, after },
  me,
}: {
  readonly application: ApplicationDetail;
  readonly me: Me;
}): VNode | null {
  if (status !== 'verified') return null;
  return (
    <>
      <Rollback title="Take this change back" ask={{ applicationId: id }} me={me}>
        Puts back what was in force before it: {settingsWords(before)}.
      </Rollback>
      <Rollback title="Go back to these settings" ask={{ to: id }} me={me}>
        Puts in force again what this change had set: {settingsWords(after)}.
      </Rollback>
    </>
  );
}

function Rollback({
  title,
  ask,
  me,
  children,
}: {
  readonly title: string;
  readonly ask: RollbackAsk;
  readonly me: Me;
  readonly children: readonly string[];
}): VNode {
  return (
    <ChangeCard
      title={title}
      me={me}
      about={`rollback ${JSON.stringify(ask)}`}
      verb={ask.to === undefined ? 'Take back' : 'Go back'}
      kind="rollback"
      role="approver"
      preview={() => answerOf(api.POST('/rollbacks/preview', { body: ask }))}
      send={(how, header) =>
        answerOf(api.POST('/rollbacks', { body: { ...ask, ...how }, params: { header } }))
      }
      limitsHelp="Empty: only failures count."
    >
      <p>{children}</p>
    </ChangeCard>
  );
}
