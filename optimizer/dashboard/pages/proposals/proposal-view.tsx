import type { VNode } from 'preact';
import { answerOf, api } from '../../api.js';
import type { Me, ProposalDetail } from '../../api-views.js';
import { SettingsTable } from '../../components/settings-table.js';
import { clock } from '../../format.js';
import { Badge, Card, Facts, Grid, PageHeading, type BadgeKind } from '../../parts/layout.js';
import { Note, Show } from '../../parts/states.js';
import { Table, type Column } from '../../parts/table.js';
import { hrefOf } from '../../route.js';
import { useResource } from '../../use-resource.js';
import { ProposalActions } from './proposal-actions.js';

/** What a proposal's bytes change, who signed and who is missing. */
export function ProposalView({ id, me }: { readonly id: string; readonly me: Me }): VNode {
  const proposal = useResource(id, () => answerOf(api.GET('/proposals/{id}', { params: { path: { id } } })), {
    everyMs: 15_000,
  });
  return (
    <>
      <PageHeading title="Proposal">
        {id} · <a href={hrefOf(['proposals'])}>all proposals</a>
      </PageHeading>
      <Show of={proposal} what={`proposal ${id}`}>
        {(data) => (
          <>
            <Objections proposal={data} />
            <Grid>
              <Card title="What it changes">
                <SettingsTable
                  caption="Before and after"
                  before={data.before}
                  after={data.after}
                  beforeTitle="When it was made"
                  afterTitle="Proposed"
                />
                <Facts
                  rows={[
                    ['State', data.status],
                    ['Channel', `${data.channel}, config sequence ${data.configSequence}`],
                    ['Made', `${clock(data.createdAt)} by ${data.createdBy}`],
                    ['SHA-256 of its bytes', <code>{data.updateSha256}</code>],
                    ['Came to', data.applicationId && <ApplicationLink id={data.applicationId} />],
                    ['Replaced by', data.replacedBy && <ProposalLink id={data.replacedBy} />],
                  ]}
                />
              </Card>
              <Card title="Signatures">
                <Missing proposal={data} />
                {data.signatures.length > 0 && (
                  <Table
                    caption="Signatures"
                    columns={COLUMNS}
                    rows={data.signatures}
                    keyOf={({ mspId, name, signedAt }) => `${mspId} ${name} ${signedAt}`}
                  />
                )}
              </Card>
            </Grid>
            <ProposalActions proposal={data} me={me} changed={proposal.reload} />
          </>
        )}
      </Show>
    </>
  );
}

function ApplicationLink({ id }: { readonly id: string }): VNode {
  return <a href={hrefOf(['applications', id])}>{id}</a>;
}

function ProposalLink({ id }: { readonly id: string }): VNode {
  return <a href={hrefOf(['proposals', id])}>{id}</a>;
}

function Objections({
  proposal: { objections, stale },
}: {
  readonly proposal: ProposalDetail;
}): VNode | null {
  if (objections.length === 0 && stale === undefined) return null;
  return (
    <Note
      kind="bad"
      title={
        objections.length > 0
          ? 'Nobody should sign or send this'
          : 'Its signatures are good for nothing any more'
      }
    >
      <ul>
        {[...objections, ...(stale === undefined ? [] : [stale])].map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </Note>
  );
}

function Missing({ proposal: { standing, status } }: { readonly proposal: ProposalDetail }): VNode {
  if (status !== 'open') return <p>It is {status}: nothing is missing any more.</p>;
  if (!standing) return <p>The channel could not be asked who has to sign it.</p>;
  const { requirement, satisfied, missing } = standing;
  return (
    <p>
      Needs the {requirement.rule}.{' '}
      <b>{satisfied ? 'Enough have signed.' : `Still missing: ${missing.join(', ')}.`}</b>
    </p>
  );
}

const STATES: Readonly<Record<ProposalDetail['signatures'][number]['state'], BadgeKind>> = {
  counts: 'good',
  verified: 'plain',
  refused: 'bad',
};

const COLUMNS: readonly Column<ProposalDetail['signatures'][number]>[] = [
  { title: 'Who', heading: true, cell: ({ name, mspId }) => `${name} of ${mspId}` },
  { title: 'Signed', cell: ({ signedAt }) => clock(signedAt) },
  {
    title: 'Standing',
    cell: ({ state, problem }) => (
      <>
        <Badge kind={STATES[state]}>{state}</Badge> {problem}
      </>
    ),
  },
];
