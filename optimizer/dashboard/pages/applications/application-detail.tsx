import type { VNode } from 'preact';
import { answerOf, api } from '../../api.js';
import type { Me, ApplicationDetail } from '../../api-views.js';
import { SettingsTable } from '../../components/settings-table.js';
import { clock, duration } from '../../format.js';
import { Card, Facts, Grid, PageHeading } from '../../parts/layout.js';
import { Note, Show } from '../../parts/states.js';
import { hrefOf } from '../../route.js';
import { useResource } from '../../use-resource.js';
import { ApplicationBadge, BecauseLink, CanaryNote } from './application-words.js';
import { Links } from './change-result.js';
import { RollbackCards } from './rollback-cards.js';
import { VerificationCard } from './verification-card.js';

/** One change with its proof, what watching and measuring it came to, and the way back. */
export function ApplicationDetailView({ id, me }: { readonly id: string; readonly me: Me }): VNode {
  const application = useResource(
    id,
    () => answerOf(api.GET('/applications/{id}', { params: { path: { id } } })),
    { everyMs: 15_000 },
  );
  return (
    <>
      <PageHeading title={application.data?.kind === 'rollback' ? 'Rollback' : 'Change'}>
        {id} · <a href={hrefOf(['applications'])}>all changes</a>
      </PageHeading>
      <Show of={application} what={`change ${id}`}>
        {(data) => (
          <>
            <Grid>
              <Card title="What was done">
                <SettingsTable
                  caption="Before and after"
                  before={data.before}
                  after={data.after}
                  beforeTitle="Before"
                  afterTitle="After"
                />
                {data.reason !== undefined && data.status === 'failed' && (
                  <Note kind="bad" title={data.reason} />
                )}
                <Proof application={data} />
              </Card>
              {data.canary && (
                <Card title="Live transactions under it">
                  <CanaryNote canary={data.canary} />
                </Card>
              )}
              <VerificationCard application={data} me={me} />
            </Grid>
            <Journal application={data} />
            <RollbackCards application={data} me={me} />
          </>
        )}
      </Show>
    </>
  );
}

function Proof({ application }: { readonly application: ApplicationDetail }): VNode {
  const { channel, startedAt, because, blockNumber, elapsedMs, nodes, unreachable, signedBy, job } =
    application;
  return (
    <Facts
      rows={[
        ['Came to', <ApplicationBadge application={application} />],
        ['Channel', channel],
        ['Begun', clock(startedAt)],
        ['Because of', <BecauseLink because={because} />],
        ['Asked by', job && `${job.requestedBy.name} (${job.requestedBy.role})`],
        ['Approved by', job?.approvals.map(({ by }) => by.name).join(', ')],
        ['Signed by', signedBy?.join(', ')],
        ['Block', blockNumber === undefined ? undefined : String(blockNumber)],
        ['Took', elapsedMs === undefined ? undefined : duration(elapsedMs)],
        ['Nodes that report it', nodes.join(', ')],
        ['Nodes that did not answer', unreachable?.join(', ')],
        [
          'Put back by',
          application.rolledBackBy.length === 0 ? undefined : <Links ids={application.rolledBackBy} />,
        ],
      ]}
    />
  );
}

function Journal({ application: { journal } }: { readonly application: ApplicationDetail }): VNode | null {
  if (journal.length === 0) return null;
  return (
    <Card title="Its steps in the audit log">
      <ol class="steps">
        {journal.map(({ id, at, action, note, who }) => (
          <li key={id}>
            <time dateTime={at}>{clock(at)}</time>
            <span>
              <b>{action}</b> by {who.name} of {who.mspId}
              {note !== undefined && `: ${note}`}
            </span>
          </li>
        ))}
      </ol>
    </Card>
  );
}
