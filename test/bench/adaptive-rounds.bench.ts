import path from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { CaliperLoadGenerator } from '../../benchmarks/caliper/load-generator.js';
import { LiveRoundRunner } from '../../benchmarks/run-round.js';
import { Spool } from '../../benchmarks/spool.js';
import { openEmbeddedNetwork } from '../../network/embedded-network.js';
import { readPlan } from '../../optimizer/config/plan-file.js';
import {
  expandPlan,
  type PlannedRound,
  type Precision,
  type RoundWindow,
} from '../../optimizer/domain/plan.js';
import type { Store } from '../../optimizer/domain/ports.js';
import type { MeasuredRound, Samples } from '../../optimizer/domain/round.js';
import { root } from '../live/cli.js';
import { openStore } from '../live/stored.js';

/**
 * Rounds that end when their intervals are narrow enough against rounds of a fixed 30 s, on the same 30 points
 * of the live network, the two in turn. Prints what each took and what it gave.
 */
const home = inject('home');
const FIXED_S = 30;

interface Timed {
  readonly round: MeasuredRound;
  /** From the channel update to the stored round. */
  readonly wallS: number;
  /** What is neither sending nor waiting for the last commit. */
  readonly overheadS: number;
}

let store: Store;
let network: Awaited<ReturnType<typeof openEmbeddedNetwork>>;
let runner: LiveRoundRunner;

beforeAll(async () => {
  store = await openStore();
  network = await openEmbeddedNetwork(path.join(home, 'network'));
  const generator = new CaliperLoadGenerator({
    access: network.client,
    workers: { kind: 'local', count: 1 },
    modulesDirectory: path.join(root, 'dist', 'benchmarks', 'caliper'),
    workDirectory: path.join(home, 'sessions'),
    logFile: path.join(home, 'caliper.log'),
  });
  const progress = { step: () => undefined, advance: () => undefined, warn: () => undefined };
  runner = new LiveRoundRunner({
    store,
    network,
    generator,
    spool: new Spool(path.join(home, 'unsaved')),
    progress,
  });
});

afterAll(async () => {
  await runner?.stop();
  network?.channel.close();
  await store?.close();
});

it('measures 30 points in at least 60 % less time than fixed rounds of 30 s', async () => {
  const plan = await readPlan(path.join(root, 'test', 'bench', 'adaptive-rounds.yaml'));
  const { settings: original } = await network.channel.read();
  const planned = expandPlan(plan, original);
  expect(planned).toHaveLength(30);
  const adaptive = { window: plan.window, precision: plan.precision };
  const fixed = { window: { ...plan.window, minS: FIXED_S, maxS: FIXED_S }, precision: undefined };
  await measure(planned[0], 'warm', fixed); // the workers' own start belongs to neither
  const [ours, theirs]: [Timed[], Timed[]] = [[], []];
  for (const [index, point] of planned.entries()) {
    const first = index % 2 === 0;
    if (first) ours.push(await measure(point, 'adaptive', adaptive));
    theirs.push(await measure(point, 'fixed', fixed));
    if (!first) ours.push(await measure(point, 'adaptive', adaptive));
    print(index, point, ours.at(-1), theirs.at(-1));
  }
  await network.channel.apply(original);
  const saved = 1 - total(ours) / total(theirs);
  summarise(ours, theirs, saved);
  expect(saved).toBeGreaterThanOrEqual(0.6);
});

async function measure(
  point: PlannedRound | undefined,
  sweepId: string,
  how: { readonly window: RoundWindow; readonly precision: Precision | undefined },
): Promise<Timed> {
  if (!point) throw new Error('no point');
  const startedMs = performance.now();
  const round = await runner.run(point, { sweepId, ...how, signal: new AbortController().signal });
  const wallS = (performance.now() - startedMs) / 1000;
  if (round.kind !== 'measured') throw new Error(round.reason.message);
  const samples = await store.samples.find(round.id);
  if (!samples) throw new Error(`no samples of ${round.id}`);
  return { round, wallS, overheadS: wallS - lastFinishedMs(samples) / 1000 };
}

function lastFinishedMs({ createdMs, latencyMs }: Samples): number {
  return createdMs.reduce((latest, created, index) => Math.max(latest, created + (latencyMs[index] ?? 0)), 0);
}

function total(rounds: readonly Timed[]): number {
  return rounds.reduce((sum, { wallS }) => sum + wallS, 0);
}

function isNarrow({ round: { quality } }: Timed): boolean {
  return (quality?.meanHalfWidthPct ?? Infinity) <= 3 && (quality?.p95HalfWidthPct ?? Infinity) <= 10;
}

function print(index: number, point: PlannedRound, a: Timed | undefined, b: Timed | undefined): void {
  const { maxMessageCount, batchTimeoutMs } = point.settings;
  const of = (timed: Timed | undefined): string => {
    if (!timed) return '';
    const { measurement, quality } = timed.round;
    const half = (quality?.meanHalfWidthPct ?? Number.NaN).toFixed(1);
    return `${timed.wallS.toFixed(1)} s, ${measurement.latencyMeanMs.toFixed(0)} ms ±${half} % (${quality?.endedBy}${quality?.saturated ? ', saturated' : ''})`;
  };
  say(
    `${index + 1}: ${maxMessageCount} messages, ${batchTimeoutMs} ms, ${point.load.sendRateTps} tps: ${of(a)} | fixed ${of(b)}`,
  );
}

function summarise(ours: readonly Timed[], theirs: readonly Timed[], saved: number): void {
  const median = (values: readonly number[]): number =>
    values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
  const single = ours.filter(({ round }) => round.quality?.attempts === 1);
  const agree = ours.filter(({ round }, index) => {
    const other = theirs[index]?.round;
    const [a, b] = [round.measurement.latencyMeanMs, other?.measurement.latencyMeanMs ?? Number.NaN];
    const half = [round, other].map((one) => (one?.quality?.meanHalfWidthPct ?? 0) / 100);
    return Math.abs(a - b) <= Math.hypot(a * (half[0] ?? 0), b * (half[1] ?? 0));
  });
  say(
    `adaptive ${total(ours).toFixed(0)} s, fixed ${total(theirs).toFixed(0)} s: ${(100 * saved).toFixed(1)} % less`,
  );
  say(
    `intervals as narrow as asked: adaptive ${ours.filter(isNarrow).length}, fixed ${theirs.filter(isNarrow).length} of 30`,
  );
  say(`ended by: ${JSON.stringify(count(ours.map(({ round }) => round.quality?.endedBy ?? 'unknown')))}`);
  say(`means that agree within their joint 95 % interval: ${agree.length} of 30`);
  say(
    `beyond sending and drain: median ${median(single.map(({ overheadS }) => overheadS)).toFixed(2)} s, greatest ${Math.max(...single.map(({ overheadS }) => overheadS)).toFixed(2)} s (and 0.25 s to settle)`,
  );
}

function count(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
