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

  it('is waited for by all who come meanwhile, however long it takes', async () => {
    let [asked, nowMs] = [0, 0];
    let settle: (value: string) => void = () => undefined;
    const ask = async () => {
      asked += 1;
      return new Promise<string>((resolve) => (settle = resolve));
    };
    const answer = sharedAnswer(ask, 1000, () => nowMs);
    const first = answer();
    nowMs = 5000;
    const second = answer();
    settle('there');
    expect(await Promise.all([first, second])).toEqual(['there', 'there']);
    expect(asked).toBe(1);
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
