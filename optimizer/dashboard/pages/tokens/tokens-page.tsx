import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { answerOf, api } from '../../api.js';
import type { TokenView } from '../../api-views.js';
import { clock } from '../../format.js';
import { ActionButton } from '../../parts/action.js';
import { Badge, Card, PageHeading } from '../../parts/layout.js';
import { Show } from '../../parts/states.js';
import { Table, type Column } from '../../parts/table.js';
import { useNow } from '../../use-now.js';
import { useResource } from '../../use-resource.js';
import type { PageProps } from '../../shell/pages.js';
import { NewToken } from './new-token.js';

/** Who may ask the service: tokens are made, shown once and revoked here. */
export function TokensPage({ me }: PageProps): VNode {
  const [limit] = useState(500);
  const list = useResource('tokens', () => answerOf(api.GET('/tokens', { params: { query: { limit } } })));
  const now = useNow(60_000);
  const columns: readonly Column<TokenView>[] = [
    { title: 'Name', heading: true, cell: ({ name, id }) => (id === me.id ? `${name} (this one)` : name) },
    { title: 'Role', cell: ({ role }) => role },
    { title: 'Made', cell: ({ createdAt, createdBy }) => `${clock(createdAt)} by ${createdBy}` },
    { title: 'Good until', cell: ({ expiresAt }) => clock(expiresAt) },
    { title: 'Now', cell: (token) => <State token={token} now={now} /> },
    {
      title: 'Revoke',
      cell: (token) => <Revoke token={token} isOwn={token.id === me.id} done={list.reload} />,
    },
  ];
  return (
    <>
      <PageHeading title="Tokens">
        Each person and each machine has a token of its own, so that records say who it was.
      </PageHeading>
      <NewToken made={list.reload} />
      <Card title="Tokens">
        <Show of={list} what="the tokens">
          {({ items }) => <Table caption="Tokens" columns={columns} rows={items} keyOf={({ id }) => id} />}
        </Show>
      </Card>
    </>
  );
}

function State({
  token: { revokedAt, expiresAt },
  now,
}: {
  readonly token: TokenView;
  readonly now: number;
}): VNode {
  if (revokedAt !== undefined) return <Badge kind="plain">revoked</Badge>;
  return Date.parse(expiresAt) > now ? <Badge kind="good">valid</Badge> : <Badge kind="plain">expired</Badge>;
}

function Revoke({
  token: { id, name, revokedAt },
  isOwn,
  done,
}: {
  readonly token: TokenView;
  readonly isOwn: boolean;
  readonly done: () => void;
}): VNode {
  const [isAsked, setAsked] = useState(false);
  if (revokedAt !== undefined) return <span class="soft">{clock(revokedAt)}</span>;
  if (!isAsked)
    return (
      <button type="button" onClick={() => setAsked(true)}>
        Revoke <span class="visually-hidden">{name}</span> …
      </button>
    );
  return (
    <div class="stack">
      {isOwn && <p>This is the token you are signed in with: you will be signed out.</p>}
      <ActionButton
        kind="danger"
        said="Revoked"
        call={async () => {
          const answer = await answerOf(api.DELETE('/tokens/{id}', { params: { path: { id } } }));
          return answer.ok ? { ok: true, data: true } : answer;
        }}
        done={done}
      >
        Revoke {name} for good
      </ActionButton>
      <button type="button" onClick={() => setAsked(false)}>
        Keep it
      </button>
    </div>
  );
}
