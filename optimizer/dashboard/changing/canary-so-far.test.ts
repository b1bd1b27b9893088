import { describe, expect, it } from 'vitest';
import type { JobEvent } from '../../domain/job.js';
import { canarySoFar, isOfCanary } from './canary-so-far.js';

const event = (seq: number, canary?: unknown): JobEvent => ({
  seq,
  at: '2026-11-22T12:00:00.000Z',
  type: 'step',
  message: 'a step',
  ...(canary === undefined ? {} : { data: { canary } }),
});
const facts = (watchedS: number) => ({ watchS: 60, watchedS, transactions: 7, tests: [] });

describe('a canary so far', () => {
  it('is what its newest event says', () => {
    const events = [event(1), event(2, facts(1)), event(3, facts(2)), event(4)];
    expect(canarySoFar(events)).toEqual(facts(2));
    expect(events.map((each) => isOfCanary(each))).toEqual([false, true, true, false]);
  });

  it('is nothing before it began, or in words that are not understood', () => {
    expect(canarySoFar([event(1)])).toBeUndefined();
    expect(canarySoFar([event(1, { watchS: 60 })])).toBeUndefined();
    expect(canarySoFar([event(1, { watchS: 60, tests: [] })])).toBeUndefined();
    expect(canarySoFar([event(1, 'soon')])).toBeUndefined();
  });
});
