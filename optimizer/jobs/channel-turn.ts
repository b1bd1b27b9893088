import { CHANNEL_KINDS } from '../domain/job-request.js';
import type { Job } from '../domain/job.js';
import type { ChannelClaim, Store } from '../domain/ports.js';
import type { Clock } from '../domain/wait.js';

/** One job of all instances at a time may work on the channel. */
const TURN = 'jobs/channel';
const NEXT_LOOKS_AGAIN_MS = 2000;
const LAST_LOOKS_AGAIN_MS = 10_000;

export interface TurnOptions {
  readonly store: Pick<Store, 'jobs' | 'claims'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly instance: { readonly host: string; readonly pid: number };
  readonly lockMs: number;
}

export function needsTurn({ request }: Pick<Job, 'request'>): boolean {
  return CHANNEL_KINDS.includes(request.kind);
}

/**
 * Takes the channel's turn for a job: the one that was asked for first goes first, and one that was cut short before
 * all of them.
 * @returns milliseconds after which to look again; undefined: it is the job's turn
 */
export async function takeTurn(
  job: Job,
  { store, clock, instance, lockMs }: TurnOptions,
): Promise<number | undefined> {
  const ahead = await jobsAhead(job, store);
  if (ahead > 0) return Math.min(NEXT_LOOKS_AGAIN_MS * (ahead + 1), LAST_LOOKS_AGAIN_MS);
  const claim: ChannelClaim = {
    id: TURN,
    holder: job.id,
    purpose: `job ${job.id} (${job.kind})`,
    host: instance.host,
    pid: instance.pid,
    expiresAtMs: clock.now() + lockMs,
  };
  const answer = await store.claims.take(claim, clock.now());
  return answer.taken ? undefined : NEXT_LOOKS_AGAIN_MS;
}

export async function renewTurn(job: Job, { store, clock, lockMs }: TurnOptions): Promise<void> {
  await store.claims.renew(TURN, job.id, clock.now() + lockMs);
}

export async function endTurn(job: Job, { store }: Pick<TurnOptions, 'store'>): Promise<void> {
  await store.claims.release(TURN, job.id);
}

async function jobsAhead(job: Job, { jobs }: Pick<Store, 'jobs'>): Promise<number> {
  if (job.status === 'running') return 0;
  const queued = await jobs.list({ status: 'queued' });
  return queued.filter((other) => needsTurn(other) && isAhead(other, job)).length;
}

function isAhead(a: Job, b: Job): boolean {
  return a.requestedAt === b.requestedAt ? a.id < b.id : a.requestedAt < b.requestedAt;
}
