import type { VNode } from 'preact';
import type { Job } from '../../../domain/job.js';
import { answerOf, api } from '../../api.js';
import { Card, Grid, PageHeading } from '../../parts/layout.js';
import { Note, Show } from '../../parts/states.js';
import type { PageProps } from '../../shell/pages.js';
import { useResource } from '../../use-resource.js';
import { JobsCard } from './jobs-card.js';
import { LiveCard } from './live-card.js';
import { NetworkCard } from './network-card.js';
import { nextStep, type NextStep } from './next-step.js';
import { RecommendationCard } from './recommendation-card.js';
import { SettingsCard } from './settings-card.js';

const SOON_MS = 5000;
const LATER_MS = 30_000;

/** What the network does now, and what is recommended to do next. */
export function OverviewPage({ me }: PageProps): VNode {
  const network = useResource('network', () => answerOf(api.GET('/network')), { everyMs: SOON_MS });
  const live = useResource('live', () => answerOf(api.GET('/network/live')), { everyMs: 2000 });
  const jobs = useResource('jobs', activeJobs, { everyMs: SOON_MS });
  const learnt = useResource('learnt', whatIsLearnt, { everyMs: LATER_MS });
  const { champion, recommendation, txBytes } = factsOf(learnt.data, network.data?.id);
  const settings = network.data?.settings ?? undefined;
  return (
    <>
      <PageHeading title="Overview">What the network does now, and what to do next.</PageHeading>
      {network.data && jobs.data && learnt.data && (
        <NextStepNote
          step={nextStep({
            ...{ me, champion, recommendation },
            network: network.data,
            jobs: jobs.data.items,
            rounds: learnt.data.rounds.total,
          })}
        />
      )}
      <Grid>
        <Card title="Network">
          <Show of={network} what="the network">
            {(data) => <NetworkCard network={data} />}
          </Show>
        </Card>
        <Card title="Settings in force">
          <Show of={network} what="the settings">
            {(data) => <SettingsCard network={data} live={live.data} txBytes={txBytes} />}
          </Show>
        </Card>
        <Card title="Live transactions, and what the champion expects" wide>
          <Show of={live} what="live transactions">
            {(data) => (
              <LiveCard live={data} isMixed={isMeasuring(jobs.data?.items)} {...{ champion, settings }} />
            )}
          </Show>
        </Card>
        <Card title="Jobs under way">
          <Show of={jobs} what="the jobs">
            {(data) => <JobsCard jobs={data.items} />}
          </Show>
        </Card>
        <Card title="Last recommendation">
          <Show of={learnt} what="the recommendations">
            {() => <RecommendationCard recommendation={recommendation} />}
          </Show>
        </Card>
      </Grid>
    </>
  );
}

/** Whether a job changes the settings from round to round now. */
function isMeasuring(jobs: readonly Job[] = []): boolean {
  const kinds: readonly string[] = ['sweep', 'resume-sweep', 'search', 'compare-live', 'verify'];
  return jobs.some(({ kind, status }) => status === 'running' && kinds.includes(kind));
}

/** Models, the newest recommendation and the newest measured round, or the first of them that failed. */
async function whatIsLearnt() {
  const [models, recommendations, rounds] = await Promise.all([
    answerOf(api.GET('/models', { params: { query: { status: 'champion', limit: 50 } } })),
    answerOf(api.GET('/recommendations', { params: { query: { limit: 1 } } })),
    answerOf(api.GET('/results', { params: { query: { limit: 1, kind: 'measured' } } })),
  ]);
  if (!models.ok) return models;
  if (!recommendations.ok) return recommendations;
  if (!rounds.ok) return rounds;
  const data = { models: models.data, recommendations: recommendations.data, rounds: rounds.data };
  return { ok: true, data } as const;
}

type Learnt = Extract<Awaited<ReturnType<typeof whatIsLearnt>>, { ok: true }>['data'];

function factsOf(learnt: Learnt | undefined, networkId: string | null | undefined) {
  const round = learnt?.rounds.items[0];
  return {
    champion: learnt?.models.items.find((model) => model.networkId === (networkId ?? model.networkId)),
    recommendation: learnt?.recommendations.items[0],
    txBytes: round?.kind === 'measured' ? round.inside?.txBytes : undefined,
  };
}

/** Jobs that are not over; those are among the newest. */
async function activeJobs() {
  const states = ['running', 'queued', 'awaiting-approval'] as const;
  const answers = await Promise.all(
    states.map((status) => answerOf(api.GET('/jobs', { params: { query: { status, limit: 20 } } }))),
  );
  const items = [];
  for (const answer of answers) {
    if (!answer.ok) return answer;
    items.push(...answer.data.items);
  }
  return { ok: true, data: { items } } as const;
}

function NextStepNote({ step }: { readonly step: NextStep }): VNode {
  return (
    <div class="next-step">
      <Note kind={step.kind} title="What to do next">
        <p class="lead">{step.text}</p>
        {step.link && (
          <p>
            <a class="button primary" href={step.link.href}>
              {step.link.text}
            </a>
          </p>
        )}
      </Note>
    </div>
  );
}
