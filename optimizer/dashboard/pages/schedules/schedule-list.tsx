import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { answerOf, api } from '../../api.js';
import type { Me, ScheduleView } from '../../api-views.js';
import { WORK_WORDS } from '../../changing/schedule-form.js';
import { useOneClick } from '../../components/use-one-click.js';
import { ago, clock, duration } from '../../format.js';
import { Badge, Card, Facts, type BadgeKind } from '../../parts/layout.js';
import { Empty, Failed, Show } from '../../parts/states.js';
import { hrefOf } from '../../route.js';
import { mayActAs } from '../../shell/roles.js';
import { useNow } from '../../use-now.js';
import { useResource } from '../../use-resource.js';
import { ScheduleEditor } from './schedule-editor.js';

/** Every schedule with its next time and what came of its last. */
export function ScheduleList({ me }: { readonly me: Me }): VNode {
  const list = useResource(
    'schedules',
    () => answerOf(api.GET('/schedules', { params: { query: { limit: 200 } } })),
    { everyMs: 10_000 },
  );
  const [isNew, setNew] = useState(false);
  const isAdmin = mayActAs(me.role, 'admin');
  return (
    <Card
      title="Schedules"
      actions={
        isAdmin && (
          <button type="button" onClick={() => setNew(true)}>
            Make a schedule
          </button>
        )
      }
    >
      {!isAdmin && <p class="soft">Editing them needs the role admin; yours is {me.role}.</p>}
      {isNew && (
        <ScheduleEditor
          changed={() => {
            setNew(false);
            list.reload();
          }}
          close={() => setNew(false)}
        />
      )}
      <Show of={list} what="the schedules">
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="Nothing is scheduled">Retraining every night is a good first schedule.</Empty>
          ) : (
            <ul class="entries">
              {items.map((each) => (
                <li key={each.id}>
                  <Entry schedule={each} me={me} changed={list.reload} />
                </li>
              ))}
            </ul>
          )
        }
      </Show>
    </Card>
  );
}

const OUTCOMES: Readonly<
  Record<NonNullable<ScheduleView['lastRun']>['outcome'], readonly [string, BadgeKind]>
> = {
  running: ['at it', 'accent'],
  started: ['started a job', 'good'],
  'not-needed': ['not needed', 'plain'],
  skipped: ['skipped', 'warn'],
  failed: ['failed', 'bad'],
};

function Entry({
  schedule,
  me,
  changed,
}: {
  readonly schedule: ScheduleView;
  readonly me: Me;
  readonly changed: () => void;
}): VNode {
  const [isEdited, setEdited] = useState(false);
  const { name, cron, timeZone, enabled, work, changedBy, changedAt } = schedule;
  return (
    <>
      <div class="card-heading">
        <h3>
          {name} <Badge kind={enabled ? 'good' : 'plain'}>{enabled ? 'enabled' : 'disabled'}</Badge>
        </h3>
        <div class="actions">
          {mayActAs(me.role, 'operator') && <RunNow id={schedule.id} name={name} changed={changed} />}
          {mayActAs(me.role, 'admin') && !isEdited && (
            <button type="button" aria-label={`Edit ${name}`} onClick={() => setEdited(true)}>
              Edit
            </button>
          )}
        </div>
      </div>
      {isEdited ? (
        <ScheduleEditor
          schedule={schedule}
          changed={() => {
            setEdited(false);
            changed();
          }}
          reload={changed}
          close={() => setEdited(false)}
        />
      ) : (
        <Facts
          rows={[
            ['Does', WORK_WORDS[work.kind]],
            ['When', `${cron} (${timeZone})`],
            ['Next', <Next schedule={schedule} />],
            ['Last', <Last schedule={schedule} />],
            ['Changed', `${clock(changedAt)} by ${changedBy}`],
          ]}
        />
      )}
    </>
  );
}

function Next({ schedule: { nextRunAt } }: { readonly schedule: ScheduleView }): VNode {
  const now = useNow(10_000);
  if (nextRunAt === null) return <>never by itself</>;
  return (
    <>
      {clock(nextRunAt)}, in {duration(Date.parse(nextRunAt) - now)}
    </>
  );
}

function Last({ schedule: { lastRun, lastJobStatus } }: { readonly schedule: ScheduleView }): VNode {
  const now = useNow(10_000);
  if (!lastRun) return <>not yet</>;
  const { at, outcome, reason, jobId } = lastRun;
  const [words, kind] = OUTCOMES[outcome];
  return (
    <>
      <Badge kind={kind}>{words}</Badge> {ago(at, now)}: {reason}{' '}
      {jobId !== undefined && (
        <a href={hrefOf(['applications', 'job', jobId])}>
          its job{lastJobStatus === undefined ? '' : ` (${lastJobStatus})`}
        </a>
      )}
    </>
  );
}

function RunNow({
  id,
  name,
  changed,
}: {
  readonly id: string;
  readonly name: string;
  readonly changed: () => void;
}): VNode {
  const { busy, problem, run } = useOneClick('Begun');
  const begin = async (): Promise<void> => {
    await run({ run: id, at: Date.now() }, (header) =>
      answerOf(api.POST('/schedules/{id}/runs', { params: { path: { id }, header } })),
    );
    changed();
  };
  return (
    <>
      <button type="button" disabled={busy !== undefined} onClick={() => void begin()}>
        Run <span class="visually-hidden">{name}</span> now
      </button>
      {problem && <Failed problem={problem} />}
    </>
  );
}
