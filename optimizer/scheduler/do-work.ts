import { describeClosed, describeNextAllowed } from '../domain/allowed-hours.js';
import type { ScheduleWork } from '../domain/schedule.js';
import { beginJob, notNeeded, type Occasion, type WorkOutcome, type WorkServices } from './begin-work.js';
import { checkDrift } from './drift-check.js';
import { trainingNeed } from './training-need.js';

type WorkOf<K extends ScheduleWork['kind']> = Extract<ScheduleWork, { readonly kind: K }>;

/** Does the work of a schedule, or asks for the job that does it. @throws GridtuneError if it cannot be done */
export async function doWork(occasion: Occasion, services: WorkServices): Promise<WorkOutcome> {
  const { work } = occasion.schedule;
  if (work.kind === 'retrain') return retrain(work, occasion, services);
  if (work.kind === 'drift-check') return checkDrift(work, occasion, services);
  return anchorSweep(work, occasion, services);
}

async function retrain(
  { seed }: WorkOf<'retrain'>,
  occasion: Occasion,
  services: WorkServices,
): Promise<WorkOutcome> {
  const { champion, rounds, sinceChampion, untried, newest } = await trainingNeed(services.store);
  if (rounds.length === 0) return notNeeded('nothing has been measured yet');
  if (champion && sinceChampion.length === 0)
    return notNeeded(`no round was measured since those that champion ${champion.id} learnt from`);
  if (untried.length === 0)
    return notNeeded(
      `model ${newest?.id ?? ''} has learnt from every round that was measured so far and is ${newest?.status ?? ''}: ` +
        'learning from the same rounds again gives the same model',
    );
  const reason = `${untried.length} measured rounds that no model has learnt from`;
  return beginJob({ kind: 'train', datasets: [], seed }, reason, occasion, services);
}

async function anchorSweep(
  { plan }: WorkOf<'anchor-sweep'>,
  occasion: Occasion,
  services: WorkServices,
): Promise<WorkOutcome> {
  const nowMs = services.clock.now();
  const { hours } = await services.services.guardRails();
  const closed = hours && describeClosed(hours, nowMs);
  if (closed) return { outcome: 'skipped', reason: `${closed}: ${describeNextAllowed(hours, nowMs)}` };
  const request = { kind: 'sweep', plan, skipDead: false } as const;
  // Sweeps of others wait for each other; a second one of this schedule would only pile up.
  const own = occasion.schedule.id;
  return beginJob(request, `plan ${plan.name}`, occasion, services, (job) => job.requestedBy.id === own);
}
