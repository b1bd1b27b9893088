import { RemoveButton } from '../../components/remove-button.js';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { Webhook } from '../../../domain/webhook.js';
import { answerOf, api, type Answer } from '../../api.js';
import type { WebhookBody, WebhookView } from '../../api-views.js';
import { Field } from '../../components/field.js';
import { useAction } from '../../parts/action.js';
import { Failed } from '../../parts/states.js';
import { ifMatch } from './schedule-editor.js';

type Told = Webhook['events'][number];

const EVENTS: WebhookBody['events'] = [
  'job-ended',
  'approval-wanted',
  'settings-changed',
  'settings-taken-back',
  'champion-changed',
  'drift-found',
  'schedule-failed',
];

const NEW: WebhookBody = {
  name: '',
  url: '',
  secretVariable: 'GRIDTUNE_WEBHOOK_',
  events: EVENTS,
  enabled: true,
};

/** Makes a webhook or changes one; its secret stays in the service's environment. */
export function WebhookEditor({
  webhook,
  changed,
  close,
}: {
  readonly webhook?: WebhookView;
  readonly changed: () => void;
  readonly close: () => void;
}): VNode {
  const [form, setForm] = useState<WebhookBody>(webhook ? bodyOf(webhook) : NEW);
  const { isBusy, problem, run } = useAction<WebhookView>('The webhook is kept');
  const set = (part: Partial<WebhookBody>): void => setForm({ ...form, ...part });
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (await run(() => save(form, webhook))) changed();
  };
  return (
    <form class="stack editor" onSubmit={(event) => void submit(event)}>
      <div class="fields">
        <Field label="Name" value={form.name} required maxLength={64} onChange={(name) => set({ name })} />
        <Field label="Address" type="url" value={form.url} required onChange={(url) => set({ url })} />
        <Field
          label="Variable that holds the secret"
          value={form.secretVariable}
          required
          help="Set in the environment of the service; notices are signed with it."
          onChange={(secretVariable) => set({ secretVariable })}
        />
      </div>
      <Events chosen={form.events} onChange={(events) => set({ events })} />
      <label class="check">
        <input
          type="checkbox"
          checked={form.enabled}
          onChange={({ currentTarget }) => set({ enabled: currentTarget.checked })}
        />
        Enabled
      </label>
      {problem && <Failed problem={problem} />}
      <div class="row">
        <button type="submit" class="primary" disabled={isBusy || form.events.length === 0}>
          {webhook ? 'Save the change' : 'Make the webhook'}
        </button>
        <button type="button" onClick={close}>
          Leave it as it is
        </button>
        {webhook && (
          <RemoveButton
            name={webhook.name}
            remove={() =>
              answerOf(
                api.DELETE('/webhooks/{id}', {
                  params: { path: { id: webhook.id }, header: ifMatch(webhook) },
                }),
              )
            }
            changed={changed}
          />
        )}
      </div>
    </form>
  );
}

function bodyOf({ name, url, secretVariable, events, enabled }: WebhookView): WebhookBody {
  return { name, url, secretVariable, events, enabled };
}

function save(body: WebhookBody, webhook: WebhookView | undefined): Promise<Answer<WebhookView>> {
  if (!webhook) return answerOf(api.POST('/webhooks', { body }));
  const params = { path: { id: webhook.id }, header: ifMatch(webhook) };
  return answerOf(api.PUT('/webhooks/{id}', { body, params }));
}

function Events({
  chosen,
  onChange,
}: {
  readonly chosen: WebhookBody['events'];
  readonly onChange: (events: WebhookBody['events']) => void;
}): VNode {
  const toggle = (each: Told, isOn: boolean): void =>
    onChange(EVENTS.filter((other) => (other === each ? isOn : chosen.includes(other))));
  return (
    <fieldset>
      <legend>Told of</legend>
      {EVENTS.map((each) => (
        <label key={each} class="check">
          <input
            type="checkbox"
            checked={chosen.includes(each)}
            onChange={({ currentTarget }) => toggle(each, currentTarget.checked)}
          />
          {each}
        </label>
      ))}
    </fieldset>
  );
}
