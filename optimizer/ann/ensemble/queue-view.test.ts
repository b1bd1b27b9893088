import { describe, expect, it } from 'vitest';
import { averagedPoints } from '../../dataset/averaged-points.js';
import { mean } from '../../domain/statistics.js';
import { fitQueue } from '../queue/queue-fit.js';
import { layoutOf } from '../queue/queue-layout.js';
import { drawnPoints, drawnRows } from './ensemble.fixture.js';
import { viewOf } from './queue-view.js';

const ROWS = averagedPoints(drawnRows(6));
const LAYOUT = layoutOf(ROWS);
const QUEUE = fitQueue(LAYOUT, ROWS, { seed: 1 });
const ASKED = drawnPoints(20, { seed: 9 });
const NAMES = ['logLatency', 'logThroughput', 'utilisation', 'waitMs', 'blockTransactions'] as const;

describe('viewOf', () => {
  it('is the mean over the parameters held possible, with the variance of latency', () => {
    expect(QUEUE.draws.length).toBeGreaterThan(1);
    const view = viewOf(LAYOUT, QUEUE, ASKED);
    const each = QUEUE.draws.map((theta) => viewOf(LAYOUT, { ...QUEUE, draws: [theta] }, ASKED));
    for (const name of NAMES) {
      view[name].forEach((value, row) => {
        expect(value).toBeCloseTo(mean(each.map((one) => one[name][row] ?? NaN)), 8);
      });
    }
    view.variance.forEach((value, row) => {
      const squares = each.map(
        ({ logLatency }) => ((logLatency[row] ?? NaN) - (view.logLatency[row] ?? NaN)) ** 2,
      );
      expect(value).toBeCloseTo(mean(squares), 8);
      expect(value).toBeGreaterThan(0);
    });
  });

  it('has no variance where there is one set of parameters, or all are alike', () => {
    const one = viewOf(LAYOUT, { ...QUEUE, draws: [QUEUE.theta] }, ASKED);
    expect(one.variance).toEqual(new Float64Array(20));
    const alike = viewOf(LAYOUT, { ...QUEUE, draws: [QUEUE.theta, QUEUE.theta, QUEUE.theta] }, ASKED);
    alike.variance.forEach((value) => {
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThan(1e-12);
    });
  });

  it('sees no points where none are asked about', () => {
    expect(viewOf(LAYOUT, QUEUE, []).logLatency).toHaveLength(0);
  });
});
