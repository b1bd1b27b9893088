import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { answerOf, api } from '../../api.js';
import type { RecommendationEntry } from '../../api-views.js';
import { changeWords } from '../../changing/change-words.js';
import { clock } from '../../format.js';
import { Badge, Card, PageHeading } from '../../parts/layout.js';
import { Empty, Show } from '../../parts/states.js';
import { Table, type Column } from '../../parts/table.js';
import { hrefOf } from '../../route.js';
import type { PageProps } from '../../shell/pages.js';
import { mayActAs } from '../../shell/roles.js';
import { useResource } from '../../use-resource.js';
import { AskForm } from './ask-form.js';
import { goalWords, shortGain } from './goal-words.js';

const COLUMNS: readonly Column<RecommendationEntry>[] = [
  {
    title: 'Made',
    heading: true,
    cell: ({ id, createdAt }) => <a href={hrefOf(['recommendation', id])}>{clock(createdAt)}</a>,
  },
  { title: 'Asked for', cell: goalWords },
  { title: 'Answer', cell: ({ decision }) => <Decision decision={decision} /> },
  { title: 'Difference', cell: ({ current, settings }) => changeWords(current, settings) },
  {
    title: 'Expected',
    cell: ({ expectedGain, decision }) =>
      expectedGain && decision === 'change' ? shortGain(expectedGain) : '–',
  },
];

export function Decision({ decision }: Pick<RecommendationEntry, 'decision'>): VNode {
  return decision === 'change' ? <Badge kind="accent">change</Badge> : <Badge kind="plain">stay</Badge>;
}

const FIRST = 20;
const MORE = 40;

/** The form that asks for one, and those made so far. */
export function RecommendationList({ me, query }: Pick<PageProps, 'me' | 'query'>): VNode {
  const [limit, setLimit] = useState(FIRST);
  const list = useResource(`recommendations ${limit}`, () =>
    answerOf(api.GET('/recommendations', { params: { query: { limit } } })),
  );
  return (
    <>
      <PageHeading title="Recommendation">
        What the champion model would set instead of what is in force, and what it expects of that.
      </PageHeading>
      {mayActAs(me.role, 'operator') ? (
        <AskForm query={query} />
      ) : (
        <Card title="Ask for one">
          <p>
            Asking for a recommendation keeps it for everybody, so it needs the role operator; yours is{' '}
            {me.role}. You can read those made so far.
          </p>
        </Card>
      )}
      <Card title="Made so far">
        <Show of={list} what="the recommendations">
          {({ items, next }) =>
            items.length === 0 ? (
              <Empty title="There is no recommendation yet">
                One needs a trained model: see <a href={hrefOf(['models'])}>Models</a>, then ask above.
              </Empty>
            ) : (
              <>
                <Table caption="Recommendations" columns={COLUMNS} rows={items} keyOf={({ id }) => id} />
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
