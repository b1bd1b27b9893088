import { AlreadyExistsError } from '../domain/errors.js';
import { DEFAULT_PRECISION } from '../domain/plan.js';
import type { Store } from '../domain/ports.js';
import type { Schedule } from '../domain/schedule.js';

type Planned = Pick<Schedule, 'id' | 'name' | 'cron' | 'enabled' | 'work'>;

/** What loads a channel is there to be looked at and enabled, and never begins unasked. */
const DEFAULTS: readonly Planned[] = [
  {
    id: 's-drift-check',
    name: 'hourly drift check',
    cron: '17 * * * *',
    enabled: true,
    work: { kind: 'drift-check', newRounds: 20, watchSeconds: 60 },
  },
  {
    id: 's-retrain',
    name: 'nightly retraining',
    cron: '30 4 * * *',
    enabled: false,
    work: { kind: 'retrain', seed: 1 },
  },
  {
    id: 's-anchor-sweep',
    name: 'nightly anchor sweep',
    cron: '30 2 * * *',
    enabled: false,
    work: {
      kind: 'anchor-sweep',
      plan: {
        name: 'nightly-anchor',
        // The settings in force, whatever they are: only the load is new.
        points: [{ settings: {}, sendRateTps: 60 }],
        workload: 'publish',
        replicates: 3,
        seed: 1,
        window: { warmupS: 2, minS: 5, maxS: 20 },
        precision: DEFAULT_PRECISION,
      },
    },
  },
];

/** Gives a store without any schedule its first ones. @returns how many. @throws StoreUnreachableError */
export async function makeDefaultSchedules(
  { schedules }: Pick<Store, 'schedules'>,
  nowMs: number,
): Promise<number> {
  if ((await schedules.list()).length > 0) return 0;
  const at = new Date(nowMs).toISOString();
  for (const planned of DEFAULTS) {
    const schedule: Schedule = {
      ...planned,
      version: 1,
      timeZone: 'UTC',
      createdAt: at,
      changedBy: 'gridtune',
      changedAt: at,
    };
    try {
      await schedules.insert(schedule);
    } catch (error) {
      // Another instance was quicker.
      if (!(error instanceof AlreadyExistsError)) throw error;
    }
  }
  return DEFAULTS.length;
}
