import path from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createServices } from '../../optimizer/composition/services.js';
import { parsePlan } from '../../optimizer/config/plan-file.js';
import { CancelledError } from '../../optimizer/domain/errors.js';
import type { JobKind, RequestOf } from '../../optimizer/domain/job-request.js';
import type { Job } from '../../optimizer/domain/job.js';
import type { Progress } from '../../optimizer/domain/ports.js';
import { waitUntil } from '../../optimizer/domain/wait.js';
import { resumeSweepBody } from '../../optimizer/jobs/bodies/resume-sweep.js';
import { sweepBody } from '../../optimizer/jobs/bodies/sweep.js';
import type { JobBody } from '../../optimizer/jobs/job-body.js';
import { knownRounds } from '../../optimizer/operations/known-rounds.js';
import type { Paths } from '../../optimizer/operations/services.js';
import { networkRoutes } from '../../optimizer/service/resources/network.js';
import { resultRoutes } from '../../optimizer/service/resources/results.js';
import { sweepRoutes } from '../../optimizer/service/resources/sweeps.js';
import { openTestService, type TestService } from '../../optimizer/service/testing/test-service.js';
import { root } from './cli.js';
import { ORIGINAL_SETTINGS, settingsInForce } from './swept-channel.js';

const home = inject('home');
const paths: Paths = {
  ...{ root, home, models: path.join(home, 'models'), reports: path.join(home, 'reports') },
  ...{ plans: path.join(root, 'benchmarks', 'plans'), config: path.join(home, 'gridtune.yaml') },
};
const silent: Progress = { step: () => undefined, advance: () => undefined, warn: () => undefined };

const plan = parsePlan(
  [
    'name: over-rest',
    'settings: { maxMessageCount: [4, 100], batchTimeoutMs: 300 }',
    'sendRateTps: 20',
    'window: { warmupS: 0.25, minS: 2, maxS: 2 }',
  ].join('\n'),
  'plan',
);

/** What a job would be: a body with services of its own, and what it tells. */
function startJob<K extends JobKind>(body: JobBody<K>, request: RequestOf<K>) {
  const cancel = new AbortController();
  const told: { subject?: string; advances: string[] } = { advances: [] };
  const advance: Progress['advance'] = (done, total) => void told.advances.push(`${done}/${total}`);
  const services = createServices(paths, { ...silent, advance }, cancel.signal, 'the test');
  const run = async () => {
    try {
      return await body(request, {
        services,
        job: { id: 'j-live' } as Job,
        tellSubject: async (id) => void (told.subject = id),
      });
    } finally {
      await services.close();
    }
  };
  const done = run();
  // Awaited later: meanwhile a failure is nobody's fault.
  done.catch(() => undefined);
  return { cancel, told, done };
}

describe('measuring by jobs, seen over REST', () => {
  const services = createServices(paths, silent, new AbortController().signal, 'the test');
  let rest: TestService;
  beforeAll(async () => {
    const store = await services.store();
    rest = await openTestService([...networkRoutes, ...sweepRoutes, ...resultRoutes], {
      services,
      parts: { store },
    });
  });
  afterAll(async () => {
    await rest.close();
    await services.close();
  });

  it('a sweep that is cancelled puts the settings back, and its resumption measures the rest', async () => {
    expect((await rest.call('GET', '/network/live')).body).toMatchObject({ transactions: 0 });
    const first = startJob(sweepBody, { kind: 'sweep', plan, skipDead: false });
    await waitUntil('the second round', () => first.told.advances.includes('1/2') || undefined, 60_000);
    const id = first.told.subject ?? '';
    expect((await rest.call('GET', `/sweeps/${id}`)).body).toMatchObject({
      ...{ status: 'running', atWork: true, planned: 2, current: expect.anything() },
      secondsLeft: expect.any(Number),
    });
    const live = await waitUntil(
      'live blocks of the sweep',
      async () => {
        const { body } = await rest.call('GET', '/network/live');
        return body.transactions > 0 && body.blocks.length > 0 ? body : undefined;
      },
      10_000,
    );
    expect(live.latencyMeanMs).toBeGreaterThan(0);
    first.cancel.abort();
    await expect(first.done).rejects.toThrow(CancelledError);
    expect(await settingsInForce()).toEqual(ORIGINAL_SETTINGS);

    const second = startJob(resumeSweepBody, { kind: 'resume-sweep', sweepId: id });
    expect(await second.done).toEqual({ sweepId: id, planned: 2, measured: 2, failed: 0 });
    expect(second.told.subject).toBe(id);
    expect(await settingsInForce()).toEqual(ORIGINAL_SETTINGS);
    const finished = await waitUntil(
      'the finished sweep to be shown',
      async () => {
        const { body } = await rest.call('GET', `/sweeps/${id}`);
        return body.status === 'finished' && body.measured === 2 ? body : undefined;
      },
      5000,
    );
    expect(finished).toMatchObject({ ...{ atWork: false, secondsLeft: null, failed: 0 }, points: [{}, {}] });
    expect(await knownRounds(rest.parts.store).list()).toEqual(await rest.parts.store.rounds.list());
    expect((await rest.call('GET', `/results?sweepId=${id}`)).body.total).toBe(2);
    expect((await rest.call('GET', '/network')).body).toMatchObject({
      healthy: true,
      settings: ORIGINAL_SETTINGS,
    });
    const { nodes } = (await rest.call('GET', '/network/metrics')).body;
    expect(nodes.filter(({ isLeader }: { isLeader?: boolean }) => isLeader)).toHaveLength(1);
  });
});
