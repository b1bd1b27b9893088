import type { Schedule } from '../domain/schedule.js';
import type { WorkOutcome } from './begin-work.js';
import type { DueSlot } from './cron-slots.js';

type Run = NonNullable<Schedule['lastRun']>;

/** A schedule's time as one instance has taken it on. */
export interface Claim {
  /** As it is written: the claim holds once that write has succeeded. */
  readonly schedule: Schedule;
  /** What names the occasion over all instances. ISO 8601. */
  readonly at: string;
  /** What is told before the outcome. */
  readonly note: string;
  readonly lastFinding: Run['finding'];
  /** To be put back if this instance is stopped meanwhile. */
  readonly lastSlotBefore: string | undefined;
}

/** Time for asking and writing besides what the work itself says it takes. */
const SPARE_MS = 120_000;
/** Of it, what is left for writing that the work was not done in its time. */
const END_MS = 15_000;

export function isClaimed({ lastRun }: Pick<Schedule, 'lastRun'>, nowMs: number): boolean {
  return lastRun?.outcome === 'running' && Date.parse(lastRun.claimedUntil ?? lastRun.at) > nowMs;
}

/** When the work has to end, before another instance takes this one for dead. */
export function workEndMs({ schedule }: Claim): number {
  return Date.parse(schedule.lastRun?.claimedUntil ?? '') - END_MS;
}

export interface Claiming {
  /** The time that is due; without it somebody asked. */
  readonly slot?: DueSlot | undefined;
  /** The run of a killed instance, which goes on under the same name. */
  readonly takenOver?: Run | undefined;
  readonly note: string;
  readonly nowMs: number;
  readonly instanceId: string;
}

export function claimed(schedule: Schedule, claiming: Claiming): Claim {
  const { slot, takenOver } = claiming;
  const { lastRun, lastSlotAt } = schedule;
  const note = takenOver ? 'gone on with after another instance fell silent' : claiming.note;
  const slotAt = takenOver?.slotAt ?? (slot && iso(slot.atMs));
  const run = runBegun(schedule, { ...claiming, note });
  const version = schedule.version + 1;
  return {
    schedule:
      slotAt === undefined
        ? { ...schedule, version, lastRun: run }
        : { ...schedule, version, lastSlotAt: slotAt, lastRun: { ...run, slotAt } },
    at: slotAt ?? run.at,
    note,
    lastFinding: lastRun?.finding,
    lastSlotBefore: lastSlotAt,
  };
}

function runBegun({ work, lastRun }: Schedule, { takenOver, note, nowMs, instanceId }: Claiming): Run {
  return {
    at: takenOver?.at ?? iso(nowMs),
    outcome: 'running',
    reason: [note, `by instance ${instanceId}`].filter(Boolean).join(', '),
    claimedUntil: iso(nowMs + lastsMs({ work })),
    ...(lastRun?.finding ? { finding: lastRun.finding } : {}),
  };
}

function lastsMs({ work }: Pick<Schedule, 'work'>): number {
  return SPARE_MS + (work.kind === 'drift-check' ? work.watchSeconds * 1000 : 0);
}

/** @returns undefined if the claim is another's by now. */
export function settled(now: Schedule, claim: Claim, outcome: WorkOutcome): Schedule | undefined {
  const run = ownRun(now, claim);
  if (!run) return undefined;
  const { at, slotAt } = run;
  const finding = outcome.finding ?? run.finding;
  return {
    ...now,
    version: now.version + 1,
    lastRun: {
      at,
      ...(slotAt === undefined ? {} : { slotAt }),
      outcome: outcome.outcome,
      reason: outcome.reason,
      ...(outcome.jobId === undefined ? {} : { jobId: outcome.jobId }),
      ...(finding === undefined ? {} : { finding }),
    },
  };
}

/** As if the time had not been taken on: another instance makes it up, or this one after its next start. */
export function putBack(now: Schedule, claim: Claim): Schedule | undefined {
  const stopped = settled(now, claim, {
    outcome: 'skipped',
    reason: 'the instance that was at it was stopped; the time is made up',
  });
  const run = claim.schedule.lastRun;
  if (!stopped || run?.slotAt === undefined || now.lastSlotAt !== run.slotAt) return stopped;
  const { lastSlotAt: _taken, ...rest } = stopped;
  return claim.lastSlotBefore === undefined ? rest : { ...rest, lastSlotAt: claim.lastSlotBefore };
}

function ownRun({ lastRun }: Schedule, { schedule }: Claim): Run | undefined {
  const own = schedule.lastRun;
  const isOwn =
    lastRun?.outcome === 'running' && lastRun.at === own?.at && lastRun.claimedUntil === own.claimedUntil;
  return isOwn ? lastRun : undefined;
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
