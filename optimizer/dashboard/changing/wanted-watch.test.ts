import { describe, expect, it } from 'vitest';
import { USUAL_WATCH, watchOf } from './wanted-watch.js';

describe('how a change is watched', () => {
  it('is for a minute, by what others send, unless something else is said', () => {
    expect(watchOf(USUAL_WATCH)).toEqual({ watch: { seconds: 60 } });
    expect(watchOf({ ...USUAL_WATCH, isWanted: false })).toEqual({ watch: undefined });
  });

  it('takes limits and transactions of our own', () => {
    const form = {
      isWanted: true,
      seconds: '10',
      probeTps: '2.5',
      limits: 'latencyP95Ms <= 400\nfailedPct<=1',
    };
    expect(watchOf(form)).toEqual({
      watch: { seconds: 10, probeTps: 2.5, limits: ['latencyP95Ms<=400', 'failedPct<=1'] },
    });
  });

  it.each([
    [{ seconds: '4' }, /seconds/],
    [{ seconds: '7.5' }, /seconds/],
    [{ seconds: '' }, /seconds/],
    [{ probeTps: '' }, /of our own/],
    [{ probeTps: '-1' }, /of our own/],
    [{ limits: 'latency below 5' }, /no limit: latency below 5/],
  ])('refuses %j', (part, fault) => {
    expect(watchOf({ ...USUAL_WATCH, ...part })).toEqual({ fault: expect.stringMatching(fault) });
  });
});
