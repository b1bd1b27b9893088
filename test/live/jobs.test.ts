import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { programCacheDirectory } from '../../network/tools/program-cache.js';
import { storeAddress } from '../../optimizer/composition/open-store.js';
import { messageOf } from '../../optimizer/domain/errors.js';
import type { JobDispatcher } from '../../optimizer/domain/job-dispatcher.js';
import type { Job, JobEvent } from '../../optimizer/domain/job.js';
import { waitUntil } from '../../optimizer/domain/wait.js';
import { connectDispatcher } from '../../optimizer/store/agenda-dispatcher.js';
import { simulatedResultsCsv } from '../bench/simulated-results.js';
import { gridtuneJson, root, startGridtune, type RunningCli } from './cli.js';
import { embeddedStorePid, untilStoreEnded } from './embedded-store.js';

let home: string;
let token: string;
const services: Service[] = [];

interface Service {
  readonly url: string;
  readonly process: RunningCli;
}

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'gridtune-jobs-'));
  await writeFile(path.join(home, 'gridtune.yaml'), 'service:\n  concurrentJobs: 1\n');
  const results = path.join(home, 'results.csv');
  // Enough to learn from for some seconds.
  await writeFile(results, simulatedResultsCsv(500, 'smooth formula'));
  await gridtuneJson(['results', 'import', results, '--name', 'simulated'], { home });
  const made = await gridtuneJson(['token', 'create', '--role', 'operator', '--name', 'test'], { home });
  token = String(made['token']);
  services.push(...(await Promise.all([serve(), serve()])));
});

afterAll(async () => {
  const running = services.map(({ process: { child, done } }) => end(child).then(() => done));
  await Promise.all(running);
  await untilStoreEnded(home);
  await rm(home, { recursive: true });
});

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
}

async function serve(): Promise<Service> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const process = startGridtune(['serve', '--port', String(port)], { home });
  const isReady = async (): Promise<true | undefined> => {
    if (process.child.exitCode !== null) throw new Error(process.stderr());
    return (await fetch(`${url}/readyz`)).ok || undefined;
  };
  await waitUntil('the service to be ready', isReady, 120_000);
  return { url, process };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function call<T>({ url }: Service, method: string, where: string, body?: unknown): Promise<T> {
  const response = await fetch(`${url}/api/v1${where}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${where} was answered with ${response.status}: ${text}`);
  return JSON.parse(text) as T;
}

async function untilJob(service: Service, id: string, what: string, is: (job: Job) => boolean): Promise<Job> {
  const look = async (): Promise<Job | undefined> => {
    const job = await call<Job>(service, 'GET', `/jobs/${id}`);
    if (job.status === 'failed') throw new Error(`job ${id} failed: ${job.error?.message}`);
    return is(job) ? job : undefined;
  };
  return waitUntil(`job ${id} to ${what}`, look, 150_000, { everyMs: 100 });
}

/** Every event until the job is over. */
async function eventsOf({ url }: Service, id: string): Promise<JobEvent[]> {
  const response = await fetch(`${url}/api/v1/jobs/${id}/events`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const text = await response.text();
  return [...text.matchAll(/^data: (.*)$/gm)].map(([, data]) => JSON.parse(data ?? '') as JobEvent);
}

it('two services share jobs; what a service was at that was killed, and its store with it, goes on in the other', async () => {
  const [one, two] = services as [Service, Service];
  const train = (seed: number) => call<Job>(one, 'POST', '/models', { datasets: ['simulated'], seed });
  const ids = [(await train(1)).id, (await train(2)).id];
  const begun = ({ status }: Job): boolean => status !== 'queued';
  const running = await Promise.all(ids.map((id) => untilJob(two, id, 'begin', begun)));
  const pids = running.map(({ instance }) => instance?.pid ?? 0);
  expect(new Set(pids).size).toBe(2);
  const oneRuns = running.find(({ instance }) => instance?.pid === one.process.child.pid);
  if (!oneRuns)
    throw new Error(`the service runs as ${one.process.child.pid}, jobs in ${pids.join(' and ')}`);
  const followed = Promise.allSettled(ids.map((id) => eventsOf(two, id)));

  await untilJob(two, oneRuns.id, 'compute', ({ progress }) => (progress?.done ?? 0) >= 1);
  one.process.child.kill('SIGKILL');
  const store = await embeddedStorePid(home);
  if (store === undefined) throw new Error('there is no store to kill');
  process.kill(store, 'SIGKILL');
  const ended = await Promise.all(
    ids.map((id) => untilJob(two, id, 'be done', ({ status }) => status === 'done')),
  );
  for (const { id, attempt, instance, result } of ended) {
    expect({ id, attempt }).toEqual({ id, attempt: id === oneRuns.id ? 2 : 1 });
    expect(instance?.pid).toBe(two.process.child.pid);
    const { id: modelId } = result as { id: string };
    expect(await call(two, 'GET', `/models/${modelId}`)).toMatchObject({ id: modelId });
  }
  for (const stream of await followed) {
    if (stream.status === 'rejected') throw stream.reason;
    const events = stream.value;
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    expect(events.at(-1)).toMatchObject({ type: 'status', data: { status: 'done' } });
  }
  const models = await call<{ items: { id: string }[] }>(two, 'GET', '/models');
  expect(models.items).toHaveLength(2);
});

it('two dispatchers hand out each job once, again when asked, and forget what is over', async () => {
  const begun: string[] = [];
  const [one, two] = await Promise.all([dispatcher('one'), dispatcher('two')]);
  const ids = Array.from({ length: 12 }, (_, index) => `j-${index}`);
  await Promise.all(ids.flatMap((id) => [one.dispatch(id), two.dispatch(id)]));
  expect(await one.pending()).toEqual(new Set(ids));
  const work = async (id: string): Promise<{ againInMs: number } | undefined> => {
    begun.push(id);
    return id === 'j-0' && begun.filter((each) => each === id).length < 3 ? { againInMs: 0 } : undefined;
  };
  await Promise.all([one.start(work), two.start(work)]);
  const isOver = async (): Promise<true | undefined> => (await two.pending()).size === 0 || undefined;
  await waitUntil('every job to be over', isOver, 60_000);
  await Promise.all([one.stop(), two.stop()]);
  await Promise.all([one.close(), two.close()]);
  expect(begun.toSorted()).toEqual([...ids, 'j-0', 'j-0'].toSorted());
});

async function dispatcher(instanceId: string): Promise<JobDispatcher> {
  const paths = { root, home, models: home, reports: home, plans: home, config: home };
  const progress = { step: () => undefined, advance: () => undefined, warn: () => undefined };
  const signal = new AbortController().signal;
  const store = await storeAddress(paths, { cacheDirectory: programCacheDirectory(), progress, signal });
  const databaseName = 'dispatchers';
  const failed = (error: unknown): void => expect.fail(`${instanceId}: ${messageOf(error)}`);
  return connectDispatcher({
    ...{ ...store, databaseName },
    ...{ instanceId, concurrentJobs: 2, lockMs: 10_000, onError: failed },
  });
}
