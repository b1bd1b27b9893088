import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { initialSettings, NetworkDouble, noOrderer } from '../../../test/doubles/network.js';
import { noGuardRails } from '../../domain/guard-rails.js';
import type { Services } from '../../operations/services.js';
import { openTestService, type TestService } from '../testing/test-service.js';
import { planRoutes } from './plans.js';

const PLANS = fileURLToPath(new URL('../../../benchmarks/plans', import.meta.url));

describe('plans', () => {
  let network: NetworkDouble;
  let service: TestService;
  beforeEach(async () => {
    network = new NetworkDouble();
    const services: Partial<Services> = {
      paths: { root: '', home: '', models: '', reports: '', plans: PLANS, config: '' },
      network: async () => network,
      guardRails: async () => noGuardRails,
      initialSettings: async () => ({ ...initialSettings, maxMessageCount: 77 }),
    };
    service = await openTestService(planRoutes, { services });
  });
  afterEach(() => service.close());
  const preview = (plan: unknown, more = {}) =>
    service.call('POST', '/plans/preview', { role: 'viewer', body: { plan, ...more } });

  it('that come with gridtune are listed and shown', async () => {
    const { body } = await service.call('GET', '/plans', { role: 'viewer' });
    const names = body.items.map(({ name }: { name: string }) => name);
    expect(names).toContain('quick');
    expect(body.total).toBe(names.length);
    for (const name of names)
      expect(await service.call('GET', `/plans/${name}`)).toMatchObject({
        status: 200,
        body: { points: expect.any(Array), workload: expect.any(String) },
      });
  });

  it.each(['..%2F..%2Fpackage', '%2Fetc%2Fpasswd', '..', 'quick.yaml', 'quick%00'])(
    'of other files are not found: %s',
    async (name) => {
      const { status, text } = await service.call('GET', `/plans/${name}`);
      expect([400, 404]).toContain(status);
      expect(text).not.toContain('"points"');
      expect([400, 404]).toContain((await preview(decodeURIComponent(name))).status);
    },
  );

  it('are previewed by name, in whole, and as the text of a file', async () => {
    expect((await preview('quick')).body).toMatchObject({ plan: 'quick', warnings: expect.any(Array) });
    const yaml =
      'name: mine\nsettings: { maxMessageCount: [100, 200, 400] }\nsendRateTps: 5\nreplicates: 2\n';
    const written = await preview({ yaml });
    // At 5 tps the timeout of 2 s ends blocks at 11: counts above that are alike.
    expect(written).toMatchObject({ status: 200, body: { plan: 'mine', planned: 6 } });
    expect((await preview({ yaml }, { skipDead: true })).body).toMatchObject({ planned: 2, skipped: 4 });
    const { body: whole } = await service.call('GET', '/plans/quick');
    expect((await preview(whole)).body).toEqual((await preview('quick')).body);
  });

  it('are previewed while the network is down, and say so', async () => {
    network.channel.read = async () => Promise.reject(noOrderer);
    const { body } = await preview('quick');
    expect(body.warnings[0]).toMatch(/^the network is down/);
    expect(body.points[0].settings).toMatchObject({ absoluteMaxBytes: initialSettings.absoluteMaxBytes });
  });

  it('that are wrong are refused with every fault', async () => {
    const { status, body } = await preview({ name: 'x', points: [], workload: 'dance' });
    expect(status).toBe(400);
    const paths = body.faults.map(({ path }: { path: string }) => path);
    expect(paths).toEqual(
      expect.arrayContaining(['body.plan.points', 'body.plan.workload', 'body.plan.replicates']),
    );
    const yaml = await preview({ yaml: 'name: x\nsendRateTps: nine\nsettings: { maxMessageCount: 1 }' });
    expect(yaml).toMatchObject({
      status: 400,
      body: { faults: [{ message: expect.stringContaining('line 2') }] },
    });
  });

  it('that would fill the memory are refused', async () => {
    const list = JSON.stringify(Array.from({ length: 400 }, (_, index) => index + 10));
    const crossed = await preview({
      yaml: `name: x\nsendRateTps: 5\nsettings: { maxMessageCount: ${list}, batchTimeoutMs: ${list}, preferredMaxBytes: [${'2048,'.repeat(400)}2048] }`,
    });
    expect(crossed).toMatchObject({ status: 400, body: { code: 'INVALID_INPUT' } });
    expect(crossed.body.detail).toMatch(/points/);
    const points = Array.from({ length: 100 }, (_, index) => ({ settings: {}, sendRateTps: index + 1 }));
    const { body: quick } = await service.call('GET', '/plans/quick');
    const many = await preview({ ...quick, points, replicates: 1000 });
    expect(many).toMatchObject({ status: 400, body: { detail: expect.stringContaining('100000 rounds') } });
    const aliases = ['a: &a [x,x,x,x,x,x,x,x,x]'];
    for (const [from, to] of ['ab', 'bc', 'cd', 'de', 'ef', 'fg', 'gh', 'hi'])
      aliases.push(`${to}: &${to} [${Array.from({ length: 9 }, () => `*${from}`).join(',')}]`);
    const bomb = await preview({ yaml: `name: x\n${aliases.join('\n')}\n` });
    expect(bomb).toMatchObject({ status: 400, body: { code: 'INVALID_INPUT' } });
    expect(bomb.body.detail).toMatch(/alias/);
  });
});
