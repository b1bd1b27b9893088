import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { initialSettings, ProgressDouble } from '../../../test/doubles/network.js';
import { CancelledError, NetworkDownError } from '../../domain/errors.js';
import type { LiveBlock } from '../../domain/live-transactions.js';
import type { NodeStatus } from '../../domain/ports.js';
import type { Prober, ProbeOutcome } from '../../domain/prober.js';
import type { CanaryFacts } from './judge.js';
import { watchCanary, type CanaryRequest, type CanaryServices } from './watch.js';

const healthy: NodeStatus = { name: 'orderer0', kind: 'orderer', address: '127.0.0.1:1', healthy: true };

/** A clock that runs through a minute in the time that it takes to wake up the sleepers one after the other. */
class TestTime {
  nowMs = 1_000_000;
  readonly #sleepers: { readonly atMs: number; readonly wake: () => void }[] = [];

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) throw new CancelledError('cancelled');
    await new Promise<void>((resolve, reject) => {
      const cancel = (): void => {
        this.#sleepers.splice(this.#sleepers.indexOf(sleeper), 1);
        reject(new CancelledError('cancelled'));
      };
      const wake = (): void => {
        signal?.removeEventListener('abort', cancel);
        resolve();
      };
      const sleeper = { atMs: this.nowMs + ms, wake };
      this.#sleepers.push(sleeper);
      signal?.addEventListener('abort', cancel);
    });
  }

  /** Lets time pass until `done`. */
  async run<T>(done: Promise<T>): Promise<T> {
    const state = { isDone: false };
    const end = (): void => {
      state.isDone = true;
    };
    done.then(end, end);
    while (!state.isDone) {
      await sleep(0);
      const next = this.#sleepers.toSorted((a, b) => a.atMs - b.atMs)[0];
      if (!next) continue;
      this.#sleepers.splice(this.#sleepers.indexOf(next), 1);
      this.nowMs = next.atMs;
      next.wake();
    }
    return done;
  }
}

interface Doubles {
  readonly time: TestTime;
  readonly progress: ProgressDouble;
  readonly services: CanaryServices;
}

function doubles(
  blocks: (time: TestTime, signal: AbortSignal) => AsyncIterable<LiveBlock>,
  more: Partial<CanaryServices> & { readonly status?: () => Promise<NodeStatus[]> } = {},
): Doubles {
  const time = new TestTime();
  const progress = new ProgressDouble();
  const { status = async () => [healthy], ...rest } = more;
  const services: CanaryServices = {
    network: {
      status,
      channel: {
        read: async () => ({
          settings: initialSettings,
          sequence: 1,
          height: 3,
          configBlock: 2,
          consensus: 'raft',
          configTransactionBytes: 21_868,
        }),
        apply: async () => Promise.reject(new Error('a canary changes nothing')),
        close: () => undefined,
      },
      updates: { liveBlocks: (signal) => blocks(time, signal) },
    },
    progress,
    clock: time,
    now: () => time.nowMs,
    ...rest,
  };
  return { time, progress, services };
}

/** Blocks of ten transactions of the same latency every quarter of a second. */
const everyQuarter = (latencyMs: number) =>
  async function* (time: TestTime, signal: AbortSignal): AsyncGenerator<LiveBlock> {
    for (let number = 10; !signal.aborted; number += 1) {
      await time.sleep(250, signal);
      const createdMs = time.nowMs - latencyMs;
      const transactions = Array.from({ length: 10 }, (_, index) => ({
        id: `${number}-${index}`,
        createdMs,
        valid: true,
      }));
      yield { number, kind: 'transactions', committedMs: time.nowMs, transactions };
    }
  };

/** No block comes. */
const none = async function* (_: TestTime, signal: AbortSignal): AsyncGenerator<LiveBlock> {
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
  yield* [];
};

async function watch(
  { services, time }: Doubles,
  request: Partial<CanaryRequest> = {},
  signal?: AbortSignal,
) {
  const full: CanaryRequest = { watchS: 60, limits: [], ...request };
  return time.run(watchCanary(services, full, signal ?? new AbortController().signal));
}

const p95: CanaryRequest['limits'] = [{ figure: 'latencyP95Ms', bound: '<=', value: 200 }];

describe('watchCanary', () => {
  it('watches for the time that was asked and keeps what is good', async () => {
    const verdict = await watch(doubles(everyQuarter(100)), { limits: p95 });
    expect(verdict).toMatchObject({ verdict: 'kept', watchedS: 60, latencyP95Ms: 100, latencyMeanMs: 100 });
    expect(verdict.transactions).toBeGreaterThan(2300);
  });

  it('ends with the block that completes the evidence', async () => {
    const { services, time, progress } = doubles(everyQuarter(300));
    let lastGiven = 0;
    const given: CanaryServices = {
      ...services,
      network: {
        ...services.network,
        updates: {
          async *liveBlocks(signal) {
            for await (const block of services.network.updates.liveBlocks(signal)) {
              lastGiven = block.number;
              yield block;
            }
          },
        },
      },
    };
    const request = { watchS: 60, limits: p95 };
    const verdict = await time.run(watchCanary(given, request, new AbortController().signal));
    expect(verdict).toMatchObject({ verdict: 'broken', evidenceBlock: lastGiven });
    expect(verdict.watchedS).toBeLessThan(20);
    const told = progress.facts.map(({ canary }) => (canary as CanaryFacts).tests[0]?.evidencePct);
    expect(told[0]).toBe(0);
    expect(told.at(-1)).toBeGreaterThan(50);
  });

  it('says what it sees every few seconds', async () => {
    const all = doubles(everyQuarter(100));
    await watch(all, { limits: p95 });
    expect(all.progress.steps.length).toBeGreaterThanOrEqual(10);
    expect(all.progress.steps[20]).toMatch(
      /^canary: 20 of 60 s, \d+ transactions, .* mean 100 ms, p95 100 ms/,
    );
    const limit = { figure: 'latencyP95Ms', bound: '<=', value: expect.any(Number), origin: 'limit' };
    expect(all.progress.facts[20]).toMatchObject({
      canary: {
        watchS: 60,
        watchedS: 20,
        transactions: expect.any(Number),
        probes: 0,
        latencyP95Ms: 100,
        tests: [{ ...limit, seen: 100, evidencePct: 0 }],
      },
    });
  });

  it('has seen nothing where nothing came', async () => {
    const verdict = await watch(doubles(none), { limits: p95 });
    expect(verdict).toMatchObject({ verdict: 'unseen', transactions: 0 });
    expect(verdict.reason).toContain('--probe-rate');
  });

  it('is interrupted by its caller', async () => {
    const caller = new AbortController();
    const all = doubles(everyQuarter(100));
    const running = watch(all, {}, caller.signal);
    await all.services.clock.sleep(10_000);
    caller.abort();
    expect(await running).toMatchObject({ verdict: 'interrupted' });
    expect(await watch(doubles(none), {}, caller.signal)).toMatchObject({ verdict: 'interrupted' });
  });

  it('takes blocks that stop coming for a stall', async () => {
    const verdict = await watch(
      doubles(async function* (time, signal) {
        for await (const block of everyQuarter(100)(time, signal)) {
          if (block.number > 50) await none(time, signal).next();
          yield block;
        }
      }),
    );
    expect(verdict).toMatchObject({ verdict: 'broken', evidenceBlock: 50 });
    expect(verdict.reason).toMatch(/nothing was committed for 7\.\d s/);
  });

  it('takes peers that tell of no more blocks for evidence', async () => {
    const verdict = await watch(
      doubles(async function* () {
        yield* [];
        throw new NetworkDownError('peer0 does not answer');
      }),
    );
    expect(verdict).toMatchObject({ verdict: 'broken' });
    expect(verdict.reason).toBe('no peer tells of blocks any more: peer0 does not answer');
  });

  it('takes a node that fails for evidence', async () => {
    let looks = 0;
    const status = async (): Promise<NodeStatus[]> => {
      looks += 1;
      return [{ ...healthy, healthy: looks < 3 }];
    };
    const verdict = await watch(doubles(everyQuarter(100), { status }));
    expect(verdict.reason).toMatch(/^orderer0 worked when the watch began/);
  });
});

describe('probes of watchCanary', () => {
  const prober = (send: Prober['send']): { opened: { closed: boolean }; open: () => Promise<Prober> } => {
    const opened = { closed: false };
    const close = (): void => {
      opened.closed = true;
    };
    return { opened, open: async () => ({ send, close }) };
  };

  it('are sent at their rate, and the connection is closed', async () => {
    let sent = 0;
    const { opened, open } = prober(async (): Promise<ProbeOutcome> => {
      sent += 1;
      return { kind: 'committed' };
    });
    await watch(doubles(none, { openProber: open }), { probe: { rateTps: 2 } });
    expect(sent).toBeGreaterThanOrEqual(119);
    expect(sent).toBeLessThanOrEqual(121);
    expect(opened.closed).toBe(true);
  });

  it('that hang while nothing is committed are a stall', async () => {
    const { open } = prober(async () => new Promise(() => undefined));
    const verdict = await watch(doubles(none, { openProber: open }), { probe: { rateTps: 2 } });
    expect(verdict.reason).toMatch(/^a probe transaction has been waiting/);
  });

  it('that are refused are evidence', async () => {
    const { open } = prober(async () => ({ kind: 'lost', reason: 'no leader' }));
    const verdict = await watch(doubles(none, { openProber: open }), { probe: { rateTps: 2 } });
    expect(verdict.reason).toMatch(
      /^(\d+) of \1 probe transactions were not committed, the last: no leader$/,
    );
  });

  it('that cannot be sent are told of and stop nothing', async () => {
    const unendorsed = doubles(everyQuarter(100), {
      openProber: prober(async () => ({ kind: 'unsent', reason: 'no such function' })).open,
    });
    expect(await watch(unendorsed, { probe: { rateTps: 2 } })).toMatchObject({ verdict: 'kept' });
    expect(unendorsed.progress.warnings).toEqual([
      'probe transactions find no endorsement: no such function',
    ]);
    const unconnected = doubles(everyQuarter(100), {
      openProber: async () => Promise.reject(new NetworkDownError('no such peer')),
    });
    expect(await watch(unconnected, { probe: { rateTps: 2 } })).toMatchObject({ verdict: 'kept' });
    expect(unconnected.progress.warnings).toEqual(['no probe transactions are sent: no such peer']);
  });
});
