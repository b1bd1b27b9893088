import { describe, expect, it } from 'vitest';
import { plainGoal, type Goal } from '../../domain/goal.js';
import { aspectsOf, figuresOf, LEAST_FAILED_PCT } from './aspects.js';

const namesOf = (change: Partial<Goal>) =>
  aspectsOf({ goal: { ...plainGoal('min-latency'), ...change }, sendRateTps: 100 }).map(({ name }) => name);

describe('aspectsOf', () => {
  it('takes what the goal cannot be judged without', () => {
    expect(namesOf({})).toEqual(['latency', 'share']);
    expect(namesOf({ latency: 'p95' })).toEqual(['latency', 'share', 'tail']);
    expect(namesOf({ limits: [{ figure: 'latencyP95Ms', bound: '<=', value: 400 }] })).toEqual([
      'latency',
      'share',
      'tail',
    ]);
    expect(namesOf({ limits: [{ figure: 'failedPct', bound: '<=', value: 1 }] })).toEqual([
      'latency',
      'share',
      'failures',
    ]);
  });
});

describe('an aspect', () => {
  const limits = [
    { figure: 'latencyP95Ms', bound: '<=', value: 400 },
    { figure: 'failedPct', bound: '<=', value: 1 },
  ] as const;
  const all = aspectsOf({ goal: { ...plainGoal('balanced'), limits: [...limits] }, sendRateTps: 100 });
  type Measured = Parameters<(typeof all)[number]['measured']>[0];
  const valuesOf = (figures: Measured) => all.map(({ measured }) => measured(figures, 100));

  it('gives its figures back', () => {
    const figures = { throughputTps: 90, latencyMeanMs: 200, latencyP95Ms: 500, failedPct: 2 };
    const values = valuesOf(figures);
    // ln 200; 90 of 100 tps; 500 / 200.
    expect(values[0]).toBeCloseTo(Math.log(200), 12);
    expect(values[1]).toBeCloseTo(Math.log(0.9), 12);
    expect(values[2]).toBeCloseTo(Math.log(2.5), 12);
    const found = figuresOf(all, (aspect) => values[aspect] ?? NaN, 100);
    expect(found.throughputTps).toBeCloseTo(90, 9);
    expect(found.latencyMeanMs).toBeCloseTo(200, 9);
    expect(found.latencyP95Ms).toBeCloseTo(500, 9);
    expect(found.failedPct).toBeCloseTo(2, 9);
  });

  it('says nothing of what a round did not measure', () => {
    // Nothing was committed: the share alone tells, and stays a number.
    const [latency, share, tail, failures] = valuesOf({ throughputTps: 0, latencyMeanMs: NaN });
    expect([latency, tail, failures]).toEqual([undefined, undefined, undefined]);
    expect(share).toBeLessThan(Math.log(0.01));
    expect(Number.isFinite(share)).toBe(true);
    expect(valuesOf({ throughputTps: 0, latencyMeanMs: 0 })[0]).toBeUndefined();
  });

  it('takes no failures for few, and never tells less than none', () => {
    const [, , , none] = valuesOf({ throughputTps: 100, latencyMeanMs: 100, failedPct: 0 });
    expect(none).toBeCloseTo(Math.log(LEAST_FAILED_PCT), 12);
    const found = figuresOf([{ name: 'failures' }], () => Math.log(LEAST_FAILED_PCT) - 1, 100);
    expect(found.failedPct).toBe(0);
  });

  it('keeps the 95th percentile above the mean', () => {
    const values = [Math.log(200), 0, -0.3];
    const aspects = [{ name: 'latency' }, { name: 'share' }, { name: 'tail' }] as const;
    expect(figuresOf(aspects, (aspect) => values[aspect] ?? NaN, 100).latencyP95Ms).toBeCloseTo(200, 9);
  });

  it('is left out of the figures where nothing is believed of it', () => {
    const found = figuresOf([{ name: 'latency' }, { name: 'share' }], () => 0, 100);
    expect(found).toEqual({ throughputTps: 100, latencyMeanMs: 1 });
  });
});
