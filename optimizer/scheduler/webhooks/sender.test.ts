import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { waitUntil } from '../../domain/wait.js';
import type { Delivery, Notifier, Webhook } from '../../domain/webhook.js';
import { memoryStore, type MemoryStore } from '../../store/testing/memory-store.js';
import { FakeClock } from '../fake-clock.fixture.js';
import { createNotifier } from './notifier.js';
import { createSender, type RunningSender } from './sender.js';

const SECRET = 'correct horse battery staple';
const START = '2026-11-22T12:00:00.000Z';
const NOTICE = { type: 'drift-found', subjectId: 'm-1', message: 'champion m-1 is wrong' } as const;

interface Got {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A receiver on a free port of this machine. */
async function receiver(
  answer: (response: ServerResponse, nth: number) => void,
): Promise<{ readonly url: string; readonly got: Got[]; readonly server: Server }> {
  const got: Got[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (data: Buffer) => (body += data.toString()));
    request.on('end', () => {
      got.push({ headers: request.headers, body });
      answer(response, got.length);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, got, server };
}

describe('a sender', () => {
  let store: MemoryStore;
  let clock: FakeClock;
  let notifier: Notifier;
  let lines: string[];
  let environment: Record<string, string>;
  let senders: RunningSender[];
  let servers: Server[];

  beforeEach(() => {
    store = memoryStore();
    clock = new FakeClock(START);
    lines = [];
    environment = { GRIDTUNE_WEBHOOK_OPS: SECRET };
    senders = [];
    servers = [];
    const log = pino({}, { write: (line: string) => void lines.push(line) });
    notifier = createNotifier({ store, clock, log, wake: () => senders.forEach((each) => each.wake()) });
  });
  afterEach(async () => {
    for (const each of senders) await each.stop();
    for (const server of servers) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  async function open(answer: (response: ServerResponse, nth: number) => void) {
    const opened = await receiver(answer);
    servers.push(opened.server);
    return opened;
  }

  async function webhook(url: string, changes: Partial<Webhook> = {}): Promise<void> {
    await store.webhooks.insert({
      id: 'w-1',
      version: 1,
      name: 'operations',
      url,
      events: ['drift-found'],
      secretVariable: 'GRIDTUNE_WEBHOOK_OPS',
      enabled: true,
      changedBy: 'test',
      changedAt: START,
      ...changes,
    });
  }

  function start(deadlineMs = 5000): RunningSender {
    const log = pino({}, { write: (line: string) => void lines.push(line) });
    const random = { next: () => 0.5 };
    const sender = createSender({ store, clock, log, random, environment, deadlineMs });
    senders.push(sender);
    sender.start();
    return sender;
  }

  /** Waits, in real time, until the first delivery to a webhook is as wanted. */
  async function delivery(
    wanted: (delivery: Delivery) => boolean,
    name: string,
    webhookId = 'w-1',
  ): Promise<Delivery> {
    return waitUntil(name, async () => (await store.deliveries.list({ webhookId })).find(wanted), 20_000, {
      everyMs: 10,
    });
  }

  const ended = ({ status }: Delivery): boolean => status !== 'pending';
  /** An attempt is two writes: that it is begun, and what came of it. */
  const attempted =
    (attempts: number) =>
    (each: Delivery): boolean =>
      each.attempts === attempts && each.version > 2 * attempts;

  it('signs what it sends so that the receiver can tell', async () => {
    const { url, got } = await open((response) => response.end('ignored'));
    await webhook(url);
    start();
    await notifier.notify({ ...NOTICE, data: { reasons: 2 } });
    const sent = await delivery(ended, 'the delivery to end');
    expect(sent).toMatchObject({ status: 'delivered', attempts: 1, lastOutcome: '200' });
    const [request] = got;
    expect(JSON.parse(request?.body ?? '')).toEqual({
      id: sent.id,
      ...NOTICE,
      at: START,
      data: { reasons: 2 },
    });
    // Computed as docs/webhooks.md tells receivers to.
    const timestamp = request?.headers['gridtune-timestamp'];
    const expected = createHmac('sha256', SECRET)
      .update(`${String(timestamp)}.${request?.body}`)
      .digest('hex');
    expect(timestamp).toBe(String(Date.parse(START) / 1000));
    expect(request?.headers).toMatchObject({
      'gridtune-signature': `v1=${expected}`,
      'gridtune-delivery': sent.id,
      'gridtune-event': 'drift-found',
      'content-type': 'application/json',
    });
  });

  it('tries again after a failure, with the same id and a new signature', async () => {
    const { url, got } = await open((response, nth) => {
      response.statusCode = nth === 1 ? 500 : 204;
      response.end();
    });
    await webhook(url);
    start();
    await notifier.notify(NOTICE);
    const failed = await delivery(attempted(1), 'the first attempt to fail');
    expect(failed).toMatchObject({ status: 'pending', lastOutcome: '500' });
    expect(failed.nextAttemptAt).toBe('2026-11-22T12:00:15.000Z');
    await clock.advance(14_000);
    expect(got).toHaveLength(1);
    await clock.advance(4000);
    expect(await delivery(ended, 'the delivery to end')).toMatchObject({ status: 'delivered', attempts: 2 });
    expect(new Set(got.map(({ headers }) => headers['gridtune-delivery'])).size).toBe(1);
    expect(new Set(got.map(({ headers }) => headers['gridtune-signature'])).size).toBe(2);
  });

  it('gives up after eight attempts over about a day, and says why', async () => {
    const { url, got } = await open((response) => {
      response.statusCode = 503;
      response.end();
    });
    await webhook(url);
    start();
    await notifier.notify(NOTICE);
    let last = '';
    for (let attempt = 1; attempt < 8; attempt += 1) {
      const { nextAttemptAt = '' } = await delivery(attempted(attempt), `attempt ${attempt} to fail`);
      last = nextAttemptAt;
      // A sender that looks every two seconds would look 40,000 times: the days in between are skipped.
      await senders.shift()?.stop();
      await clock.advanceTo(nextAttemptAt);
      start();
    }
    const given = await delivery(ended, 'the delivery to be given up');
    expect(given).toMatchObject({ status: 'given-up', attempts: 8, lastOutcome: '503' });
    expect(given.nextAttemptAt).toBeUndefined();
    expect(got).toHaveLength(8);
    const hours = (Date.parse(last) - Date.parse(START)) / 3_600_000;
    expect(hours).toBeGreaterThan(20);
    expect(hours).toBeLessThan(26);
  });

  it('lets a receiver that hangs hold up nobody else', async () => {
    const hangs = await open(() => undefined);
    const works = await open((response) => response.end());
    await webhook(hangs.url);
    await webhook(works.url, { id: 'w-2' });
    start(60_000);
    for (let i = 0; i < 4; i += 1) await notifier.notify(NOTICE);
    await waitUntil(
      'the other receiver to get everything while one hangs',
      async () => {
        const others = await store.deliveries.list({ webhookId: 'w-2', status: 'delivered' });
        return others.length === 4 ? true : undefined;
      },
      20_000,
      { everyMs: 10 },
    );
    // Two of its four are under way, the others wait for these.
    expect(hangs.got).toHaveLength(2);
  });

  it('ends an attempt at its deadline', async () => {
    const { url } = await open(() => undefined);
    await webhook(url);
    start(50);
    await notifier.notify(NOTICE);
    expect(await delivery(attempted(1), 'the attempt to end')).toMatchObject({
      status: 'pending',
      lastOutcome: 'no answer within 0.05 s',
    });
  });

  it('puts an attempt back that its own stop cuts short', async () => {
    const { url, got } = await open(() => undefined);
    await webhook(url);
    const sender = start(60_000);
    await notifier.notify(NOTICE);
    await waitUntil('the request to arrive', () => (got.length > 0 ? true : undefined), 20_000);
    await sender.stop();
    expect(await store.deliveries.list()).toMatchObject([{ status: 'pending', attempts: 0 }]);
  });

  it('makes the attempt of a killed instance again', async () => {
    const { url } = await open((response) => response.end());
    await webhook(url);
    await notifier.notify(NOTICE);
    const [made] = await store.deliveries.list();
    if (!made) throw new Error('nothing was kept');
    const claimed = { ...made, version: 2, attempts: 1, nextAttemptAt: '2026-11-22T12:00:30.000Z' };
    await store.deliveries.replace(claimed);
    start();
    await clock.advance(29_000);
    expect(await store.deliveries.list()).toMatchObject([{ attempts: 1, status: 'pending' }]);
    await clock.advance(2000);
    expect(await delivery(ended, 'the delivery to end')).toMatchObject({ status: 'delivered', attempts: 2 });
  });

  it('shares deliveries with other instances, each attempt made by one', async () => {
    const { url, got } = await open((response) => response.end());
    await webhook(url);
    for (let i = 0; i < 3; i += 1) start();
    for (let i = 0; i < 6; i += 1) await notifier.notify(NOTICE);
    await waitUntil(
      'everything to be delivered',
      async () => ((await store.deliveries.list({ status: 'delivered' })).length === 6 ? true : undefined),
      20_000,
      { everyMs: 10 },
    );
    expect(got).toHaveLength(6);
  });

  it('follows no redirect', async () => {
    const elsewhere = await open((response) => response.end());
    const { url } = await open((response) => {
      response.writeHead(307, { location: elsewhere.url });
      response.end();
    });
    await webhook(url);
    start();
    await notifier.notify(NOTICE);
    expect(await delivery(attempted(1), 'the attempt to end')).toMatchObject({
      lastOutcome: '307: redirects are not followed',
    });
    expect(elsewhere.got).toEqual([]);
  });

  it('fails where the secret is missing or short, and puts it nowhere where it is not', async () => {
    const { url, got } = await open((response) => {
      response.statusCode = 500;
      response.end(SECRET);
    });
    await webhook(url);
    environment = {};
    await start().test('w-1');
    await senders.shift()?.stop();
    environment = { GRIDTUNE_WEBHOOK_OPS: 'short' };
    await start().test('w-1');
    await senders.shift()?.stop();
    expect(got).toEqual([]);
    environment = { GRIDTUNE_WEBHOOK_OPS: SECRET };
    await start().test('w-1');
    expect(got).toHaveLength(1);
    const deliveries = await store.deliveries.list();
    expect(new Set(deliveries.map(({ lastOutcome }) => lastOutcome))).toEqual(
      new Set([
        '500',
        'the secret in GRIDTUNE_WEBHOOK_OPS is shorter than 16 characters',
        'the service has no environment variable GRIDTUNE_WEBHOOK_OPS: set it and start it again',
      ]),
    );
    const kept = JSON.stringify([deliveries, await store.webhooks.list(), lines]);
    expect(kept).not.toContain(SECRET);
    expect(JSON.stringify(got)).not.toContain(SECRET);
  });

  it('tests a receiver at once and once', async () => {
    const { url, got } = await open((response) => response.end());
    await webhook(url, { enabled: false });
    const sender = start();
    expect(await sender.test('w-1')).toMatchObject({
      status: 'delivered',
      lastOutcome: '200',
      notice: { type: 'test' },
    });
    expect(got).toHaveLength(1);
    await expect(sender.test('w-9')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('tells only what a webhook asked for, and what several instances notice once', async () => {
    await webhook('http://127.0.0.1:9/');
    await webhook('http://127.0.0.1:9/', { id: 'w-2', events: ['job-ended'] });
    await webhook('http://127.0.0.1:9/', { id: 'w-3', enabled: false });
    await notifier.notify({ ...NOTICE, key: 'champion m-1' });
    await notifier.notify({ ...NOTICE, key: 'champion m-1' });
    expect(await store.deliveries.list()).toMatchObject([{ webhookId: 'w-1', status: 'pending' }]);
  });

  it('drops what ended long ago, and nothing that is pending', async () => {
    const old = '2026-11-01T00:00:00.000Z';
    const common = { version: 1, webhookId: 'w-1', attempts: 1 };
    const notice = { ...NOTICE, at: old };
    await webhook('http://127.0.0.1:9/');
    await store.deliveries.insert({ ...common, id: 'd-1', notice, status: 'delivered' });
    await store.deliveries.insert({
      ...common,
      id: 'd-2',
      notice,
      status: 'pending',
      nextAttemptAt: '2026-11-23T00:00:00.000Z',
    });
    await store.deliveries.insert({
      ...common,
      id: 'd-3',
      notice: { ...notice, at: START },
      status: 'given-up',
    });
    start();
    await clock.advance(1000);
    expect((await store.deliveries.list()).map(({ id }) => id)).toEqual(['d-2', 'd-3']);
  });
});
