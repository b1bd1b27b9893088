import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { fetchBlock } from '../../network/channel/deliver.js';
import { connectNode } from '../../network/channel/endpoint.js';
import { readIdentity } from '../../network/channel/identity.js';
import { decodeTransactions, type LedgerBlock } from '../../network/channel/transactions.js';
import { cryptoOf, userMsp } from '../../network/layout.js';
import { readState } from '../../network/state.js';
import { cutOf } from '../../optimizer/cutmodel/cut.js';
import type { Observation } from '../../optimizer/domain/inside.js';
import type { Store } from '../../optimizer/domain/ports.js';
import type { MeasuredRound, Samples } from '../../optimizer/domain/round.js';
import { median } from '../../optimizer/domain/statistics.js';
import { gridtuneJson } from './cli.js';
import { openStore } from './stored.js';

const home = inject('home');
const WARMUP_S = 0.5;

/** A round, and all that the TSO's peer has in its ledger of the blocks that hold it. */
interface Witnessed {
  readonly round: MeasuredRound;
  readonly samples: Samples;
  readonly observation: Observation;
  readonly ledger: readonly LedgerBlock[];
}

/** What a round says it measured against what the ledger holds: two sources that share nothing but the network. */
describe('measured rounds and the ledger', () => {
  let store: Store;
  let witnessed: Witnessed[];
  beforeAll(async () => {
    const plans = path.join(home, 'plans');
    await mkdir(plans, { recursive: true });
    const plan = path.join(plans, 'truth.yaml');
    await writeFile(
      plan,
      `name: truth\nsettings: { maxMessageCount: [20, 500], batchTimeoutMs: [50, 2000] }\nsendRateTps: [10, 60, 200]\nwindow: { warmupS: ${WARMUP_S}, minS: 4, maxS: 8 }\n`,
    );
    const { sweepId } = await gridtuneJson(['sweep', '--plan', plan], { home });
    store = await openStore();
    const rounds = await store.rounds.list({ sweepId: String(sweepId) });
    witnessed = [];
    for (const round of rounds.filter(({ kind }) => kind === 'measured')) {
      const [samples, observation] = [
        await store.samples.find(round.id),
        await store.observations.find(round.id),
      ];
      if (round.kind !== 'measured' || !samples || !observation)
        throw new Error(`no raw times of ${round.id}`);
      const numbers = samples.block.filter((block) => block >= 0);
      const ledger = await peerBlocks(Math.min(...numbers), Math.max(...numbers));
      witnessed.push({
        round,
        samples,
        observation,
        ledger: ledger.filter(({ kind }) => kind === 'transactions'),
      });
    }
  });
  afterAll(async () => store?.close());

  it('agree on every transaction: each success lies in the block that the client was told, and no other does', () => {
    expect(witnessed).toHaveLength(12);
    for (const { samples, ledger } of witnessed) {
      const valid = new Map(ledger.map((block) => [block.number, validOf(block).length]));
      expect(valid).toEqual(countByBlock(samples));
    }
  });

  it('agree with the closed form of block cutting: size and time to fill, within 10 %', () => {
    // A timeout of 50 ms is as short as the jitter of two busy cores.
    const steady = witnessed.filter(
      ({ round }) => round.load.sendRateTps < 100 && round.settings.batchTimeoutMs > 1000,
    );
    const compared = steady.map(({ round }) => {
      const { blocks, phases, txBytes } = round.inside ?? {};
      const cut = cutOf({
        ...round.settings,
        consensus: 'raft',
        arrivals: 'paced',
        txBytes,
        orderedRateTps: round.measurement.achievedRateTps,
      });
      return { cut, transactions: blocks?.transactionsMean ?? NaN, orderMs: phases?.orderMs ?? NaN };
    });
    expect(compared).toHaveLength(4);
    // Ordering takes some time besides the wait, about the same in each round.
    const overheadMs = median(compared.map(({ cut, orderMs }) => orderMs - cut.meanWaitMs));
    expect(overheadMs).toBeGreaterThan(0);
    for (const { cut, transactions, orderMs } of compared) {
      expect(Math.abs(transactions / cut.blockTransactions - 1)).toBeLessThanOrEqual(0.1);
      expect(Math.abs((orderMs - overheadMs) / cut.meanWaitMs - 1)).toBeLessThanOrEqual(0.1);
    }
  });

  it('agree on what the blocks hold', () => {
    for (const { round, observation, ledger } of witnessed) {
      const seen = new Map(observation.blockNumber.map((number, index) => [number, index]));
      for (const block of ledger) {
        const index = seen.get(block.number) ?? -1;
        expect(observation.blockTransactions[index]).toBe(block.transactions.length);
        expect(observation.blockValid[index]).toBe(validOf(block).length);
      }
      if (round.load.sendRateTps < 100) expect(round.inside?.problems).toEqual([]);
    }
  });

  it('agree on how many transactions the window holds, by the times that clients signed into them', () => {
    // A generator that catches up after a stall sends in bursts, and one may straddle an edge of the window.
    for (const { round, ...witness } of witnessed) {
      const { succeeded } = round.measurement;
      const leeway = round.load.sendRateTps < 100 ? 2 : 2 + 0.02 * succeeded;
      expect(Math.abs(validInWindow({ round, ...witness }).length - succeeded)).toBeLessThan(leeway);
    }
  });

  it('agree on the throughput within 0.5 % in the typical round, within 2 % in each that kept up, and within 15 % beyond', () => {
    const errorOf = (witness: Witnessed): number =>
      Math.abs(witness.round.measurement.throughputTps / ledgerThroughput(witness) - 1);
    const sorted = witnessed.map(errorOf).toSorted((a, b) => a - b);
    expect(sorted[Math.ceil(sorted.length / 2) - 1]).toBeLessThan(0.005);
    // At 200 tps two cores are at their end: clients hear of commits late, and in bursts, by seconds of a window of eight.
    for (const witness of witnessed)
      expect(errorOf(witness)).toBeLessThan(witness.round.load.sendRateTps < 100 ? 0.02 : 0.15);
  });

  it('agree on the latencies, from the time that the client signed to the commit that the peer announced', () => {
    // Where the machine is at its end clients hear of commits whenever they get a turn.
    for (const witness of witnessed.filter(({ round }) => round.load.sendRateTps < 100)) {
      const latencies = ledgerLatencies(witness);
      const { latencyP50Ms, latencyP95Ms, latencyP99Ms } = witness.round.measurement;
      const told = [latencyP50Ms, latencyP95Ms, latencyP99Ms];
      for (const [index, share] of [0.5, 0.95, 0.99].entries()) {
        const seen = latencies[Math.ceil(share * latencies.length) - 1] ?? Number.NaN;
        // The client hears of a commit through its gateway, a moment after the peer announced it.
        expect(Math.abs((told[index] ?? 0) - seen)).toBeLessThan(15 + 0.1 * seen);
      }
    }
  });

  it('read a steady rate as what it is, under blocks of two seconds too', () => {
    const steady = witnessed.filter(
      ({ round: { load, quality } }) => load.sendRateTps < 100 && !quality?.saturated,
    );
    expect(steady.length).toBeGreaterThan(5);
    for (const { round } of steady)
      expect(round.measurement.throughputTps / round.measurement.achievedRateTps).toBeCloseTo(1, 1.4);
    const long = witnessed.filter(({ round: { settings, load } }) => {
      return settings.batchTimeoutMs === 2000 && settings.maxMessageCount === 500 && load.sendRateTps === 60;
    });
    // What a naive count makes of a timeout of 2 s in a window of 4 s: up to 50 % more or less.
    for (const { round } of long)
      expect(Math.abs(round.measurement.throughputTps / 60 - 1)).toBeLessThan(0.02);
  });

  it('know what cut the blocks', () => {
    for (const { round } of witnessed) {
      const { cutBy } = round.inside?.blocks ?? {};
      const { maxMessageCount, batchTimeoutMs } = round.settings;
      const inTimeout = 1 + (round.load.sendRateTps * batchTimeoutMs) / 1000;
      if (maxMessageCount > 3 * inTimeout) expect(cutBy?.count).toBe(0);
      if (inTimeout > 3 * maxMessageCount) expect(cutBy?.count).toBeGreaterThan(5 * (cutBy?.timeout ?? 99));
      expect(cutBy?.bytes).toBe(0);
    }
  });

  it('say where the time went: the parts add up, and waiting for a block is ordering', () => {
    for (const { round } of witnessed) {
      const { endorseMs = 0, orderMs = 0, commitMs = 0 } = round.inside?.phases ?? {};
      expect((endorseMs + orderMs + commitMs) / round.measurement.latencyMeanMs).toBeCloseTo(1, 2);
    }
    const waiting = witnessed.filter(({ round: { settings, load } }) => {
      return settings.batchTimeoutMs === 2000 && settings.maxMessageCount === 500 && load.sendRateTps < 100;
    });
    for (const { round } of waiting) expect(round.inside?.phases?.orderMs).toBeGreaterThan(900);
  });

  it('know what every process of the network and the load worker used', () => {
    for (const { observation } of witnessed) {
      const kinds = observation.processes.map(({ kind }) => kind).toSorted();
      expect(kinds).toEqual([
        ...['chaincode', 'chaincode', 'chaincode'],
        ...['load-worker', 'manager', 'orderer'],
        ...['peer', 'peer', 'peer'],
      ]);
      const orderer = observation.nodes.find(({ kind }) => kind === 'orderer');
      expect(orderer?.meanMs['blockcutter_block_fill_duration']).toBeGreaterThan(0);
      for (const { memoryBytes } of observation.processes) expect(memoryBytes).toBeGreaterThan(1e7);
    }
  });
});

/** The window of a round in milliseconds since the epoch. */
function windowOf({ round, samples }: Witnessed): { opensMs: number; closesMs: number } {
  if (!round.quality) throw new Error(`${round.id} has no window`);
  const { opensMs, closesMs } = round.quality;
  return { opensMs: samples.originMs + opensMs, closesMs: samples.originMs + closesMs };
}

function validOf({ transactions }: LedgerBlock) {
  return transactions.filter(({ validation }) => validation === 'VALID');
}

function validInWindow(witness: Witnessed) {
  const { opensMs, closesMs } = windowOf(witness);
  return witness.ledger
    .flatMap(validOf)
    .filter(({ createdMs }) => createdMs >= opensMs && createdMs < closesMs);
}

/** From the ledger alone: what was committed of a steady load; from commit to commit while a queue grows. */
function ledgerThroughput(witness: Witnessed): number {
  const { opensMs, closesMs } = windowOf(witness);
  const { queueGrowth, saturated } = witness.round.quality ?? {};
  if (queueGrowth === 0 && !saturated) return (1000 * validInWindow(witness).length) / (closesMs - opensMs);
  const commits = witness.ledger
    .map((block) => ({ atMs: committedMs(witness, block), count: validOf(block).length }))
    .filter(({ atMs }) => atMs >= opensMs && atMs < closesMs);
  const [first, last] = [commits[0], commits.at(-1)];
  if (!first || !last) throw new Error(`nothing committed in the window of ${witness.round.id}`);
  const counted = commits.reduce((sum, { count }) => sum + count, -first.count);
  return (1000 * counted) / (last.atMs - first.atMs);
}

function ledgerLatencies(witness: Witnessed): number[] {
  const { opensMs, closesMs } = windowOf(witness);
  return witness.ledger
    .flatMap((block) => validOf(block).map(({ createdMs }) => ({ createdMs, block })))
    .filter(({ createdMs }) => createdMs >= opensMs && createdMs < closesMs)
    .map(({ createdMs, block }) => committedMs(witness, block) - createdMs)
    .toSorted((a, b) => a - b);
}

/** When the peer announced a block, as the watch on its deliveries saw it. */
function committedMs({ observation }: Witnessed, { number }: LedgerBlock): number {
  const index = observation.blockNumber.indexOf(number);
  return observation.originMs + (observation.blockCommittedMs[index] ?? Number.NaN);
}

function countByBlock(samples: Samples): Map<number, number> {
  const counts = new Map<number, number>();
  for (const [index, block] of samples.block.entries()) {
    if (samples.failure[index] === 0 && block >= 0) counts.set(block, (counts.get(block) ?? 0) + 1);
  }
  return new Map([...counts].toSorted(([a], [b]) => a - b));
}

async function peerBlocks(first: number, last: number): Promise<LedgerBlock[]> {
  const state = await readState(path.join(home, 'network'));
  const peer = state?.nodes.peers[0];
  if (!state || !peer) throw new Error('no network');
  const identity = await readIdentity(peer.mspId, userMsp(state.layout, peer, 'User1'));
  const tlsCaCertificate = await readFile(cryptoOf(state.layout, peer).tlsCaCertificate);
  const client = connectNode({
    name: peer.name,
    kind: 'peer',
    address: `127.0.0.1:${peer.port}`,
    tlsCaCertificate,
    tlsName: peer.name,
  });
  try {
    const numbers = Array.from({ length: last - first + 1 }, (_, index) => first + index);
    const blocks: LedgerBlock[] = [];
    for (const number of numbers)
      blocks.push(
        decodeTransactions(
          await fetchBlock(client, number, { channel: 'exchange', identity, deadlineMs: 10_000 }),
        ),
      );
    return blocks;
  } finally {
    client.close();
  }
}
