import { beforeEach, describe, expect, it } from 'vitest';
import {
  CancelledError,
  GuardRailError,
  InvalidInputError,
  LoadGeneratorError,
  StaleConfigError,
  UpdateRejectedError,
} from '../../optimizer/domain/errors.js';
import { guardRailsSchema, noGuardRails } from '../../optimizer/domain/guard-rails.js';
import type { LoadGenerator, RawRound, RawTransaction, RoundRequest } from '../../optimizer/domain/ports.js';
import type { SoakRequest } from '../../optimizer/domain/soak.js';
import { systemClock } from '../../optimizer/domain/wait.js';
import { memoryStore } from '../../optimizer/store/testing/memory-store.js';
import { initialSettings, NetworkDouble, ProgressDouble } from '../../test/doubles/network.js';
import { runSoak } from './soak.js';

const request: SoakRequest = { updates: 4, sendRateTps: 50, settings: [] };

let network: NetworkDouble;
let load: LoadDouble;
let cancel: AbortController;
beforeEach(() => {
  network = new NetworkDouble();
  const { channel } = network;
  const read = channel.read.bind(channel);
  channel.read = async () => ({ ...(await read()), height: 3 + channel.live.length });
  const readBack = channel.readBack.bind(channel);
  channel.readBack = async (settings) => {
    await aMoment(); // for the load, which runs beside
    return readBack(settings);
  };
  load = new LoadDouble();
  cancel = new AbortController();
});

const aMoment = async (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));

/** Sends one transaction each time it asks whether to end; the peer commits each in a block of its own. */
class LoadDouble implements LoadGenerator {
  requests: RoundRequest[] = [];
  stopped = 0;
  /** Breaks the load off after so many. */
  breaksAfter = Infinity;
  /** Changes what the ledger holds. */
  tamper: () => void = () => undefined;

  async run(asked: RoundRequest, signal: AbortSignal): Promise<RawRound> {
    this.requests.push(asked);
    const transactions: RawTransaction[] = [];
    const soFar = { startedMs: 0, completeUntilMs: 0, nowMs: 0, transactions };
    for (let over = false; !over; over = asked.shouldEnd?.(soFar) ?? true) {
      if (signal.aborted) throw new CancelledError('cancelled');
      if (transactions.length >= this.breaksAfter) throw new LoadGeneratorError('lost load worker 0');
      const index = transactions.length;
      const id = `t${index}`;
      transactions.push({
        id,
        accepted: true,
        createdMs: 20 * index,
        finishedMs: 20 * index + 9,
        block: index,
      });
      const mined = [{ id, createdMs: 20 * index, valid: true }];
      const number = network.channel.live.length + 3;
      network.channel.live.push({ number, kind: 'transactions', committedMs: 0, transactions: mined });
      await aMoment();
    }
    // Each change was a block of its own too.
    for (const _ of network.changes) {
      const number = network.channel.live.length + 3;
      network.channel.live.push({ number, kind: 'config', committedMs: 0, transactions: [] });
    }
    this.tamper();
    return { startedMs: 0, sendingEndedMs: 20 * transactions.length, transactions, workers: [] };
  }

  async stop(): Promise<void> {
    this.stopped += 1;
  }
}

async function soak(parts: Partial<SoakRequest> = {}, rails: object = noGuardRails) {
  return runSoak(
    {
      store: memoryStore(),
      network,
      generator: load,
      rails: guardRailsSchema.parse(rails),
      settle: async () => undefined,
      clock: systemClock,
      progress: new ProgressDouble(),
    },
    { ...request, ...parts },
    cancel.signal,
  );
}

describe('a soak', () => {
  it('alternates between what is in force and half the timeout, and puts back what was in force', async () => {
    const report = await soak({ updates: 3 });
    const half = { ...initialSettings, batchTimeoutMs: 1000 };
    expect(network.changes).toEqual([half, initialSettings, half, initialSettings]);
    expect(report).toMatchObject({
      settings: [half, initialSettings],
      updates: { asked: 3, done: 3, lostRaces: 0, notOnEveryNode: 0, nodes: ['orderer0'] },
      blocks: { first: 3, ofConfig: 3 },
      faults: [],
    });
    expect(report.transactions.committed).toBe(report.transactions.sent);
    expect(report.load.due).toBe(report.transactions.sent);
    expect(load.requests[0]).toMatchObject({ load: { workload: 'publish', sendRateTps: 50 }, tellIds: true });
    expect(load.stopped).toBe(1);
  });

  it('goes through the settings given, beginning with what is not in force', async () => {
    await soak({ settings: [{}, { maxMessageCount: 5 }, { maxMessageCount: 7 }] });
    expect(network.changes.map(({ maxMessageCount }) => maxMessageCount)).toEqual([5, 7, 500, 5, 500]);
  });

  it('tells a transaction that the ledger does not hold', async () => {
    load.tamper = () => {
      const [first] = network.channel.live;
      if (first) network.channel.live[0] = { ...first, transactions: [] };
    };
    const report = await soak();
    expect(report.transactions.lost).toEqual(['t0']);
    expect(report.faults).toEqual(['lost transactions: 1 (t0)']);
  });

  it('tells a transaction that the ledger holds twice', async () => {
    load.tamper = () => {
      const [first] = network.channel.live;
      if (first)
        network.channel.live[0] = { ...first, transactions: [...first.transactions, ...first.transactions] };
    };
    expect((await soak()).faults).toEqual(['duplicated transactions: 1 (t0)']);
  });

  it('tells that fewer transactions were told of than were due', async () => {
    const run = load.run.bind(load);
    load.run = async (...parameters) => {
      const round = await run(...parameters);
      return { ...round, sendingEndedMs: round.sendingEndedMs + 40 };
    };
    expect((await soak()).faults).toEqual([
      expect.stringMatching(/clients told of \d+ transactions and \d+ were due/),
    ]);
  });

  it('makes an update again that lost a race, and counts it', async () => {
    let races = 2;
    network.channel.onStep = (step) => {
      if (step !== 'before submit' || races === 0) return;
      races -= 1;
      throw new StaleConfigError('another update came first');
    };
    expect(await soak()).toMatchObject({ updates: { done: 4, lostRaces: 2 }, faults: [] });
  });

  it('ends with what it found when an update fails', async () => {
    network.channel.onStep = (step) => {
      if (step === 'before submit' && network.changes.length === 2) throw new UpdateRejectedError('policy');
    };
    const report = await soak();
    expect(report.updates).toMatchObject({ done: 2, stopped: 'policy [UPDATE_REJECTED]' });
    expect(report.faults).toEqual(['2 of 4 updates were made: policy [UPDATE_REJECTED]']);
    expect(report.transactions.committed).toBeGreaterThan(0);
  });

  it('tells updates after which a node did not answer', async () => {
    network.channel.unreachable = [{ name: 'peer0', problem: 'gone' }];
    expect((await soak()).faults).toEqual(['4 updates could not be read back from every node']);
  });

  it('ends with the load, and puts the settings back', async () => {
    load.breaksAfter = 3;
    await expect(soak({ updates: 100_000 })).rejects.toThrow(LoadGeneratorError);
    expect(network.settings).toEqual(initialSettings);
    expect(load.stopped).toBe(1);
  });

  it('ends when it is cancelled, and puts the settings back', async () => {
    network.channel.onStep = () => {
      if (network.changes.length === 1) cancel.abort();
    };
    await expect(soak({ updates: 100_000 })).rejects.toThrow(CancelledError);
    expect(network.settings).toEqual(initialSettings);
  });

  it('refuses settings that a guard rail forbids, before anything is sent', async () => {
    const failing = soak({ settings: [{ batchTimeoutMs: 100 }] }, { batchTimeoutMs: { min: 200 } });
    await expect(failing).rejects.toThrow(GuardRailError);
    expect([network.changes, load.requests]).toEqual([[], []]);
  });

  it('stays within the guard rails by itself', async () => {
    const rails = { batchTimeoutMs: { min: 1500, max: 3000 } };
    expect((await soak({}, rails)).settings[0]?.batchTimeoutMs).toBe(1500);
  });

  it('refuses settings of which two in turn are the same', async () => {
    await expect(soak({ settings: [{}] })).rejects.toThrow(InvalidInputError);
  });
});
