import { expect, it } from 'vitest';
import { averagedPoints } from './averaged-points.js';
import { dataRow } from './round.fixture.js';

const close = (value: number | undefined, wanted: number) => expect(value).toBeCloseTo(wanted, 9);

it('makes one row a point, weighed by its replicates, in order of appearance', () => {
  const rows = ['b', 'a', 'b'].map((pointId, index) => dataRow({ pointId, roundId: `r${index}` }));
  expect(averagedPoints(rows).map(({ pointId, roundIds, weight }) => [pointId, roundIds, weight])).toEqual([
    ['b', ['r0', 'r2'], 2],
    ['a', ['r1'], 1],
  ]);
});

it('takes the geometric mean of two figures and the mean of inputs', () => {
  const [row] = averagedPoints([
    dataRow({ latencyMeanMs: 10, sendRateTps: 58, latencyP95Ms: 20 }),
    dataRow({ latencyMeanMs: 40, sendRateTps: 60 }),
  ]);
  close(row?.latencyMeanMs, 20);
  close(row?.sendRateTps, 59);
  close(row?.latencyP95Ms, 20);
});

it('is not moved by one absurd replicate of three', () => {
  const [row] = averagedPoints([10, 11, 11_000].map((latencyMeanMs) => dataRow({ latencyMeanMs })));
  close(row?.latencyMeanMs, 11);
});

it('averages optional values over the replicates that have them', () => {
  const [row] = averagedPoints([
    dataRow({ txBytes: 1000, context: { peers: 3 } }),
    dataRow(),
    dataRow({ txBytes: 1002 }),
  ]);
  close(row?.txBytes, 1001);
  expect(row?.context).toEqual({ peers: 3 });
  expect(row?.preferredMaxBytes).toBeUndefined();
});

it('gives nothing for no rows', () => {
  expect(averagedPoints([])).toEqual([]);
});
