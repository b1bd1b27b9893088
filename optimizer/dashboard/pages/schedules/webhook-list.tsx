import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { answerOf, api } from '../../api.js';
import type { WebhookView } from '../../api-views.js';
import { clock, counted } from '../../format.js';
import { ActionButton } from '../../parts/action.js';
import { Badge, Card, Facts, type BadgeKind } from '../../parts/layout.js';
import { Empty, Show } from '../../parts/states.js';
import { Table, type Column } from '../../parts/table.js';
import { useResource } from '../../use-resource.js';
import { WebhookEditor } from './webhook-editor.js';

/** Receivers of notices and what came of them. */
export function WebhookList(): VNode {
  const list = useResource(
    'webhooks',
    () => answerOf(api.GET('/webhooks', { params: { query: { limit: 200 } } })),
    {
      everyMs: 15_000,
    },
  );
  const [isNew, setNew] = useState(false);
  return (
    <Card
      title="Webhooks"
      actions={
        <button type="button" onClick={() => setNew(true)}>
          Make a webhook
        </button>
      }
    >
      {isNew && (
        <WebhookEditor
          changed={() => {
            setNew(false);
            list.reload();
          }}
          close={() => setNew(false)}
        />
      )}
      <Show of={list} what="the webhooks">
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="Nobody is told">A webhook tells a chat or an alarm system what happens here.</Empty>
          ) : (
            <ul class="entries">
              {items.map((each) => (
                <li key={each.id}>
                  <Entry webhook={each} changed={list.reload} />
                </li>
              ))}
            </ul>
          )
        }
      </Show>
    </Card>
  );
}

function Entry({ webhook, changed }: { readonly webhook: WebhookView; readonly changed: () => void }): VNode {
  const [isEdited, setEdited] = useState(false);
  const { id, name, url, events, secretVariable, enabled, pending, last } = webhook;
  const lastWords = last && `${clock(last.at)}: ${last.status}, ${last.outcome}`;
  return (
    <>
      <div class="card-heading">
        <h3>
          {name} <Badge kind={enabled ? 'good' : 'plain'}>{enabled ? 'enabled' : 'disabled'}</Badge>
        </h3>
        <div class="actions">
          <ActionButton
            said="Sent"
            call={() => answerOf(api.POST('/webhooks/{id}/test', { params: { path: { id } } }))}
            done={changed}
          >
            Send a test
          </ActionButton>
          {!isEdited && (
            <button type="button" aria-label={`Edit ${name}`} onClick={() => setEdited(true)}>
              Edit
            </button>
          )}
        </div>
      </div>
      {isEdited ? (
        <WebhookEditor
          webhook={webhook}
          changed={() => {
            setEdited(false);
            changed();
          }}
          close={() => setEdited(false)}
        />
      ) : (
        <Facts
          rows={[
            ['Where', url],
            ['Told of', events.join(', ')],
            ['Secret in', <code>{secretVariable}</code>],
            ['Last', lastWords ?? 'nothing yet'],
            ['Waiting', pending > 0 ? counted(pending, 'notice') : undefined],
          ]}
        />
      )}
      <Deliveries id={id} />
    </>
  );
}

interface Delivered {
  readonly id: string;
  readonly notice: { readonly type: string; readonly at: string; readonly message: string };
  readonly status: 'pending' | 'delivered' | 'given-up';
  readonly attempts: number;
  readonly lastOutcome?: string | undefined;
}

const KINDS: Readonly<Record<Delivered['status'], BadgeKind>> = {
  pending: 'accent',
  delivered: 'good',
  'given-up': 'bad',
};

const COLUMNS: readonly Column<Delivered>[] = [
  { title: 'When', heading: true, cell: ({ notice }) => clock(notice.at) },
  { title: 'Notice', cell: ({ notice }) => `${notice.type}: ${notice.message}` },
  { title: 'Came to', cell: ({ status }) => <Badge kind={KINDS[status]}>{status}</Badge> },
  { title: 'Attempts', numeric: true, cell: ({ attempts }) => attempts },
  { title: 'Answer', cell: ({ lastOutcome }) => lastOutcome ?? '–' },
];

function Deliveries({ id }: { readonly id: string }): VNode {
  const [isShown, setShown] = useState(false);
  const list = useResource(isShown ? `deliveries ${id}` : undefined, () =>
    answerOf(api.GET('/webhooks/{id}/deliveries', { params: { path: { id }, query: { limit: 50 } } })),
  );
  if (!isShown)
    return (
      <button type="button" class="quiet" onClick={() => setShown(true)}>
        Show what was sent
      </button>
    );
  return (
    <Show of={list} what="what was sent">
      {({ items }) =>
        items.length === 0 ? (
          <p class="soft">Nothing was sent yet.</p>
        ) : (
          <Table caption="Deliveries" columns={COLUMNS} rows={items} keyOf={(each) => each.id} />
        )
      }
    </Show>
  );
}
