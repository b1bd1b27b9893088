import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { answerOf, api } from '../../api.js';
import type { AuditedRecord, AuditPage } from '../../api-views.js';
import { changeWords } from '../../changing/change-words.js';
import { clock, counted } from '../../format.js';
import { Badge, Card, type BadgeKind } from '../../parts/layout.js';
import { Empty, Note, Show } from '../../parts/states.js';
import { Table, type Column } from '../../parts/table.js';
import { hrefOf } from '../../route.js';
import { useResource } from '../../use-resource.js';
import { RecordItem } from './record-item.js';
import { SubjectFilter } from './subject-filter.js';

const FIRST = 50;
const MORE = 100;

/** What was done to the channel; at the press of a button held against the ledger and the channel's own blocks. */
export function ChannelAudit({ subject }: { readonly subject: string }): VNode {
  const [withLedger, setWithLedger] = useState(false);
  const [limit, setLimit] = useState(FIRST);
  const page = useResource(`audit ${withLedger} ${limit} ${subject}`, () =>
    answerOf(
      api.GET('/audit', {
        params: { query: { limit, ledger: withLedger ? 'true' : 'false', ...(subject ? { subject } : {}) } },
      }),
    ),
  );
  return (
    <Card
      title="Timeline of the channel"
      actions={
        <button type="button" aria-pressed={withLedger} onClick={() => setWithLedger(!withLedger)}>
          Compare with the ledger
        </button>
      }
    >
      <SubjectFilter place={['audit']} subject={subject} />
      <Show of={page} what={withLedger ? 'the record, and what the ledger says of it' : 'the record'}>
        {(data) => (
          <>
            {data.comparison && <Verdict comparison={data.comparison} />}
            {data.items.length === 0 ? (
              <Empty title="Nothing is recorded">
                {subject
                  ? 'Nothing is about that id.'
                  : 'Every change from here will stand here with its proof.'}
              </Empty>
            ) : (
              <ol class="steps">
                {data.items.map((each) => (
                  <RecordItem key={each.record.sha256} record={each.record}>
                    <Standing of={each} />
                  </RecordItem>
                ))}
              </ol>
            )}
            {data.next !== undefined && (
              <button type="button" onClick={() => setLimit(limit + MORE)}>
                Show older ones
              </button>
            )}
            {data.comparison && <ChannelChanges changes={data.comparison.changes} />}
          </>
        )}
      </Show>
    </Card>
  );
}

type Compared = NonNullable<AuditPage['comparison']>;

function Verdict({
  comparison: { disagreements, problems, pending },
}: {
  readonly comparison: Compared;
}): VNode {
  return (
    <>
      {disagreements.length > 0 ? (
        <Note
          kind="bad"
          title={`Store, ledger and channel disagree (${counted(disagreements.length, 'time')})`}
        >
          <ul>
            {disagreements.map(({ kind, message }) => (
              <li key={message}>
                <code>{kind}</code> {message}
              </li>
            ))}
          </ul>
          <p>Find out who changed what before the next change is made.</p>
        </Note>
      ) : (
        <Note kind={problems.length > 0 ? 'warn' : 'good'} title={agreement(problems.length > 0)} />
      )}
      {problems.map((problem) => (
        <Note key={problem} kind="warn" title={problem} />
      ))}
      {pending > 0 && <Note kind="info" title={`${counted(pending, 'record')} not on the ledger yet`} />}
    </>
  );
}

function agreement(isPartial: boolean): string {
  const words = 'Store, ledger and channel agree';
  return isPartial ? `${words}, as far as they could be asked` : words;
}

const STANDINGS: Readonly<Record<string, readonly [words: string, kind: BadgeKind]>> = {
  agreed: ['on the ledger', 'good'],
  pending: ['not on the ledger yet', 'plain'],
  unchecked: ['not compared', 'plain'],
  'only-in-store': ['in the store only', 'bad'],
  'only-on-ledger': ['on the ledger only', 'bad'],
  different: ['different on the ledger', 'bad'],
  'of-others': ["on the ledger, another installation's", 'plain'],
};

function Standing({ of: { standing } }: { readonly of: AuditedRecord }): VNode | null {
  if (standing === undefined) return null;
  const [words, kind] = STANDINGS[standing] ?? [standing, 'plain'];
  return <Badge kind={kind}>{words}</Badge>;
}

const COLUMNS: readonly Column<Compared['changes'][number]>[] = [
  { title: 'Block', heading: true, numeric: true, cell: ({ blockNumber }) => blockNumber },
  { title: 'When', cell: ({ at }) => clock(at) },
  { title: 'Difference', cell: ({ before, after }) => changeWords(before, after) },
  { title: 'Sent by', cell: ({ sentBy }) => `${sentBy.name} of ${sentBy.mspId}` },
  {
    title: 'Belongs to',
    cell: ({ explainedBy }) => explainedBy ?? <Badge kind="bad">nothing known here</Badge>,
  },
];

function ChannelChanges({ changes }: Pick<Compared, 'changes'>): VNode {
  return (
    <>
      <h3>What the channel itself remembers</h3>
      {changes.length === 0 ? (
        <p>
          Its settings were never changed since it was made: see <a href={hrefOf(['overview'])}>Overview</a>{' '}
          for them.
        </p>
      ) : (
        <Table
          caption="Changes in the channel's own blocks"
          columns={COLUMNS}
          rows={changes}
          keyOf={({ blockNumber }) => String(blockNumber)}
        />
      )}
    </>
  );
}
