import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { Application } from '../../../domain/application.js';
import { answerOf, api } from '../../api.js';
import { changeWords, settingsWords } from '../../changing/change-words.js';
import { clock } from '../../format.js';
import { Card, PageHeading } from '../../parts/layout.js';
import { Empty, Note, Show } from '../../parts/states.js';
import { Table, type Column } from '../../parts/table.js';
import { hrefOf } from '../../route.js';
import { useResource } from '../../use-resource.js';
import { ApplicationBadge, BecauseLink } from './application-words.js';
import { OpenChanges } from './open-changes.js';

const COLUMNS: readonly Column<Application>[] = [
  {
    title: 'When',
    heading: true,
    cell: ({ id, startedAt }) => <a href={hrefOf(['applications', id])}>{clock(startedAt)}</a>,
  },
  { title: 'What', cell: ({ kind }) => (kind === 'rollback' ? 'rollback' : 'change') },
  { title: 'Difference', cell: ({ before, after }) => changeWords(before, after) },
  { title: 'Came to', cell: (application) => <ApplicationBadge application={application} /> },
  { title: 'Because of', cell: ({ because }) => <BecauseLink because={because} /> },
  { title: 'Block', numeric: true, cell: ({ blockNumber }) => blockNumber ?? '–' },
];

const FIRST = 25;
const MORE = 50;
const EVERY_MS = 10_000;

/** What is in force, what is asked for, and every change so far. */
export function ApplicationList(): VNode {
  const [limit, setLimit] = useState(FIRST);
  const list = useResource(
    `applications ${limit}`,
    () => answerOf(api.GET('/applications', { params: { query: { limit } } })),
    { everyMs: EVERY_MS },
  );
  return (
    <>
      <PageHeading title="Changes">
        Every change of the channel's ordering settings that was made here, and the way back from each.
      </PageHeading>
      <Card title="In force">
        <InForce />
      </Card>
      <OpenChanges />
      <Card title="History">
        <Show of={list} what="the changes">
          {({ items, next }) =>
            items.length === 0 ? (
              <Empty title="Nothing was changed from here yet">
                A <a href={hrefOf(['recommendation'])}>recommendation</a> says what to change and what to
                expect of it.
              </Empty>
            ) : (
              <>
                <Table
                  caption="Changes, the newest first"
                  columns={COLUMNS}
                  rows={items}
                  keyOf={({ id }) => id}
                />
                {next !== undefined && (
                  <button type="button" onClick={() => setLimit(limit + MORE)}>
                    Show older ones
                  </button>
                )}
              </>
            )
          }
        </Show>
      </Card>
    </>
  );
}

function InForce(): VNode {
  const network = useResource('network', () => answerOf(api.GET('/network')), { everyMs: EVERY_MS });
  return (
    <Show of={network} what="what is in force">
      {({ channel, settings, problem }) =>
        settings ? (
          <p>
            <b>{settingsWords(settings)}</b> on channel {channel}
          </p>
        ) : (
          <Note kind="warn" title="The channel cannot be asked now">
            <p>{problem ?? 'Overview says what is wrong.'}</p>
          </Note>
        )
      }
    </Show>
  );
}
