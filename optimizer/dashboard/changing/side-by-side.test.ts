import { describe, expect, it } from 'vitest';
import type { OrdererSettings } from '../../domain/settings.js';
import { figureRows, limitRows, settingRows } from './side-by-side.js';

const inForce: OrdererSettings = {
  maxMessageCount: 500,
  preferredMaxBytes: 2_097_152,
  absoluteMaxBytes: 10_485_760,
  batchTimeoutMs: 2000,
};

describe('figures side by side', () => {
  it('come with their intervals and the change of what is expected', () => {
    const interval90 = {
      throughputTps: { low: 57, high: 62 },
      latencyMeanMs: { low: 180, high: 240 },
    };
    const [throughput, latency, ...others] = figureRows(
      { throughputTps: 60, latencyMeanMs: 800 },
      { throughputTps: 60, latencyMeanMs: 200, interval90 },
    );
    expect(throughput).toMatchObject({ unit: 'tps', changePct: 0, lessIsBetter: false });
    expect(latency).toMatchObject({
      before: { value: 800 },
      after: { value: 200, low: 180, high: 240 },
      changePct: 100 * (200 / 800 - 1),
      lessIsBetter: true,
    });
    expect(others).toEqual([]);
  });

  it('tell no change from nothing', () => {
    const rows = figureRows(
      { throughputTps: 0, latencyMeanMs: 10 },
      { throughputTps: 5, latencyMeanMs: 10, latencyP95Ms: 20 },
    );
    expect(rows.map(({ changePct }) => changePct)).toEqual([undefined, 0, undefined]);
    expect(figureRows(undefined, undefined)).toEqual([]);
  });
});

describe('settings side by side', () => {
  it('name every knob with its unit', () => {
    const rows = settingRows(inForce, { ...inForce, batchTimeoutMs: 250 });
    expect(rows.map(({ name, unit, before, after }) => [name, unit, before, after])).toEqual([
      ['maxMessageCount', 'transactions', 500, 500],
      ['batchTimeoutMs', 'ms', 2000, 250],
      ['preferredMaxBytes', 'bytes', 2_097_152, 2_097_152],
      ['absoluteMaxBytes', 'bytes', 10_485_760, 10_485_760],
    ]);
  });
});

describe('limits', () => {
  it('are kept when they hold with the confidence asked for', () => {
    const limit = { figure: 'latencyP95Ms', bound: '<=', value: 400.00001 } as const;
    const goal = {
      objective: 'min-latency',
      latency: 'mean',
      throughputTolerance: 0.05,
      weights: { latency: 1, throughput: 1 },
      limits: [limit],
      confidence: 0.9,
    } as const;
    const kept = (probability: number) =>
      limitRows({ goal, limits: [{ limit, probability, probabilityCurrent: 0.2 }] })[0];
    expect(kept(0.9)).toEqual({ words: 'latencyP95Ms <= 400', before: 0.2, after: 0.9, kept: true });
    expect(kept(0.89)?.kept).toBe(false);
    expect(limitRows({})).toEqual([]);
  });
});
