import { describe, expect, it } from 'vitest';
import { thesisSweep, sweepInput } from '../sweep.fixture.js';
import { viewOf } from './points.js';

describe('viewOf', () => {
  it('keeps anchors off the axes but among the rounds', () => {
    const { sweep, rounds } = thesisSweep();
    const view = viewOf(sweep, rounds);
    // 30 rounds, an anchor at first and after every fifth; index 11 failed.
    expect(view.anchors).toHaveLength(7);
    expect(view.rounds).toHaveLength(36);
    expect(view.failed).toHaveLength(1);
    expect(view.rates).not.toContain(100);
    expect(view.points).toHaveLength(30);
    expect(view.measured).toHaveLength(29);
    expect(view.varied).toEqual(['maxMessageCount']);
  });

  it('counts an anchor on the grid with its point', () => {
    const { sweep, rounds } = sweepInput({ settings: [{}], sendRateTps: [60, 120], replicates: 2 });
    const marked = sweep.rounds.map((round) => ({ ...round, anchor: round.replicate === 2 }));
    const view = viewOf({ ...sweep, rounds: marked }, rounds);
    expect(view.anchors).toHaveLength(2);
    expect(view.points.map((point) => point.rounds.length)).toEqual([2, 2]);
  });

  it('puts the intervals of replicates together', () => {
    const { sweep, rounds } = sweepInput({ settings: [{}], sendRateTps: [60], replicates: 2 });
    const [point] = viewOf(
      sweep,
      rounds.map((round, index) =>
        round.kind === 'measured' && round.quality
          ? { ...round, quality: { ...round.quality, meanHalfWidthPct: index === 0 ? 3 : 4 } }
          : round,
      ),
    ).measured;
    // sqrt(3² + 4²) / 2
    expect(point?.figures.halfWidthPct).toBe(2.5);
  });

  it('tells a sample of settings from a grid', () => {
    const settings = Array.from({ length: 30 }, (_, index) => ({ maxMessageCount: 1 + index }));
    const sampled = sweepInput({ settings, sendRateTps: [60] });
    expect(viewOf(sampled.sweep, sampled.rounds).scattered).toBe(true);
    const manyRates = Array.from({ length: 17 }, (_, index) => 10 + index);
    const rates = sweepInput({ settings: [{}], sendRateTps: manyRates });
    expect(viewOf(rates.sweep, rates.rounds).scattered).toBe(true);
    const grid = thesisSweep();
    expect(viewOf(grid.sweep, grid.rounds).scattered).toBe(false);
  });
});
