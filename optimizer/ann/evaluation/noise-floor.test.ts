import { expect, it } from 'vitest';
import { dataRow } from '../../dataset/round.fixture.js';
import { seededRandom } from '../../domain/random.js';
import { noiseFloor } from './noise-floor.js';

/** Points with these latencies as replicates. */
function points(latencies: readonly (readonly number[])[]) {
  return latencies.flatMap((replicates, point) =>
    replicates.map((latencyMeanMs) => dataRow({ pointId: `p${point}`, latencyMeanMs })),
  );
}

it('compares each replicate with the mean of the others, less what that mean itself is off', () => {
  const floor = noiseFloor(points([[100, 110], [100, 100], [50, 50, 80], [7]]));
  const two = Math.sqrt(1 / 2);
  const three = Math.sqrt(2 / 3);
  const shares = [
    ...[two * (10 / 100), two * (10 / 110), 0, 0],
    ...[three * (15 / 50), three * (15 / 50), three * (30 / 80)],
  ];
  expect(floor.latencyMeanMs).toBeCloseTo((100 * shares.reduce((a, b) => a + b)) / 7, 10);
  expect(floor.throughputTps).toBe(0);
  expect(floor.latencyP95Ms).toBeUndefined();
});

it.each([2, 3, 6])('is what a model that knows the true means gets, of %i replicates', (replicates) => {
  const random = seededRandom(3);
  const truth = 200;
  const noisy = Array.from({ length: 4000 }, () =>
    Array.from({ length: replicates }, () => truth * (1 + 0.03 * random.normal())),
  );
  const shares = noisy.flat().map((value) => (100 * Math.abs(value - truth)) / value);
  const perfect = shares.reduce((a, b) => a + b) / shares.length;
  expect((noiseFloor(points(noisy)).latencyMeanMs ?? 0) / perfect).toBeCloseTo(1, 1);
});

it('says nothing where fewer than three points have replicates', () => {
  expect(noiseFloor(points([[1, 2], [1, 2], [3]]))).toEqual({});
  expect(noiseFloor([])).toEqual({});
});

it('tells the 95th percentile of the rows that have it', () => {
  const rows = ['a', 'b', 'c'].flatMap((pointId) => [
    dataRow({ pointId, latencyP95Ms: 100 }),
    dataRow({ pointId, latencyP95Ms: 200 }),
    dataRow({ pointId }),
  ]);
  expect(noiseFloor(rows).latencyP95Ms).toBeCloseTo((100 * Math.sqrt(1 / 2) * (1 + 0.5)) / 2, 10);
});
