import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, get } from 'node:http';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import pino from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { programCacheDirectory } from '../../network/tools/program-cache.js';
import { openDispatcher } from '../../optimizer/composition/job-dispatcher.js';
import { jobThreads } from '../../optimizer/composition/job-threads.js';
import { openStore } from '../../optimizer/composition/open-store.js';
import { importResults } from '../../optimizer/dataset/import-results.js';
import type { Actor } from '../../optimizer/domain/actor.js';
import type { Job } from '../../optimizer/domain/job.js';
import type { Store } from '../../optimizer/domain/ports.js';
import { waitUntil } from '../../optimizer/domain/wait.js';
import { createJobQueue, type RunningJobQueue } from '../../optimizer/jobs/job-queue.js';
import { eventStream } from '../../optimizer/service/event-stream.js';
import { root } from '../live/cli.js';
import { untilStoreEnded } from '../live/embedded-store.js';
import { simulatedResultsCsv } from './simulated-results.js';

const ROWS = 2000;
const STREAMS = 200;
/** Of the requirement. */
const LAG_P99_MS = 50;
const BENCH: Actor = { kind: 'command-line', id: 'bench', name: 'bench', role: 'admin' };

let home: string;
let store: Store;
let jobs: RunningJobQueue;

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'gridtune-lag-'));
  // The thread looks for it where a command would.
  process.env['GRIDTUNE_HOME'] = home;
  process.env['MONGODB_URI'] = '';
  const paths = { root, home, models: path.join(home, 'models'), reports: home, plans: home, config: home };
  const progress = { step: () => undefined, advance: () => undefined, warn: () => undefined };
  const goOptions = {
    cacheDirectory: programCacheDirectory(),
    progress,
    signal: new AbortController().signal,
  };
  store = await openStore(paths, goOptions);
  const file = path.join(home, 'results.csv');
  await writeFile(file, simulatedResultsCsv(ROWS));
  await importResults(store, { file, name: 'simulated', replace: false, now: new Date() });
  const instanceId = `bench-${process.pid}`;
  const lockMs = 10_000;
  const onError = (): void => undefined;
  const log = pino({ level: 'warn' });
  jobs = createJobQueue({
    store,
    dispatcher: await openDispatcher(paths, goOptions, { instanceId, concurrentJobs: 1, lockMs, onError }),
    startThread: jobThreads(paths, log),
    audit: { record: async () => undefined },
    notifier: { notify: async () => undefined },
    approvalsRequired: 1,
    instance: { id: instanceId, host: hostname(), pid: process.pid },
    log,
  });
  await jobs.start();
});

afterAll(async () => {
  await jobs?.stop(60_000);
  await store?.close();
  await untilStoreEnded(home);
  await rm(home, { recursive: true, force: true });
});

async function trained(during: (job: Job) => Promise<void>): Promise<Job> {
  const { id } = await jobs.submit({ kind: 'train', datasets: ['simulated'], seed: 1 }, BENCH);
  const read = async (is: (job: Job) => boolean): Promise<Job | undefined> => {
    const job = await store.jobs.find(id);
    if (job?.status === 'failed') throw new Error(job.error?.message);
    return job && is(job) ? job : undefined;
  };
  const job = await waitUntil('the job to begin', () => read(({ status }) => status === 'running'), 60_000);
  await during(job);
  return waitUntil('the job to end', () => read(({ status }) => status === 'done'), 500_000);
}

const mb = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
const ms = (ns: number): string => `${(ns / 1e6).toFixed(1)} ms`;

it(`the event loop answers while ${ROWS} rows are learnt in a thread`, async () => {
  const lag = monitorEventLoopDelay({ resolution: 5 });
  const job = await trained(async () => void lag.enable());
  lag.disable();
  const seconds = (Date.parse(job.endedAt ?? '') - Date.parse(job.startedAt ?? '')) / 1000;
  process.stdout.write(
    `event-loop lag over ${seconds.toFixed(1)} s of training on ${ROWS} rows: ` +
      `p50 ${ms(lag.percentile(50))}, p99 ${ms(lag.percentile(99))}, most ${ms(lag.max)}; ` +
      `memory ${mb(process.memoryUsage().rss)}\n`,
  );
  expect(lag.percentile(99) / 1e6).toBeLessThanOrEqual(LAG_P99_MS);
});

it(`${STREAMS} event streams of a job under way all get all events`, async () => {
  const server = createServer((request, response) => {
    const hungUp = new AbortController();
    response.on('close', () => hungUp.abort());
    const id = request.url?.slice(1) ?? '';
    // What express adds to a response is not used.
    void eventStream(jobs.follow(id, 0, hungUp.signal))(
      response as Parameters<ReturnType<typeof eventStream>>[0],
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('it listens nowhere');
  const follow = (id: string): Promise<string> =>
    new Promise((resolve, reject) => {
      get({ host: '127.0.0.1', port: address.port, path: `/${id}`, agent: false }, (answer) => {
        let text = '';
        answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
        answer.on('end', () => resolve(text));
        answer.on('error', reject);
      }).on('error', reject);
    });
  const before = process.memoryUsage().rss;
  const lag = monitorEventLoopDelay({ resolution: 5 });
  let streams: Promise<string>[] = [];
  let open = 0;
  const job = await trained(async ({ id }) => {
    lag.enable();
    streams = Array.from({ length: STREAMS }, () => follow(id));
    await waitUntil('all streams to be open', () => connectionsOf(server, STREAMS), 60_000);
    open = process.memoryUsage().rss;
  });
  const told = await Promise.all(streams);
  lag.disable();
  server.close();
  const numbers = told.map((text) => [...text.matchAll(/^id: (\d+)$/gm)].map(([, seq]) => Number(seq)));
  const wanted = Array.from({ length: job.lastEvent }, (_, index) => index + 1);
  process.stdout.write(
    `${STREAMS} event streams, ${job.lastEvent} events each: event-loop lag p99 ${ms(lag.percentile(99))}; ` +
      `memory ${mb(before)} before, ${mb(open)} with all open, callers included\n`,
  );
  for (const each of numbers) expect(each).toEqual(wanted);
});

async function connectionsOf(
  server: ReturnType<typeof createServer>,
  wanted: number,
): Promise<true | undefined> {
  const count = await new Promise<number>((resolve, reject) =>
    server.getConnections((error, connections) => (error ? reject(error) : resolve(connections))),
  );
  return count >= wanted || undefined;
}
