import type { ScheduleBody } from '../api-views.js';

type ScheduleWork = ScheduleBody['work'];

/** A schedule as its form holds it; numbers as typed. */
export interface ScheduleForm {
  readonly name: string;
  readonly cron: string;
  readonly timeZone: string;
  readonly enabled: boolean;
  readonly kind: ScheduleWork['kind'];
  readonly newRounds: string;
  readonly watchSeconds: string;
  readonly sendRateTps: string;
  readonly replicates: string;
}

export const NEW_SCHEDULE: ScheduleForm = {
  name: '',
  cron: '0 3 * * *',
  timeZone: 'UTC',
  enabled: true,
  kind: 'retrain',
  newRounds: '20',
  watchSeconds: '60',
  sendRateTps: '60',
  replicates: '3',
};

export const WORK_WORDS: Readonly<Record<ScheduleWork['kind'], string>> = {
  retrain: 'train a model on all measured rounds; it has to beat the champion',
  'drift-check': 'look whether the champion still describes the network, and train if it does not',
  'anchor-sweep': 'measure the settings in force again, so that drift of the network itself shows',
};

export function formOf({ name, cron, timeZone, enabled, work }: ScheduleBody): ScheduleForm {
  const form = { ...NEW_SCHEDULE, name, cron, timeZone, enabled, kind: work.kind };
  if (work.kind === 'drift-check')
    return { ...form, newRounds: String(work.newRounds), watchSeconds: String(work.watchSeconds) };
  if (work.kind === 'anchor-sweep')
    return {
      ...form,
      sendRateTps: String(work.plan.points[0]?.sendRateTps ?? NEW_SCHEDULE.sendRateTps),
      replicates: String(work.plan.replicates),
    };
  return form;
}

/** @param before - what it was; the parts that no field is for stay as they are */
export function bodyOf(form: ScheduleForm, before?: ScheduleBody): ScheduleBody {
  const { name, cron, timeZone, enabled } = form;
  return { name, cron, timeZone, enabled, work: workOf(form, before?.work) };
}

function workOf(form: ScheduleForm, before: ScheduleWork | undefined): ScheduleWork {
  if (form.kind === 'retrain') return { kind: 'retrain', seed: before?.kind === 'retrain' ? before.seed : 1 };
  if (form.kind === 'drift-check')
    return {
      kind: 'drift-check',
      newRounds: Number(form.newRounds),
      watchSeconds: Number(form.watchSeconds),
    };
  const plan = before?.kind === 'anchor-sweep' ? before.plan : NEW_PLAN;
  const sendRateTps = Number(form.sendRateTps);
  return {
    kind: 'anchor-sweep',
    plan: {
      ...plan,
      points: plan.points.map((point, index) => (index === 0 ? { ...point, sendRateTps } : point)),
      replicates: Number(form.replicates),
    },
  };
}

/** The settings in force, whatever they are: only the load is new. */
const NEW_PLAN: Extract<ScheduleWork, { kind: 'anchor-sweep' }>['plan'] = {
  name: 'anchor',
  points: [{ settings: {}, sendRateTps: 60 }],
  workload: 'publish',
  replicates: 3,
  seed: 1,
  window: { warmupS: 2, minS: 5, maxS: 20 },
  precision: { meanPct: 3, p95Pct: 10 },
};
