import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../domain/random.js';
import { Bet } from './bet.js';

const after = (batches: readonly (readonly [number, number])[]): number => {
  const bet = new Bet();
  for (const [count, score] of batches) bet.add(count, score);
  return bet.evidence;
};

describe('Bet', () => {
  it('is 1 before anything was seen and stays 1 while scores are exactly as claimed', () => {
    expect(after([])).toBe(1);
    expect(after(Array.from({ length: 50 }, () => [10, 10] as const))).toBeCloseTo(1, 12);
  });

  it('gains from scores above 1 and loses from scores below, without ever losing everything', () => {
    const above = after(Array.from({ length: 20 }, () => [10, 20] as const));
    const below = after(Array.from({ length: 200 }, () => [10, 0] as const));
    expect(above).toBeGreaterThan(100);
    expect(below).toBeLessThan(0.01);
    expect(below).toBeGreaterThan(0);
  });

  it('gives a block of many transactions no more weight than one and a half usual ones', () => {
    const usual = Array.from({ length: 10 }, () => [10, 10] as const);
    // The same share of bad scores, in ten times and in 15 times as many transactions.
    expect(after([...usual, [100, 300]])).toBeCloseTo(after([...usual, [150, 450]]), 9);
  });

  it('gives a block of few transactions the weight of these few', () => {
    const usual = Array.from({ length: 10 }, () => [10, 10] as const);
    const [few, many] = [after([...usual, [2, 20]]), after([...usual, [15, 150]])];
    expect(few).toBeGreaterThan(1);
    expect(few).toBeLessThan(many / 1.5);
  });

  it('is certain at once where a limit that nothing may break is broken', () => {
    expect(after([[10, Number.POSITIVE_INFINITY]])).toBe(Number.POSITIVE_INFINITY);
  });

  it('rarely multiplies by 100 while the claim just holds, however often one looks', () => {
    const runs = 1000;
    let alarms = 0;
    for (let run = 0; run < runs; run += 1) {
      const random = seededRandom(run);
      const bet = new Bet();
      let most = 0;
      for (let batch = 0; batch < 300; batch += 1) {
        const count = 1 + random.below(20);
        // One batch in 20 is bad as a whole: 20 for each of its transactions, 1 on average.
        bet.add(count, random.next() < 0.05 ? 20 * count : 0);
        most = Math.max(most, bet.evidence);
      }
      if (most >= 100) alarms += 1;
    }
    expect(alarms / runs).toBeLessThanOrEqual(0.01);
  });
});
