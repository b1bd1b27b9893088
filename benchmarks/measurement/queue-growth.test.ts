import { describe, expect, it } from 'vitest';
import { queueGrowth } from './queue-growth.js';
import { overloaded, steady } from './rounds.fixture.js';

describe('queueGrowth', () => {
  it('is zero while waiting for a block is all that takes time', () => {
    const growth = queueGrowth(steady(60, 450, 8));
    expect(growth.perSecond).toBeCloseTo(0, 9);
  });

  it('is what is offered over what is committed, less one, with a narrow interval', () => {
    const growth = queueGrowth(overloaded(120, 80, 8));
    expect(growth.perSecond).toBeCloseTo(120 / 80 - 1, 2);
    expect(growth.low).toBeGreaterThan(0.45);
    expect(growth.high).toBeLessThan(0.55);
  });

  it('does not take a stall for a queue: an eighth of the blocks 400 ms late moves it by less than 1 %', () => {
    const stalled = steady(60, 100, 8).map((transaction) =>
      transaction.createdMs > 3000 && transaction.createdMs < 4000
        ? { ...transaction, finishedMs: transaction.finishedMs + 400 }
        : transaction,
    );
    const growth = queueGrowth(stalled);
    expect(Math.abs(growth.perSecond)).toBeLessThan(0.01);
    expect(growth.low).toBeLessThanOrEqual(0);
  });

  it('claims nothing from four blocks', () => {
    expect(queueGrowth(overloaded(120, 80, 8).slice(0, 40))).toEqual({
      perSecond: 0,
      low: -Infinity,
      high: Infinity,
    });
    expect(queueGrowth(overloaded(120, 80, 8).slice(0, 50)).perSecond).toBeGreaterThan(0.4);
  });

  it('takes thousands of blocks of one transaction in its stride', () => {
    const growth = queueGrowth(overloaded(300, 200, 60, 1));
    expect(growth.perSecond).toBeCloseTo(0.5, 2);
  });
});
