import {
  MongoError,
  MongoErrorLabel,
  MongoNetworkError,
  MongoServerError,
  MongoServerSelectionError,
} from 'mongodb';
import { GridtuneError, StoreUnreachableError } from '../domain/errors.js';
import type { Clock } from '../domain/wait.js';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2000;
const DUPLICATE_KEY = 11_000;
/** The server is shutting down, or no longer or not yet the primary: another try may meet another one. */
const PASSING = new Set([6, 7, 89, 91, 189, 9001, 10_107, 11_600, 11_602, 13_435, 13_436]);

export interface StoreConnectionOptions {
  /** Host and port, for messages. Never credentials. */
  readonly host: string;
  /** How long an operation is tried again after it lost the connection. */
  readonly retryDeadlineMs: number;
  /** Brings a store back that has ended; called before each new try. */
  readonly revive?: (() => Promise<unknown>) | undefined;
  readonly clock: Clock;
}

/** Runs operations through short outages and speaks gridtune's errors. */
export interface StoreConnection {
  readonly host: string;
  /**
   * @param what - the operation, as a message names it: `insert into rounds`.
   * @param operation - is called again after a lost connection, when nobody knows whether the last call took
   * effect: it has to come to the same end then. `again` tells it so.
   * @throws StoreUnreachableError if the store stays away, or refuses for a reason of its own.
   */
  readonly run: <T>(what: string, operation: (again: boolean) => Promise<T>) => Promise<T>;
}

export function storeConnection(options: StoreConnectionOptions): StoreConnection {
  const { host, clock } = options;
  return {
    host,
    async run(what, operation) {
      const end = clock.now() + options.retryDeadlineMs;
      for (let pauseMs = FIRST_PAUSE_MS, again = false; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
        try {
          return await operation(again);
        } catch (error) {
          if (!isLostConnection(error) || clock.now() + pauseMs > end)
            throw asGridtuneError(error, what, host);
        }
        again = true;
        await clock.sleep(pauseMs);
        // A failure to bring it back shows in the next try, which names the operation too.
        await options.revive?.().catch(() => undefined);
      }
    },
  };
}

/** Whether an insert met a document with the same `_id`. */
export function isDuplicateKey(error: unknown): boolean {
  return error instanceof MongoServerError && error.code === DUPLICATE_KEY;
}

/** Whether nobody knows if the operation took effect, or it surely did not and may on another try. */
export function isLostConnection(error: unknown): boolean {
  if (error instanceof MongoNetworkError || error instanceof MongoServerSelectionError) return true;
  if (!(error instanceof MongoError)) return false;
  return (
    error.hasErrorLabel(MongoErrorLabel.RetryableWriteError) ||
    (typeof error.code === 'number' && PASSING.has(error.code))
  );
}

/** Errors of ours pass; what the driver or the server says becomes one of ours, with its cause. */
export function asGridtuneError(error: unknown, what: string, host: string): unknown {
  if (error instanceof GridtuneError || !(error instanceof MongoError)) return error;
  if (isLostConnection(error)) return noAnswer(host, what, error);
  return new StoreUnreachableError(`the store at ${host} refused to ${what}: ${error.message}`, {
    cause: error,
  });
}

export function noAnswer(host: string, what: string, cause: Error): StoreUnreachableError {
  return new StoreUnreachableError(
    `no store answers at ${host} (${what}: ${cause.message}): check that it runs there, and MONGODB_URI if that is set`,
    { cause },
  );
}
