import { describe, expect, it } from 'vitest';
import { CancelledError, DeadlineError } from './errors.js';
import { waitUntil, withDeadline, type Clock } from './wait.js';

/** Time that passes only by sleeping. */
function manualClock(): Clock & { slept: number[] } {
  let now = 1000;
  const slept: number[] = [];
  return {
    slept,
    now: () => now,
    sleep: async (ms) => {
      slept.push(ms);
      now += ms;
    },
  };
}

describe('waitUntil', () => {
  it('gives the first value and does not sleep after it', async () => {
    const clock = manualClock();
    let asked = 0;
    const value = await waitUntil('the third answer', () => ((asked += 1) === 3 ? 'here' : undefined), 1000, {
      clock,
      everyMs: 10,
    });
    expect(value).toBe('here');
    expect(clock.slept).toEqual([10, 10]);
  });

  it('names what it waited for, how long, and the last failure', async () => {
    const cause = new Error('connection refused');
    const waiting = waitUntil('peer tso to answer', () => Promise.reject(cause), 250, {
      clock: manualClock(),
      everyMs: 100,
    });
    await expect(waiting).rejects.toThrow('waited 250 ms for peer tso to answer (connection refused)');
    await expect(waiting).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED', cause });
    await expect(waiting).rejects.toBeInstanceOf(DeadlineError);
  });

  it('never sleeps beyond the deadline', async () => {
    const clock = manualClock();
    await expect(waitUntil('nothing', () => undefined, 250, { clock, everyMs: 100 })).rejects.toBeInstanceOf(
      DeadlineError,
    );
    expect(clock.slept).toEqual([100, 100, 50]);
  });

  it('stops when it is cancelled', async () => {
    const controller = new AbortController();
    controller.abort();
    await expect(
      waitUntil('nothing', () => undefined, 1000, { signal: controller.signal }),
    ).rejects.toBeInstanceOf(CancelledError);
  });
});

describe('withDeadline', () => {
  it('names the work that was late', async () => {
    await expect(withDeadline('round 1', new Promise(() => undefined), 5)).rejects.toThrow(
      'round 1 was not done after 5 ms',
    );
  });

  it('passes a failure of the work on', async () => {
    await expect(withDeadline('round 1', Promise.reject(new Error('boom')), 1000)).rejects.toThrow('boom');
  });
});
