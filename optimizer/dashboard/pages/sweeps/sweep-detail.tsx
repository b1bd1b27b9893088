import type { VNode } from 'preact';
import { answerOf, api, idempotencyKey } from '../../api.js';
import type { Me, SweepView } from '../../api-views.js';
import { clock } from '../../format.js';
import { ActionButton } from '../../parts/action.js';
import { DownloadButton } from '../../parts/download-button.js';
import { JobLink } from '../../parts/job-status.js';
import { Card, Facts, Grid, PageHeading } from '../../parts/layout.js';
import { Show } from '../../parts/states.js';
import { hrefOf } from '../../route.js';
import { mayActAs } from '../../shell/roles.js';
import { useJobEvents } from '../../use-job-events.js';
import { useResource } from '../../use-resource.js';
import { StreamLine } from './stream-line.js';
import { SweepCards } from './sweep-cards.js';
import { SweepStatus } from './work-lists.js';

/** One sweep or search: how far it is, and what it has measured. */
export function SweepDetail({ id, me }: { readonly id: string; readonly me: Me }): VNode {
  const sweep = useResource(id, () => answerOf(api.GET('/sweeps/{id}', { params: { path: { id } } })), {
    everyMs: 10_000,
  });
  const job = useResource(
    sweep.data?.atWork ? id : undefined,
    async () => {
      const running = await answerOf(
        api.GET('/jobs', { params: { query: { status: 'running', limit: 50 } } }),
      );
      return running.ok
        ? { ok: true, data: { job: running.data.items.find(({ subjectId }) => subjectId === id) } }
        : running;
    },
    { everyMs: 15_000 },
  );
  const running = job.data?.job;
  const { events, stream } = useJobEvents(running?.id);
  return (
    <>
      <PageHeading
        title={
          sweep.data ? `${sweep.data.kind === 'search' ? 'Search' : 'Sweep'} ${sweep.data.planName}` : 'Sweep'
        }
      >
        <a href={hrefOf(['sweeps'])}>All sweeps and jobs</a>
      </PageHeading>
      <Show of={sweep} what="the sweep">
        {(data) => (
          <Grid>
            <Card title="State">
              <p>
                <SweepStatus sweep={data} /> {data.reason}
              </p>
              {running && (
                <>
                  <p>
                    Measured by <JobLink job={running} />
                  </p>
                  <StreamLine stream={stream} lastEventAt={events.at(-1)?.at} />
                </>
              )}
              <Facts
                rows={[
                  ['Began', clock(data.startedAt)],
                  ['Ended', data.endedAt && clock(data.endedAt)],
                  [
                    'Window of a round',
                    `${data.window.minS} to ${data.window.maxS} s after ${data.window.warmupS} s`,
                  ],
                  ['Network', data.networkId],
                  ['Id', <code>{id}</code>],
                ]}
              />
              <Actions {...{ sweep: data, me }} />
            </Card>
            <SweepCards id={id} heard={events.length} isOver={!data.atWork} />
          </Grid>
        )}
      </Show>
    </>
  );
}

function Actions({ sweep, me }: { readonly sweep: SweepView; readonly me: Me }): VNode {
  const { id, status, atWork } = sweep;
  return (
    <div class="row no-print">
      {!atWork && status !== 'finished' && mayActAs(me.role, 'operator') && (
        <ActionButton
          kind="primary"
          said="The sweep goes on"
          call={() =>
            answerOf(
              api.POST('/sweeps/{id}/resumption', { params: { path: { id }, header: idempotencyKey() } }),
            )
          }
          done={(job) => location.assign(hrefOf(['sweeps', 'jobs', job.id]))}
        >
          Go on with it
        </ActionButton>
      )}
      <DownloadButton path={`/sweeps/${encodeURIComponent(id)}/report`} name={`${id}.html`}>
        Report
      </DownloadButton>
      <DownloadButton path={`/results.csv?sweepId=${encodeURIComponent(id)}`} name={`${id}.csv`}>
        Rounds as CSV
      </DownloadButton>
    </div>
  );
}
