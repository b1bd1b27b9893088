import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { waitUntil } from '../../optimizer/domain/wait.js';
import { say } from './prediction-tables.js';
import { makeInstallation } from './service-installation.js';
import { percentile, sendLoad, type Asked, type LoadOptions, type LoadResult } from './service-load.js';
import { startService, type ServiceProcess } from './service-process.js';

/*
 * How fast the service predicts and recommends: `gridtune serve` as a process of its own, on an embedded store, with a
 * champion of ten networks, asked over HTTP with a token. Four minutes on an otherwise idle machine:
 * `npx vitest run --project service test/bench/service-speed`.
 */
const MEMBERS = 10;
const RATE_PER_S = 50;
const SECONDS = 20;
const MOST_PREDICTION_MS = 10;
const MOST_RECOMMENDATION_MS = 50;
const MOST_IDLE_MB = 300;
const OBJECTIVES = ['min-latency', 'max-throughput', 'balanced'] as const;
/** Questions that come again and again. */
const QUESTIONS = 20;

let home: string;
let token: string;
let service: ServiceProcess;
beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'service-speed-'));
  token = await makeInstallation(home, MEMBERS);
  service = await startService(home);
});
afterAll(async () => {
  await service.stop();
  // The store ends by itself seconds after its last client, and writes until then.
  const address = path.join(home, 'store', 'address');
  await waitUntil('the store to end', () => !existsSync(address) || undefined, 60_000);
  await rm(home, { recursive: true, force: true });
});

/** Different for each `place`, where every objective has an answer: at higher rates the recorded network saturates. */
function rateAt(place: number): number {
  const [min, max] = [30, 60];
  const share = (0.5 + place * 0.618_034) % 1;
  return Number((min + share * (max - min)).toFixed(3));
}

function prediction(place: number): Asked {
  const settings = { maxMessageCount: 10 + (place % 190), batchTimeoutMs: 50 + 10 * (place % 90) };
  return { path: '/predictions', body: { settings, sendRateTps: rateAt(place) } };
}

function recommendation(place: number): Asked {
  const body = { objective: OBJECTIVES[place % OBJECTIVES.length], sendRateTps: rateAt(place) };
  return { path: '/recommendations', body };
}

function load(wantedStatus: number, change: Partial<LoadOptions> = {}): LoadOptions {
  const { url } = service;
  return { url, token, ratePerS: RATE_PER_S, seconds: SECONDS, wantedStatus, ...change };
}

function tell(what: string, { latenciesMs, unwanted }: LoadResult): number {
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => percentile(latenciesMs, share));
  const text = [p50, p95, p99, latenciesMs.at(-1)].map((value) => (value ?? NaN).toFixed(1)).join(' / ');
  say(`${what}: p50 / p95 / p99 / most ${text} ms of ${latenciesMs.length} requests`);
  expect.soft(unwanted, `${what}: unwanted answers`).toEqual({});
  return p99 ?? NaN;
}

async function tellProcessor(beforeMs: number): Promise<void> {
  const ms = (await service.processorMs()) - beforeMs;
  say(`  processor time of the service: ${(ms / (RATE_PER_S * SECONDS)).toFixed(2)} ms a request`);
}

it('takes little memory before anybody asks', async () => {
  await sleep(5000);
  const mb = await service.memoryMb();
  say(`idle, before the first question: ${mb.toFixed(0)} MB`);
  expect.soft(mb).toBeLessThanOrEqual(MOST_IDLE_MB);
});

it('answers the first question, which opens the model, and questions that nobody asked before', async () => {
  tell('the very first prediction', await sendLoad(prediction, load(200, { ratePerS: 1, seconds: 1 })));
  tell(
    'the very first recommendation',
    await sendLoad(recommendation, load(201, { ratePerS: 1, seconds: 1 })),
  );
  const others = (place: number): Asked => recommendation(1000 + place);
  tell('new recommendations, 2 a second', await sendLoad(others, load(201, { ratePerS: 2, seconds: 10 })));
});

it('predicts', async () => {
  const p99 = tell(
    `predictions, ${RATE_PER_S} a second, all different`,
    await sendLoad(prediction, load(200)),
  );
  expect.soft(p99).toBeLessThanOrEqual(MOST_PREDICTION_MS);
});

it('recommends', async () => {
  const again = (place: number): Asked => recommendation(place % QUESTIONS);
  const what = `recommendations, ${RATE_PER_S} a second, ${QUESTIONS} different ones in turn, each new at first`;
  const before = await service.processorMs();
  const p99 = tell(what, await sendLoad(again, load(201)));
  await tellProcessor(before);
  const known = tell('the same, each asked before', await sendLoad(again, load(201)));
  expect.soft(known).toBeLessThanOrEqual(MOST_RECOMMENDATION_MS);
  expect.soft(p99).toBeLessThanOrEqual(MOST_RECOMMENDATION_MS);
});

it('recommends while some of the questions are new, and predicts beside it', async () => {
  const some = (place: number): Asked =>
    place % 20 === 0 ? recommendation(5000 + place) : recommendation(place % QUESTIONS);
  const [recommended, predicted] = await Promise.all([
    sendLoad(some, load(201, { ratePerS: RATE_PER_S / 2 })),
    sendLoad(prediction, load(200, { ratePerS: RATE_PER_S / 2 })),
  ]);
  tell(`recommendations, ${RATE_PER_S / 2} a second, one of 20 new`, recommended);
  tell(`predictions, ${RATE_PER_S / 2} a second, beside them`, predicted);
});

it('takes little memory once nobody has asked for a while', async () => {
  // The thread that recommends has ended by then.
  await sleep(45_000);
  const mb = await service.memoryMb();
  say(`idle, after all questions: ${mb.toFixed(0)} MB`);
  expect.soft(mb).toBeLessThanOrEqual(MOST_IDLE_MB);
});
