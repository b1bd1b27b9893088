import { describe, expect, it } from 'vitest';
import { marks, textOf } from '../page-reading.fixture.js';
import { renderLearningCurve, type CurveScore } from './learning-curve-page.js';

const score = (mapePct: number) => ({ mapePct, medianApePct: 1, mae: 1, r2: null, coverage90Pct: null });

/** Two draws of each size; the 95th percentile of one predictor alone. */
const CURVE: CurveScore[] = ['net <b>', 'other'].flatMap((predictor) =>
  [5, 10, 40].flatMap((points) =>
    [1, 3].map((draw) => ({
      predictor,
      points,
      scores: {
        throughputTps: score(draw),
        latencyMeanMs: score((100 * draw) / points),
        ...(predictor === 'other' ? { latencyP95Ms: score(50) } : {}),
      },
    })),
  ),
);
const render = (change = {}) =>
  renderLearningCurve({
    model: 'net <b>',
    curve: CURVE,
    testRows: 12,
    noiseFloor: { latencyMeanMs: 2.5 },
    generatedAt: '2026-01-02T03:04:05.000Z',
    commands: ['gridtune evaluate --train a.csv --test b.csv'],
    ...change,
  });

describe('renderLearningCurve', () => {
  it('draws a point for each predictor and size, and tells their means', () => {
    const page = render();
    // Throughput and mean latency of both, the 95th percentile of one.
    expect(marks(page)).toBe(3 * (2 + 2 + 1));
    const text = textOf(page);
    expect(text).toContain('Each score is of 12 rows of other points');
    // (100 * 1 / 5 + 100 * 3 / 5) / 2
    expect(text).toMatch(/5\s+40\.0\s+40\.0/);
    expect(text).toContain('what a perfect model would get, because replicates differ: 2.50 %');
    expect(text).toContain('gridtune evaluate --train a.csv --test b.csv');
    expect(text).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('gives a predictor one colour in every figure', () => {
    const strokes = [...render().matchAll(/stroke="(var\(--ordered-\d\))"/g)].map(([, colour]) => colour);
    expect(new Set(strokes).size).toBe(2);
  });

  it('escapes names', () => {
    expect(render()).toContain('net &lt;b&gt;');
    expect(render()).not.toContain('net <b>');
  });

  it('is a page for one draw of one size too, and without any score', () => {
    for (const curve of [CURVE.slice(0, 1), []])
      expect(textOf(render({ curve, noiseFloor: {} }))).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('asks for nothing from elsewhere', () => {
    expect(render()).not.toMatch(/https?:\/\/(?!www\.w3\.org)|<script/);
  });
});
