import { describe, expect, it } from 'vitest';
import type { LoadGenerator, RawRound, RoundRequest } from '../optimizer/domain/ports.js';
import { waitUntil, type Clock } from '../optimizer/domain/wait.js';
import { memoryStore } from '../optimizer/store/testing/memory-store.js';
import { offerSteadyLoad } from './steady-load.js';

const NETWORK = { id: 'n', channelName: 'c' };
const LOAD = { workload: 'publish', sendRateTps: 20 } as const;

/** Sends until it is told to end, and remembers how often it began. */
function generatorDouble() {
  const seen = { begun: 0, sending: false, stopped: false };
  const generator: LoadGenerator = {
    async run({ shouldEnd }: RoundRequest, signal): Promise<RawRound> {
      seen.begun += 1;
      seen.sending = true;
      const soFar = { startedMs: 0, completeUntilMs: 0, nowMs: 0, transactions: [] };
      await waitUntil(
        'the end of sending',
        () => (((signal.aborted || shouldEnd?.(soFar)) ?? undefined) ? true : undefined),
        5000,
        {
          everyMs: 5,
        },
      );
      seen.sending = false;
      return { startedMs: 0, sendingEndedMs: 0, transactions: [], workers: [] };
    },
    stop: async () => {
      seen.stopped = true;
    },
  };
  return { seen, generator };
}

describe('a steady load', () => {
  it('is silent while somebody measures, goes on during a change, and ends when told to', async () => {
    const store = memoryStore();
    const { seen, generator } = generatorDouble();
    const end = new AbortController();
    const clock: Clock = {
      now: () => Date.now(),
      sleep: () => new Promise((resolve) => setTimeout(resolve, 5)),
    };
    const progress = { step: () => undefined, advance: () => undefined, warn: () => undefined };
    const hold = (purpose: string) =>
      store.claims.take(
        { id: 'n/c', holder: purpose, purpose, host: 'h', pid: 1, expiresAtMs: Date.now() + 60_000 },
        Date.now(),
      );
    const until = (name: string, holds: () => boolean) =>
      waitUntil(name, () => (holds() ? true : undefined), 5000, { everyMs: 5 });
    const offered = offerSteadyLoad(
      { store, network: NETWORK, generator, clock, progress },
      LOAD,
      end.signal,
    );

    await until('the load', () => seen.sending);
    await hold('apply of settings');
    await store.claims.release('n/c', 'apply of settings');
    await hold('sweep of plan quick');
    await until('silence', () => !seen.sending);
    expect(seen.begun).toBe(1);
    await store.claims.release('n/c', 'sweep of plan quick');
    await until('the load again', () => seen.sending);
    end.abort();
    await offered;
    expect(seen).toEqual({ begun: 2, sending: false, stopped: true });
  });
});
