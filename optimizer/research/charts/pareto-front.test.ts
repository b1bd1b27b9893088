import { describe, expect, it } from 'vitest';
import { sampleFront, sampleRecommendation } from '../recommendation-page/recommendation.fixture.js';
import { paretoFrontPanels } from './pareto-front.js';
import type { MarkedSettings } from './pareto-marks.js';

const { predicted } = sampleRecommendation();
const at = (label: string, latencyMeanMs: number): MarkedSettings => ({
  label,
  predicted: { ...predicted, latencyMeanMs, throughputTps: 50 },
});

/** How far below its ring a name stands, in pixels. */
function offsetOf(markup: string, label: string): number {
  const [, group = ''] = new RegExp(`<g ([^>]*)>(?:(?!<g ).)*<text[^>]*>${label}<`, 's').exec(markup) ?? [];
  return Number(/translate\([^,]*,([-\d.]+)\)/.exec(group)?.[1]);
}

describe('paretoFrontPanels', () => {
  it.each([
    [60, 80],
    [80, 60],
    [60, 60],
  ])('names two settings away from each other: %d and %d ms', (first, second) => {
    const [panel] = paretoFrontPanels(sampleFront(), [at('recommended', first), at('in force', second)]);
    const offsets = ['recommended', 'in force'].map((label) => offsetOf(panel?.svg.markup ?? '', label));
    const [one = NaN, other = NaN] = offsets;
    expect(one * other).toBeLessThan(0);
    if (first !== second) expect(one < 0).toBe(first > second);
  });

  it('keeps bars inside the drawing, however wide intervals are', () => {
    const front = sampleFront();
    const points = front.points.map((point) => ({
      ...point,
      interval90: { throughputTps: { low: 1, high: 500 }, latencyMeanMs: { low: 1, high: 90_000 } },
    }));
    const [panel] = paretoFrontPanels({ ...front, points }, [at('recommended', 60)]);
    const markup = panel?.svg.markup ?? '';
    const width = Number(/<svg[^>]*width="(\d+)"/.exec(markup)?.[1]);
    const ends = [...markup.matchAll(/<line x1="([\d.-]+)" x2="([\d.-]+)"/g)].flatMap(([, a, b]) => [
      Number(a),
      Number(b),
    ]);
    expect(ends.length).toBeGreaterThan(0);
    expect(Math.max(...ends)).toBeLessThanOrEqual(width);
    expect(Math.min(...ends)).toBeGreaterThanOrEqual(0);
  });
});
