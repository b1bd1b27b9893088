import { describe, expect, it } from 'vitest';
import { plainGoal } from '../domain/goal.js';
import { gridTask, trialOf } from './best-measured.fixture.js';
import { bestMeasured, medianFigures, missedBy, shortfallOf } from './best-measured.js';

const TASK = gridTask([1, 10, 100], [100]);

describe('bestMeasured', () => {
  it('goes by the median of replicates, not by the luckiest round', () => {
    const lucky = [trialOf(0, 10), trialOf(0, 900), trialOf(0, 800)];
    expect(bestMeasured(TASK, [...lucky, trialOf(1, 300)])).toBe(1);
  });

  it('passes over what breaks a limit, and knows nothing where all do', () => {
    // 94 of 100 tps is more than the 5 % that min-latency may leave.
    expect(bestMeasured(TASK, [trialOf(0, 10, 94), trialOf(1, 300)])).toBe(1);
    expect(bestMeasured(TASK, [trialOf(0, 10, 94)])).toBeUndefined();
    expect(bestMeasured(TASK, [])).toBeUndefined();
  });

  it('takes a round without commits for no quick one', () => {
    const task = { ...TASK, goal: plainGoal('balanced') };
    expect(bestMeasured(task, [trialOf(0, 0, 0), trialOf(1, 300)])).toBe(1);
    expect(bestMeasured(task, [trialOf(0, 0, 0)])).toBeUndefined();
  });

  it('keeps to the first of equal ones', () => {
    expect(bestMeasured(TASK, [trialOf(2, 50), trialOf(0, 50)])).toBe(2);
  });
});

describe('medianFigures', () => {
  it('takes each figure over the rounds that have it', () => {
    const rounds = [
      { throughputTps: 0, latencyMeanMs: 0, latencyP95Ms: 0, failedPct: 100 },
      { throughputTps: 90, latencyMeanMs: 100, latencyP95Ms: 300 },
      { throughputTps: 100, latencyMeanMs: 200, failedPct: 1 },
    ];
    expect(medianFigures(rounds)).toEqual({
      ...{ throughputTps: 90, latencyMeanMs: 150, latencyP95Ms: 300, failedPct: 50.5 },
    });
  });
});

describe('missedBy and shortfallOf', () => {
  const most = { figure: 'latencyMeanMs', bound: '<=', value: 100 } as const;
  const least = { figure: 'throughputTps', bound: '>=', value: 50 } as const;
  const none = { figure: 'failedPct', bound: '<=', value: 0 } as const;
  it('are 0 where limits are kept, and shares of the limits where not', () => {
    const figures = { throughputTps: 40, latencyMeanMs: 120, failedPct: 0.5 };
    expect(missedBy(most, figures)).toBe(20);
    expect(missedBy(least, { ...figures, throughputTps: 60 })).toBe(0);
    // 20 of 100 ms, 10 of 50 tps, and half a percent where none is allowed.
    expect(shortfallOf([most, least, none], figures)).toBeCloseTo(0.2 + 0.2 + 0.5, 12);
  });
  it('are infinite without the figure', () => {
    expect(missedBy(none, { throughputTps: 40, latencyMeanMs: 120 })).toBe(Infinity);
  });
});
