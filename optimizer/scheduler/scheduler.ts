import type { Actor } from '../domain/actor.js';
import {
  CancelledError,
  DeadlineError,
  GridtuneError,
  JobStateError,
  messageOf,
  NotFoundError,
  StaleWriteError,
} from '../domain/errors.js';
import type { Schedule } from '../domain/schedule.js';
import type { Scheduler } from '../domain/scheduler.js';
import type { ServiceAudit } from '../domain/service-audit.js';
import type { WorkOutcome, WorkServices } from './begin-work.js';
import { ChampionWatch } from './champion-watch.js';
import { claimed, workEndMs, isClaimed, putBack, settled, type Claim } from './claim.js';
import { dueSlot, MOST_COUNTED, slotAfter, type DueSlot } from './cron-slots.js';
import { makeDefaultSchedules } from './default-schedules.js';
import { doWork } from './do-work.js';
import { SettingsWatch } from './settings-watch.js';

export interface SchedulerServices extends WorkServices {
  readonly audit: ServiceAudit;
  /** Of this process, among those that share the store. */
  readonly instanceId: string;
}

/** So often schedules are read again: what another instance changed is noticed that late at most. */
const LOOK_MS = 5000;
const SHORTEST_PAUSE_MS = 50;
/** For what is only told. */
const WATCH_MS = 15_000;
/** Writes of others that may come in between one's own reading and writing. */
const TRIES = 5;

/** The scheduler of one instance. Each slot is claimed by one atomic write, so that one instance begins it. */
export function createScheduler(services: SchedulerServices): Scheduler {
  return new StoreScheduler(services);
}

class StoreScheduler implements Scheduler {
  readonly #services: SchedulerServices;
  readonly #end = new AbortController();
  readonly #underWay = new Set<Promise<unknown>>();
  #loops: Promise<unknown> = Promise.resolve();

  constructor(services: SchedulerServices) {
    this.#services = services;
  }

  async start(): Promise<void> {
    const { store, clock } = this.#services;
    await makeDefaultSchedules(store, clock.now());
    const watches = [new ChampionWatch(this.#services), new SettingsWatch(this.#services)];
    this.#loops = Promise.all([
      this.#forever('schedules', async () => this.#look()),
      this.#forever('champions and settings', async () => {
        for (const watch of watches) await watch.look();
        return WATCH_MS;
      }),
    ]);
  }

  async stop(): Promise<void> {
    this.#end.abort();
    await this.#loops;
    await Promise.all(this.#underWay);
  }

  async runNow(id: string, by: Actor): Promise<{ schedule: Schedule; done: Promise<Schedule> }> {
    const { store, clock, audit } = this.#services;
    for (let tries = 0; tries < TRIES; tries += 1) {
      const schedule = await store.schedules.find(id);
      if (!schedule) throw new NotFoundError(`there is no schedule ${id}`);
      if (isClaimed(schedule, clock.now()))
        throw new JobStateError(`schedule ${id} is at work since ${schedule.lastRun?.at}: wait for its end`);
      // What cannot be recorded is not done.
      if (tries === 0) await audit.record({ action: 'schedule-run', subjectId: id, by, note: schedule.name });
      const claim = await this.#claim(schedule, { note: '' });
      if (claim) return { schedule: claim.schedule, done: this.#begin(claim) };
    }
    throw new StaleWriteError(`schedule ${id} is written by others all the time: try again`);
  }

  /** @returns how long to wait until the next look, ms */
  async #look(): Promise<number> {
    const { store, clock } = this.#services;
    let pauseMs = LOOK_MS;
    for (const schedule of await store.schedules.list()) {
      const nowMs = clock.now();
      if (isClaimed(schedule, nowMs)) continue;
      const claim = await this.#takeOn(schedule, nowMs);
      if (claim) void this.#begin(claim);
      const nextMs = schedule.enabled ? slotAfter(schedule, nowMs) : undefined;
      pauseMs = Math.min(pauseMs, (nextMs ?? Infinity) - nowMs);
    }
    return Math.max(SHORTEST_PAUSE_MS, pauseMs);
  }

  async #takeOn(schedule: Schedule, nowMs: number): Promise<Claim | undefined> {
    const { lastRun } = schedule;
    // Whoever was at it was killed.
    if (lastRun?.outcome === 'running') return this.#claim(schedule, { takenOver: lastRun, note: '' });
    const slot = dueSlot(schedule, nowMs);
    return slot && this.#claim(schedule, { slot, note: madeUp(slot) });
  }

  async #claim(
    schedule: Schedule,
    how: {
      readonly slot?: DueSlot;
      readonly takenOver?: NonNullable<Schedule['lastRun']>;
      readonly note: string;
    },
  ): Promise<Claim | undefined> {
    const { store, clock, instanceId } = this.#services;
    const claim = claimed(schedule, { ...how, nowMs: clock.now(), instanceId });
    return (await store.schedules.replace(claim.schedule)) ? claim : undefined;
  }

  #begin(claim: Claim): Promise<Schedule> {
    const work = this.#work(claim);
    const settledWork = work.then(
      () => undefined,
      () => undefined,
    );
    this.#underWay.add(settledWork);
    void settledWork.then(() => this.#underWay.delete(settledWork));
    return work;
  }

  async #work(claim: Claim): Promise<Schedule> {
    const { log, notifier } = this.#services;
    const { id, name, work } = claim.schedule;
    const outcome = await this.#outcome(claim);
    if (outcome === 'stopped') return this.#write(claim, (now) => putBack(now, claim));
    const reason = claim.note === '' ? outcome.reason : `${claim.note}: ${outcome.reason}`;
    const facts = { scheduleId: id, work: work.kind, outcome: outcome.outcome, reason, jobId: outcome.jobId };
    log[outcome.outcome === 'failed' ? 'error' : 'info'](facts, 'a schedule was due');
    const written = await this.#write(claim, (now) => settled(now, claim, { ...outcome, reason }));
    if (outcome.outcome === 'failed')
      await notifier.notify({
        type: 'schedule-failed',
        subjectId: id,
        message: `schedule ${name}: ${reason}`,
      });
    return written;
  }

  async #outcome(claim: Claim): Promise<WorkOutcome | 'stopped'> {
    const end = new AbortController();
    const signal = AbortSignal.any([this.#end.signal, end.signal]);
    try {
      const { schedule, at, lastFinding } = claim;
      return await Promise.race([
        doWork({ schedule, at, lastFinding, signal }, this.#services),
        this.#deadline(claim, signal),
      ]);
    } catch (error) {
      if (this.#end.signal.aborted) return 'stopped';
      if (!(error instanceof GridtuneError)) this.#services.log.error({ err: error }, 'a schedule failed');
      return { outcome: 'failed', reason: messageOf(error) };
    } finally {
      end.abort();
    }
  }

  async #deadline(claim: Claim, signal: AbortSignal): Promise<never> {
    const { clock } = this.#services;
    await clock.sleep(workEndMs(claim) - clock.now(), signal);
    throw new DeadlineError(`schedule ${claim.schedule.name} was not done in its time`);
  }

  /** Writes how it ended, after whatever others wrote meanwhile; nothing if the claim is another's by now. */
  async #write(claim: Claim, next: (now: Schedule) => Schedule | undefined): Promise<Schedule> {
    const { store, log } = this.#services;
    const { id } = claim.schedule;
    try {
      for (let tries = 0; tries < TRIES; tries += 1) {
        const now = await store.schedules.find(id);
        const written = now && next(now);
        if (!written) return now ?? claim.schedule;
        if (await store.schedules.replace(written)) return written;
      }
      throw new StaleWriteError(`schedule ${id} is written by others all the time`);
    } catch (error) {
      // The claim ends by itself, and another instance goes on.
      log.error({ err: error, scheduleId: id }, 'how a schedule ended could not be written');
      return claim.schedule;
    }
  }

  async #forever(what: string, look: () => Promise<number>): Promise<void> {
    const { clock, log } = this.#services;
    const { signal } = this.#end;
    let healthy = true;
    while (!signal.aborted) {
      let pauseMs = LOOK_MS;
      try {
        pauseMs = await look();
        healthy = true;
      } catch (error) {
        if (healthy) log.error({ err: error }, `${what} could not be looked at; it is tried again`);
        healthy = false;
      }
      try {
        await clock.sleep(pauseMs, signal);
      } catch (error) {
        if (!(error instanceof CancelledError)) throw error;
      }
    }
  }
}

function madeUp({ atMs, late, skipped }: DueSlot): string {
  if (!late) return '';
  const orMore = skipped === MOST_COUNTED ? ' or more' : '';
  const others = skipped === 0 ? '' : `, and ${skipped}${orMore} older times are not made up`;
  return `made up: nobody ran when it was due at ${new Date(atMs).toISOString()}${others}`;
}
