import { MongoNetworkError, MongoServerError } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { CorruptDocumentError, StoreUnreachableError } from '../domain/errors.js';
import type { Clock } from '../domain/wait.js';
import { storeConnection } from './store-connection.js';

/** Time passes only while somebody sleeps. */
function fakeClock(): Clock & { readonly slept: number[] } {
  const slept: number[] = [];
  return {
    slept,
    now: () => slept.reduce((sum, ms) => sum + ms, 0),
    sleep: async (ms) => void slept.push(ms),
  };
}

function connection(options: { revive?: () => Promise<unknown>; retryDeadlineMs?: number } = {}) {
  const clock = fakeClock();
  return { clock, ...storeConnection({ host: 'h:1', retryDeadlineMs: 15_000, clock, ...options }) };
}

const lost = () => new MongoNetworkError('connection closed');

/** Fails with each error in turn, then succeeds; remembers what it was told. */
function failing(...errors: Error[]) {
  const told: boolean[] = [];
  const operation = async (again: boolean): Promise<string> => {
    told.push(again);
    const error = errors.shift();
    if (error) throw error;
    return 'done';
  };
  return { told, operation };
}

describe('an operation', () => {
  it('is called once if it succeeds', async () => {
    const { told, operation } = failing();
    expect(await connection().run('do', operation)).toBe('done');
    expect(told).toEqual([false]);
  });

  it('is called again after a lost connection and told so, with growing pauses up to 2 s', async () => {
    const { told, operation } = failing(...Array.from({ length: 7 }, lost));
    const { clock, run } = connection();
    expect(await run('do', operation)).toBe('done');
    expect(told).toEqual([false, ...Array.from({ length: 7 }, () => true)]);
    expect(clock.slept).toEqual([100, 200, 400, 800, 1600, 2000, 2000]);
  });

  it('fails when no try is left before the deadline', async () => {
    const { told, operation } = failing(...Array.from({ length: 9 }, lost));
    const { clock, run } = connection({ retryDeadlineMs: 1000 });
    await expect(run('insert into rounds', operation)).rejects.toThrow(
      expect.objectContaining({
        constructor: StoreUnreachableError,
        code: 'STORE_UNREACHABLE',
        message:
          'no store answers at h:1 (insert into rounds: connection closed): check that it runs there, and MONGODB_URI if that is set',
        cause: expect.any(MongoNetworkError),
      }),
    );
    expect(told).toHaveLength(4);
    expect(clock.slept).toEqual([100, 200, 400]);
  });

  it.for([
    ['a primary stepping down', new MongoServerError({ message: 'stepped down', code: 189 })],
    ['a server shutting down', new MongoServerError({ message: 'shutdown', code: 91 })],
    ['a labelled error', new MongoServerError({ message: 'x', errorLabels: ['RetryableWriteError'] })],
  ] as const)('is called again after %s', async ([, error]) => {
    expect(await connection().run('do', failing(error).operation)).toBe('done');
  });

  it('revives the store before each new try, and tries even if that fails', async () => {
    const calls: string[] = [];
    const { operation } = failing(lost(), lost());
    const revive = async () => {
      calls.push('revive');
      if (calls.length > 1) throw new Error('not yet');
    };
    await connection({ revive }).run('do', (again) => {
      calls.push('try');
      return operation(again);
    });
    expect(calls).toEqual(['try', 'revive', 'try', 'revive', 'try']);
  });

  it('is not called again when the store refuses', async () => {
    const { told, operation } = failing(new MongoServerError({ message: 'not authorized', code: 13 }));
    await expect(connection().run('list rounds', operation)).rejects.toThrow(
      new StoreUnreachableError('the store at h:1 refused to list rounds: not authorized'),
    );
    expect(told).toEqual([false]);
  });

  it.for([new CorruptDocumentError('ours'), new TypeError('a bug')])(
    'fails with %s as it is',
    async (error) => {
      await expect(connection().run('do', failing(error).operation)).rejects.toBe(error);
    },
  );
});
