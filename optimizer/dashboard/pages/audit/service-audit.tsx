import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { answerOf, api } from '../../api.js';
import { Card } from '../../parts/layout.js';
import { Empty, Show } from '../../parts/states.js';
import { useResource } from '../../use-resource.js';
import { RecordItem } from './record-item.js';
import { SubjectFilter } from './subject-filter.js';

const FIRST = 50;
const MORE = 100;

/** What people and schedules did to this installation: tokens, schedules, jobs, models. */
export function ServiceAudit({ subject }: { readonly subject: string }): VNode {
  const [limit, setLimit] = useState(FIRST);
  const page = useResource(`service audit ${limit} ${subject}`, () =>
    answerOf(api.GET('/audit/service', { params: { query: { limit, ...(subject ? { subject } : {}) } } })),
  );
  return (
    <Card title="Timeline of this installation">
      <SubjectFilter place={['audit', 'service']} subject={subject} />
      <Show of={page} what="the record">
        {({ items, next }) =>
          items.length === 0 ? (
            <Empty title="Nothing is recorded">Tokens, schedules, jobs and models leave entries here.</Empty>
          ) : (
            <>
              <ol class="steps">
                {items.map((record) => (
                  <RecordItem key={record.id} record={record} />
                ))}
              </ol>
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
  );
}
