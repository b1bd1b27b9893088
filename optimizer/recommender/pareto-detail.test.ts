import { describe, expect, it } from 'vitest';
import { SETTINGS } from '../dataset/round.fixture.js';
import { frontSchema } from '../domain/recommendation-detail.js';
import { frontDetail, type PredictedSettings } from './pareto-detail.js';

function candidate(batchTimeoutMs: number, throughputTps: number, latencyMeanMs: number): PredictedSettings {
  const around = (value: number): { low: number; high: number } => ({ low: 0.9 * value, high: 1.2 * value });
  return {
    settings: { ...SETTINGS, batchTimeoutMs },
    predicted: {
      throughputTps,
      latencyMeanMs,
      latencyP95Ms: 2 * latencyMeanMs,
      interval90: {
        throughputTps: around(throughputTps),
        latencyMeanMs: around(latencyMeanMs),
        latencyP95Ms: around(2 * latencyMeanMs),
      },
    },
  };
}

describe('frontDetail', () => {
  it('keeps settings and intervals of the front, and the figures of the rest', () => {
    const detail = frontDetail([candidate(10, 50, 30), candidate(20, 58, 40), candidate(30, 50, 60)], 60);
    expect(frontSchema.parse(detail)).toEqual({
      sendRateTps: 60,
      candidates: 3,
      size: 2,
      points: [
        {
          settings: { ...SETTINGS, batchTimeoutMs: 10 },
          throughputTps: 50,
          latencyMeanMs: 30,
          interval90: { throughputTps: { low: 45, high: 60 }, latencyMeanMs: { low: 27, high: 36 } },
        },
        {
          settings: { ...SETTINGS, batchTimeoutMs: 20 },
          throughputTps: 58,
          latencyMeanMs: 40,
          interval90: {
            throughputTps: { low: 0.9 * 58, high: 1.2 * 58 },
            latencyMeanMs: { low: 36, high: 48 },
          },
        },
      ],
      others: { throughputTps: [50], latencyMeanMs: [60] },
    });
  });

  it('thins what no chart can show apart, and keeps both ends', () => {
    const front = Array.from({ length: 500 }, (_, i) => candidate(10 + i, 10 + i / 100, 10 + i));
    const beside = Array.from({ length: 5000 }, (_, i) => candidate(10 + i, 5, 600 + i));
    const { points, others, size, candidates } = frontDetail([...beside, ...front], 60);
    expect([size, candidates]).toEqual([500, 5500]);
    expect(points).toHaveLength(60);
    expect([points[0]?.latencyMeanMs, points.at(-1)?.latencyMeanMs]).toEqual([10, 509]);
    expect(others.latencyMeanMs).toHaveLength(400);
    expect(new Set(others.latencyMeanMs).size).toBe(400);
  });
});
