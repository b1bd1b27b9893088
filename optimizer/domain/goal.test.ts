import { describe, expect, it } from 'vitest';
import {
  brokenLimits,
  contradictions,
  costOf,
  describeLimit,
  goalSchema,
  limitFrom,
  limitsOf,
  objectiveValue,
  plainGoal,
  worsePct,
} from './goal.js';

const FIGURES = { throughputTps: 50, latencyMeanMs: 200, latencyP95Ms: 400, failedPct: 0.5 };

describe('costOf', () => {
  it('is the latency that the goal is about, the inverse of throughput, or the inverse of power', () => {
    expect(costOf(plainGoal('min-latency'), FIGURES)).toBe(200);
    expect(costOf({ ...plainGoal('min-latency'), latency: 'p95' }, FIGURES)).toBe(400);
    expect(costOf(plainGoal('max-throughput'), FIGURES)).toBe(1 / 50);
    expect(costOf(plainGoal('balanced'), FIGURES)).toBe(200 / 50);
    const weights = { latency: 2, throughput: 3 };
    expect(costOf({ ...plainGoal('balanced'), weights }, FIGURES)).toBeCloseTo(200 ** 2 / 50 ** 3, 12);
  });

  it('has no value for a latency that was not measured', () => {
    const goal = { ...plainGoal('min-latency'), latency: 'p95' } as const;
    expect(costOf(goal, { throughputTps: 50, latencyMeanMs: 200 })).toBeNaN();
  });

  it('stays finite where nothing commits', () => {
    expect(costOf(plainGoal('max-throughput'), { ...FIGURES, throughputTps: 0 })).toBeLessThan(Infinity);
  });
});

it('tells people ms, tps and power', () => {
  expect(objectiveValue(plainGoal('min-latency'), FIGURES)).toBe(200);
  expect(objectiveValue(plainGoal('max-throughput'), FIGURES)).toBe(50);
  expect(objectiveValue(plainGoal('balanced'), FIGURES)).toBe(50 / 200);
});

it('counts a regret in % of the best, whichever way is better', () => {
  expect(worsePct(plainGoal('min-latency'), 120, 100)).toBeCloseTo(20, 9);
  expect(worsePct(plainGoal('max-throughput'), 80, 100)).toBeCloseTo(20, 9);
});

describe('limits', () => {
  it('of min-latency hold throughput to a share of the rate, and of others are those given', () => {
    const limits = [{ figure: 'failedPct', bound: '<=', value: 0.1 }] as const;
    const goal = { ...plainGoal('min-latency'), throughputTolerance: 0.1, limits };
    expect(limitsOf(goal, 60)).toEqual([{ figure: 'throughputTps', bound: '>=', value: 54 }, ...limits]);
    expect(limitsOf({ ...goal, objective: 'balanced' }, 60)).toEqual(limits);
  });

  it.each([
    ['latencyP95Ms<=400', { figure: 'latencyP95Ms', bound: '<=', value: 400 }],
    [' throughputTps >= 120.5 ', { figure: 'throughputTps', bound: '>=', value: 120.5 }],
    ['failedPct<=0.1', { figure: 'failedPct', bound: '<=', value: 0.1 }],
  ])('are read from %s and written again', (text, limit) => {
    const read = limitFrom(text);
    expect(read).toEqual(limit);
    expect(read && describeLimit(read)).toBe(text.replaceAll(' ', ''));
  });

  it.each([
    'latencyP50Ms<=400',
    'latencyP95Ms<400',
    'latencyP95Ms<=',
    'latencyP95Ms<=1.2.3',
    'latencyP95Ms<=-1',
    '',
  ])('are not read from %j', (text) => {
    expect(limitFrom(text)).toBeUndefined();
  });

  it('are broken beyond their value, and by a figure that is missing', () => {
    const limit = { figure: 'latencyP95Ms', bound: '<=', value: 400 } as const;
    expect(brokenLimits([limit], FIGURES)).toEqual([]);
    expect(brokenLimits([limit], { ...FIGURES, latencyP95Ms: 400.1 })).toEqual([limit]);
    expect(brokenLimits([limit], { throughputTps: 50, latencyMeanMs: 200 })).toEqual([limit]);
  });

  it('contradict each other where one is from a value on that the other forbids', () => {
    const most = { figure: 'throughputTps', bound: '<=', value: 50 } as const;
    const least = { figure: 'throughputTps', bound: '>=', value: 57 } as const;
    const other = { figure: 'latencyMeanMs', bound: '>=', value: 100 } as const;
    expect(contradictions([least, other, most])).toEqual([[most, least]]);
    expect(contradictions([{ ...least, value: 50 }, most])).toEqual([]);
  });
});

it('is a goal that can be stored', () => {
  expect(goalSchema.parse(plainGoal('balanced'))).toEqual(plainGoal('balanced'));
});
