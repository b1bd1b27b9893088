import { describe, expect, it } from 'vitest';
import { isWorthAnotherTry, KeysOfUnanswered, oneClick, type Try } from './one-click.js';

function clicking(answers: readonly Try<string>[], mostTries = 8) {
  const keys: string[] = [];
  const waits: number[] = [];
  const told: string[] = [];
  let made = 0;
  const run = (signal = new AbortController().signal) =>
    oneClick(
      async (key) => {
        const answer = answers[keys.length];
        keys.push(key);
        if (!answer) throw new Error('asked once more than expected');
        return answer;
      },
      {
        signal,
        onWait: (reason) => void told.push(reason),
        sleep: async (ms) => void waits.push(ms),
        newKey: () => `key ${(made += 1)}`,
        mostTries,
      },
    );
  return { run, keys, waits, told };
}

const lost: Try<string> = {
  kind: 'unanswered',
  reason: 'the service does not answer',
  lastAnswer: 'no answer',
};
const done: Try<string> = { kind: 'answered', value: 'job 1' };

describe('one click', () => {
  it('carries the same key on every try, and waits twice as long each time', async () => {
    const { run, keys, waits, told } = clicking([lost, lost, lost, done]);
    expect(await run()).toEqual(done);
    expect(keys).toEqual(['key 1', 'key 1', 'key 1', 'key 1']);
    expect(waits).toEqual([500, 1000, 2000]);
    expect(told).toEqual(Array.from({ length: 3 }, () => 'the service does not answer'));
  });

  it('has another key the next time', async () => {
    const { run, keys } = clicking([done, done]);
    await run();
    await run();
    expect(keys).toEqual(['key 1', 'key 2']);
  });

  it('gives up in the end, and says why', async () => {
    const { run, keys } = clicking([lost, lost], 2);
    expect(await run()).toEqual(lost);
    expect(keys).toHaveLength(2);
  });

  it('sends nothing more once the page was left', async () => {
    const left = new AbortController();
    const { run, keys, waits } = clicking([lost, done]);
    left.abort();
    expect(await run(left.signal)).toEqual(lost);
    expect(keys).toHaveLength(1);
    expect(waits).toEqual([]);
  });
});

describe('another try', () => {
  it.each([
    [503, 'STORE_UNREACHABLE', true],
    [502, 'UNKNOWN', true],
    [429, 'RATE_LIMITED', true],
    [409, 'IDEMPOTENCY_KEY_IN_USE', true],
    [409, 'STALE_CONFIG', false],
    [412, 'STALE_WRITE', false],
    [422, 'GUARD_RAIL', false],
    [500, 'INTERNAL', false],
  ])('after %i %s: %s', (status, code, expected) => {
    expect(isWorthAnotherTry({ status, code })).toBe(expected);
  });
});

describe('the key of a click', () => {
  it('is the same as before while that had no answer and nothing else is asked for', () => {
    let made = 0;
    const keys = new KeysOfUnanswered(() => `key ${(made += 1)}`);
    expect(keys.keyOf({ apply: 'r-1' })).toBe('key 1');
    expect(keys.keyOf({ apply: 'r-1' })).toBe('key 1');
    expect(keys.keyOf({ apply: 'r-2' })).toBe('key 2');
    keys.answered();
    expect(keys.keyOf({ apply: 'r-2' })).toBe('key 3');
  });
});
