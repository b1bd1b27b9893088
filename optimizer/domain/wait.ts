import { setTimeout as sleep } from 'node:timers/promises';
import { CancelledError, DeadlineError } from './errors.js';
import { preciseNow } from './precise-time.js';

/** Time as it passes; passed in so that tests own it. */
export interface Clock {
  now(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  async sleep(ms, signal) {
    try {
      await sleep(ms, undefined, signal ? { signal } : {});
    } catch (cause) {
      throw new CancelledError('cancelled', { cause });
    }
  },
};

/** For deadlines: a step of the system clock neither shortens nor lengthens a wait. */
const monotonicClock: Clock = { ...systemClock, now: preciseNow };

/** Throws if the work was cancelled. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new CancelledError('cancelled');
}

export interface WaitOptions {
  readonly everyMs?: number;
  readonly clock?: Clock;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Asks until `probe` gives a value.
 * @param name - what is waited for, as the error names it: `peer tso to answer /healthz`.
 * @param probe - undefined means not yet; a throw is remembered and becomes the cause at the deadline.
 * @throws {@link DeadlineError} after `deadlineMs`; {@link CancelledError} if `signal` is aborted.
 */
export async function waitUntil<T>(
  name: string,
  probe: () => Promise<T | undefined> | T | undefined,
  deadlineMs: number,
  { everyMs = 100, clock = monotonicClock, signal }: WaitOptions = {},
): Promise<T> {
  const end = clock.now() + deadlineMs;
  let lastFailure: unknown;
  for (;;) {
    throwIfCancelled(signal);
    try {
      const value = await probe();
      if (value !== undefined) return value;
    } catch (cause) {
      lastFailure = cause;
    }
    if (clock.now() >= end) {
      const why = lastFailure instanceof Error ? ` (${lastFailure.message})` : '';
      throw new DeadlineError(`waited ${deadlineMs} ms for ${name}${why}`, { cause: lastFailure });
    }
    await clock.sleep(Math.min(everyMs, Math.max(1, end - clock.now())), signal);
  }
}

/**
 * Gives `work` a deadline.
 * @throws {@link DeadlineError} if it is not done after `deadlineMs`; the work itself is not stopped.
 */
export async function withDeadline<T>(name: string, work: Promise<T>, deadlineMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new DeadlineError(`${name} was not done after ${deadlineMs} ms`)),
      deadlineMs,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
