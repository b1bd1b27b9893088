import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { answerOf, api, idempotencyKey } from '../../api.js';
import type { Me, PlanPreview, PlanView } from '../../api-views.js';
import { count, counted, duration } from '../../format.js';
import { ActionButton } from '../../parts/action.js';
import { Card, Facts, Grid, PageHeading } from '../../parts/layout.js';
import { Note, Show } from '../../parts/states.js';
import { hrefOf } from '../../route.js';
import { mayActAs } from '../../shell/roles.js';
import { useAnswer, useResource } from '../../use-resource.js';

/** Starts a sweep from a plan that comes with gridtune, once its preview was seen. */
export function NewSweep({ me }: { readonly me: Me }): VNode {
  const plans = useResource('plans', () =>
    answerOf(api.GET('/plans', { params: { query: { limit: 100 } } })),
  );
  return (
    <>
      <PageHeading title="Start a sweep">
        A sweep changes the ordering settings of the live channel round by round, measures, and puts back what
        it found.
      </PageHeading>
      <Show of={plans} what="the plans">
        {({ items }) => <Form plans={items} me={me} />}
      </Show>
    </>
  );
}

function Form({ plans, me }: { readonly plans: readonly PlanView[]; readonly me: Me }): VNode {
  const [name, setName] = useState(plans.find((plan) => plan.name === 'quick')?.name ?? plans[0]?.name);
  const [skipDead, setSkipDead] = useState(true);
  const preview = useAnswer(name === undefined ? undefined : { plan: name, skipDead }, (body) =>
    answerOf(api.POST('/plans/preview', { body })),
  );
  return (
    <Grid>
      <Card title="Plan">
        <div class="field">
          <label for="plan">Plan</label>
          <select id="plan" value={name} onChange={({ currentTarget }) => setName(currentTarget.value)}>
            {plans.map((plan) => (
              <option key={plan.name} value={plan.name}>
                {planTitle(plan)}
              </option>
            ))}
          </select>
        </div>
        <label class="check">
          <input
            type="checkbox"
            checked={skipDead}
            onChange={({ currentTarget }) => setSkipDead(currentTarget.checked)}
          />
          Leave out points that would repeat what another measures
        </label>
        {mayActAs(me.role, 'operator') ? (
          <ActionButton
            kind="primary"
            said="The sweep was asked for"
            call={() =>
              answerOf(
                api.POST('/sweeps', {
                  body: { plan: name ?? '', skipDead },
                  params: { header: idempotencyKey() },
                }),
              )
            }
            done={({ id }) => location.assign(hrefOf(['sweeps', 'jobs', id]))}
          >
            Start the sweep
          </ActionButton>
        ) : (
          <Note kind="info" title="Operators start sweeps">
            <p>You are a {me.role}: you may look at the preview.</p>
          </Note>
        )}
      </Card>
      <Card title="What it would do">
        <Show of={preview} what="the preview">
          {(data) => <Preview preview={data} />}
        </Show>
      </Card>
    </Grid>
  );
}

function planTitle({ name, points, replicates, sendRatesTps }: PlanView): string {
  const times = replicates > 1 ? ` × ${replicates}` : '';
  return `${name}: ${counted(points, 'point')}${times}, ${ratesWords(sendRatesTps)}`;
}

function ratesWords(rates: readonly number[]): string {
  const [low, high] = [Math.min(...rates), Math.max(...rates)];
  return low === high ? `${count(low)} tps` : `${count(low)} to ${count(high)} tps`;
}

const RULES = { count: 'the number of messages', bytes: 'bytes', timeout: 'the timeout' } as const;

function Preview({ preview }: { readonly preview: PlanPreview }): VNode {
  const { planned, points, expectedSeconds, skipped = 0, warnings } = preview;
  const by = (rule: keyof typeof RULES): number =>
    points.filter(({ expectedCut }) => expectedCut?.by === rule).length;
  const values = (of: (point: PlanPreview['points'][number]) => number): string =>
    [...new Set(points.map(of))]
      .toSorted((a, b) => a - b)
      .map(count)
      .join(', ');
  return (
    <>
      <Facts
        rows={[
          ['Rounds', counted(planned, 'round')],
          ['Left out', skipped > 0 ? `${counted(skipped, 'round')} that would repeat another` : undefined],
          ['Takes', `${duration(1000 * expectedSeconds.min)} to ${duration(1000 * expectedSeconds.max)}`],
          ['maxMessageCount', values(({ settings }) => settings.maxMessageCount)],
          ['batchTimeoutMs', values(({ settings }) => settings.batchTimeoutMs)],
          ['Send rates, tps', values(({ load }) => load.sendRateTps)],
          [
            'Blocks end by',
            (['count', 'timeout', 'bytes'] as const)
              .filter((rule) => by(rule) > 0)
              .map((rule) => `${RULES[rule]} at ${counted(by(rule), 'point')}`)
              .join(', '),
          ],
        ]}
      />
      {warnings.map((warning) => (
        <p key={warning} class="soft">
          {warning}
        </p>
      ))}
    </>
  );
}
