import { RemoveButton } from '../../components/remove-button.js';
import type { VNode } from 'preact';
import { useId, useState } from 'preact/hooks';
import type { ScheduleWork } from '../../../domain/schedule.js';
import { answerOf, api, type Answer } from '../../api.js';
import type { ScheduleView } from '../../api-views.js';
import { bodyOf, formOf, NEW_SCHEDULE, WORK_WORDS, type ScheduleForm } from '../../changing/schedule-form.js';
import { Field } from '../../components/field.js';
import { clock } from '../../format.js';
import { useAction } from '../../parts/action.js';
import { Failed, Note } from '../../parts/states.js';

const KINDS: readonly ScheduleWork['kind'][] = ['retrain', 'drift-check', 'anchor-sweep'];

/** Makes a schedule, or changes one as it was read: who was faster is told, and nothing of theirs is lost. */
export function ScheduleEditor({
  schedule,
  changed,
  reload,
  close,
}: {
  readonly schedule?: ScheduleView;
  readonly changed: () => void;
  readonly reload?: () => void;
  readonly close: () => void;
}): VNode {
  // What it was when the form was opened: the list below is read anew all the time.
  const [before, setBefore] = useState(schedule);
  const [form, setForm] = useState<ScheduleForm>(before ? formOf(before) : NEW_SCHEDULE);
  const { isBusy, problem, run } = useAction<ScheduleView>('The schedule is kept');
  const set = (part: Partial<ScheduleForm>): void => setForm({ ...form, ...part });
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (await run(() => save(form, before))) changed();
    else reload?.();
  };
  const isStale =
    problem?.code === 'STALE_WRITE' && schedule !== undefined && schedule.version !== before?.version;
  return (
    <form class="stack editor" onSubmit={(event) => void submit(event)}>
      <div class="fields">
        <Field label="Name" value={form.name} required maxLength={64} onChange={(name) => set({ name })} />
        <Kind form={form} set={set} isFixed={before !== undefined} />
        <Field
          label="Time, as cron has it"
          value={form.cron}
          required
          help="Five fields: minute, hour, day, month, weekday. 30 2 * * * is 02:30 every night."
          onChange={(cron) => set({ cron })}
        />
        <Field label="Time zone" value={form.timeZone} required onChange={(timeZone) => set({ timeZone })} />
        <WorkFields form={form} set={set} />
      </div>
      <label class="check">
        <input
          type="checkbox"
          checked={form.enabled}
          onChange={({ currentTarget }) => set({ enabled: currentTarget.checked })}
        />
        Begins by itself
      </label>
      {problem && <Failed problem={problem} />}
      {isStale && (
        <Note kind="info" title={`${schedule.changedBy} was faster, ${clock(schedule.changedAt)}`}>
          <button
            type="button"
            onClick={() => {
              setBefore(schedule);
              setForm(formOf(schedule));
            }}
          >
            Show what it is now
          </button>
        </Note>
      )}
      <div class="row">
        <button type="submit" class="primary" disabled={isBusy}>
          {before ? 'Save the change' : 'Make the schedule'}
        </button>
        <button type="button" onClick={close}>
          Leave it as it is
        </button>
        {before && (
          <RemoveButton
            name={before.name}
            remove={() =>
              answerOf(
                api.DELETE('/schedules/{id}', {
                  params: { path: { id: before.id }, header: ifMatch(before) },
                }),
              )
            }
            changed={changed}
          />
        )}
      </div>
    </form>
  );
}

function save(form: ScheduleForm, before: ScheduleView | undefined): Promise<Answer<ScheduleView>> {
  const body = bodyOf(form, before);
  if (!before) return answerOf(api.POST('/schedules', { body }));
  return answerOf(
    api.PUT('/schedules/{id}', { body, params: { path: { id: before.id }, header: ifMatch(before) } }),
  );
}

export function ifMatch({ version }: { readonly version: number }): { 'If-Match': string } {
  return { 'If-Match': `"v${version}"` };
}

interface PartProps {
  readonly form: ScheduleForm;
  readonly set: (part: Partial<ScheduleForm>) => void;
}

function Kind({ form, set, isFixed }: PartProps & { readonly isFixed: boolean }): VNode {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>What it does</label>
      <select
        id={id}
        value={form.kind}
        disabled={isFixed}
        onChange={({ currentTarget: { value } }) =>
          set({ kind: KINDS.find((each) => each === value) ?? form.kind })
        }
      >
        {KINDS.map((each) => (
          <option key={each} value={each}>
            {each}
          </option>
        ))}
      </select>
      <p class="help">{WORK_WORDS[form.kind]}</p>
    </div>
  );
}

function WorkFields({ form, set }: PartProps): VNode | null {
  if (form.kind === 'drift-check')
    return (
      <>
        <Field
          label="New rounds that call for training"
          type="number"
          value={form.newRounds}
          required
          onChange={(newRounds) => set({ newRounds })}
        />
        <Field
          label="Seconds of watching"
          type="number"
          value={form.watchSeconds}
          required
          onChange={(watchSeconds) => set({ watchSeconds })}
        />
      </>
    );
  if (form.kind === 'retrain') return null;
  return (
    <>
      <Field
        label="Send rate, transactions a second"
        type="number"
        value={form.sendRateTps}
        required
        onChange={(sendRateTps) => set({ sendRateTps })}
      />
      <Field
        label="Rounds"
        type="number"
        value={form.replicates}
        required
        onChange={(replicates) => set({ replicates })}
      />
    </>
  );
}
