import { describe, expect, it } from 'vitest';
import { failedRound, measuredRound } from '../dataset/round.fixture.js';
import { marks, sectionOf, textOf } from './page-reading.fixture.js';
import { reportInput, surface } from './report.fixture.js';
import { renderReport } from './report.js';

describe('renderReport at the edges of its input', () => {
  it('is still a page when no round gave figures and no surface was computed', () => {
    const text = textOf(renderReport(reportInput({ rounds: [failedRound()], surface: [], commands: [] })));
    expect(text).toContain('None of 1 round gave figures.');
    expect(text).toContain('No surface was computed for 60 tps.');
    expect(text).not.toContain('How to make it again');
    expect(text).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('draws the surfaces of other rates apart, and one without a box as single predictions', () => {
    const surfaces = [surface(60, [5], [50, 250]), surface(30, [5, 100], [50, 250])];
    const page = renderReport(reportInput({ surface: surfaces }));
    const section = sectionOf(page, 'What the model predicts');
    expect(section).toContain('<h3>30 tps</h3>');
    // One box gets contours; the two predictions along one line are drawn as they are.
    expect(section.match(/aria-label="contour"/g)).toHaveLength(1);
    expect(section).toContain('Predicted mean latency over maxMessageCount and batchTimeoutMs at 60 tps');
    expect(textOf(page)).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('draws a surface that is the same everywhere', () => {
    const { points } = surface(60, [5, 100], [50, 250]);
    const flat = points.map((point) => ({ ...point, predicted: { throughputTps: 60, latencyMeanMs: 40 } }));
    const page = renderReport(reportInput({ surface: [{ sendRateTps: 60, points: flat }] }));
    expect(textOf(sectionOf(page, 'What the model predicts'))).toContain('mean latency (ms) all');
    expect(page).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('stays readable with one round, and with many values of every kind', () => {
    const lone = renderReport(reportInput({ rounds: [measuredRound()] }));
    expect(marks(sectionOf(lone, 'What was measured'))).toBe(3);
    const many = Array.from({ length: 60 }, (_, index) =>
      measuredRound({
        replicate: index + 1,
        sendRateTps: 20 + 3 * index,
        settings: { maxMessageCount: 1 + 7 * index, batchTimeoutMs: 50 + 31 * index },
        measurement: { latencyMeanMs: 20 + 15 * index },
      }),
    );
    const page = renderReport(reportInput({ rounds: many }));
    expect(marks(sectionOf(page, 'What was measured'))).toBe(3 * many.length);
    expect(sectionOf(page, 'What was measured').match(/<li>/g)?.length).toBeLessThanOrEqual(2 * 8);
    for (const each of [lone, page]) expect(each).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('stays under 1 MB for a sweep of 1,500 rounds', () => {
    const many = Array.from({ length: 1500 }, (_, index) =>
      measuredRound({
        replicate: index + 1,
        settings: { maxMessageCount: [1, 10, 100][index % 3] ?? 1, batchTimeoutMs: 50 + (index % 7) * 100 },
        measurement: { latencyMeanMs: 20 + (index % 91), throughputTps: 50 + (index % 17) },
      }),
    );
    expect(renderReport(reportInput({ rounds: many })).length).toBeLessThan(1_000_000);
  });

  it('gives the same page for the same input', () => {
    expect(renderReport(reportInput())).toBe(renderReport(reportInput()));
  });
});
