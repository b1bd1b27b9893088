import { describe, expect, it } from 'vitest';
import pino from 'pino';
import type { JobDispatcher } from '../domain/job-dispatcher.js';
import type { Job } from '../domain/job.js';
import { memoryStore } from '../store/testing/memory-store.js';
import { actor, TRAIN } from './testing/instances.js';
import { JobUpkeep } from './upkeep.js';

const NOW = Date.parse('2026-03-10T00:00:00Z');

function job(id: string, more: Partial<Job>): Job {
  return {
    id,
    version: 1,
    kind: 'train',
    request: TRAIN,
    status: 'queued',
    requestedBy: actor('op', 'operator'),
    requestedAt: '2026-03-01T00:00:00.000Z',
    approvalsRequired: 0,
    approvals: [],
    attempt: 0,
    lastEvent: 0,
    ...more,
  };
}

async function kept(...jobs: Job[]) {
  const store = memoryStore();
  for (const each of jobs) {
    await store.jobs.insert(each);
    await store.jobEvents.insert({ id: each.id, version: 1, events: [] });
  }
  const dispatched: string[] = [];
  const dispatcher = {
    dispatch: async (id: string) => void dispatched.push(id),
    pending: async () => new Set(['j-pending']),
  } as unknown as JobDispatcher;
  const clock = { now: () => NOW, sleep: async () => undefined };
  const upkeep = new JobUpkeep({ store, dispatcher, clock, log: pino({ level: 'silent' }) });
  return { store, dispatched, upkeep };
}

describe('upkeep', () => {
  it('dispatches what is queued or running and in no hands', async () => {
    const { dispatched, upkeep } = await kept(
      job('j-pending', {}),
      job('j-forgotten', {}),
      job('j-cut-short', { status: 'running', attempt: 1 }),
      job('j-unapproved', { status: 'awaiting-approval' }),
      job('j-done', { status: 'done' }),
    );
    await upkeep.dispatchForgotten();
    expect(dispatched).toEqual(['j-forgotten', 'j-cut-short']);
  });

  it('drops events of jobs that ended a week ago, and keeps those jobs', async () => {
    const { store, upkeep } = await kept(
      job('j-old', { status: 'done', endedAt: '2026-03-02T00:00:00.000Z' }),
      job('j-new', { status: 'done', endedAt: '2026-03-04T00:00:00.000Z' }),
      job('j-waiting', {}),
    );
    await upkeep.dropOldEvents();
    expect((await store.jobEvents.list()).map(({ id }) => id)).toEqual(['j-new', 'j-waiting']);
    expect(await store.jobs.list()).toHaveLength(3);
  });

  it('drops answers that nobody can ask for again after a day', async () => {
    const { store, upkeep } = await kept();
    for (const startedAt of ['2026-03-08T23:00:00.000Z', '2026-03-09T01:00:00.000Z'])
      await store.keptAnswers.insert({ id: startedAt, version: 1, bodySha256: 'b', startedAt });
    await upkeep.dropOldAnswers();
    expect((await store.keptAnswers.list()).map(({ id }) => id)).toEqual(['2026-03-09T01:00:00.000Z']);
  });
});
