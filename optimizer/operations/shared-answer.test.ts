import { describe, expect, it } from 'vitest';
import { sharedAnswer } from './shared-answer.js';

describe('a shared answer', () => {
  it('is asked for once, until it is too old', async () => {
    let [asked, nowMs] = [0, 0];
    const answer = sharedAnswer(
      async () => (asked += 1),
      1000,
      () => nowMs,
    );
    expect(await Promise.all([answer(), answer()])).toEqual([1, 1]);
    nowMs = 999;
    expect(await answer()).toBe(1);
    nowMs = 1000;
    expect(await answer()).toBe(2);
  });

  it('is asked for again after a failure, which all who waited are told', async () => {
    let asked = 0;
    const answer = sharedAnswer(async () => {
      asked += 1;
      if (asked === 1) throw new Error('away');
      return asked;
    }, 1000);
    const [first, second] = await Promise.allSettled([answer(), answer()]);
    expect([first.status, second.status]).toEqual(['rejected', 'rejected']);
    expect(await answer()).toBe(2);
  });
});
