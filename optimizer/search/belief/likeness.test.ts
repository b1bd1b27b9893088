import { expect, it } from 'vitest';
import { entry } from '../../ann/queue/queue.fixture.js';
import { seededRandom } from '../../domain/random.js';
import { likenessOf, smoothField } from './likeness.js';

/** Two at one place, one at distance 1 from them, one far away. */
const PLACES = [
  [0, 0],
  [0, 0],
  [0.6, 0.8],
  [9, -3],
];

it('makes candidates less alike with their distance', () => {
  const { size, matrix } = likenessOf(PLACES);
  expect(size).toBe(4);
  const alike = (i: number, j: number) => entry(matrix, i * size + j);
  for (const i of PLACES.keys()) expect(alike(i, i)).toBeCloseTo(1, 5);
  expect(alike(0, 1)).toBe(1);
  expect(alike(0, 2)).toBeCloseTo(Math.exp(-1 / 2), 12);
  expect(alike(2, 0)).toBe(alike(0, 2));
  expect(alike(0, 3)).toBeLessThan(1e-9);
});

it('has a root that gives the matrix again', () => {
  const { size, matrix, root } = likenessOf(PLACES);
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j < size; j += 1) {
      const product = PLACES.reduce(
        (sum, _, k) => sum + entry(root, i * size + k) * entry(root, j * size + k),
        0,
      );
      expect(product).toBeCloseTo(entry(matrix, i * size + j), 9);
    }
  }
});

it('draws fields that are the same at one place and as alike as the matrix says elsewhere', () => {
  const likeness = likenessOf(PLACES);
  const random = seededRandom(1);
  const fields = Array.from({ length: 4000 }, () =>
    smoothField(
      likeness,
      Float64Array.from(PLACES, () => random.normal()),
    ),
  );
  for (const field of fields) expect(Math.abs(entry(field, 0) - entry(field, 1))).toBeLessThan(0.02);
  const shared = (i: number, j: number) =>
    fields.reduce((sum, field) => sum + (entry(field, i) * entry(field, j)) / fields.length, 0);
  // Standard errors of these means are at most sqrt(2 / 4000) = 0.022.
  expect(Math.abs(shared(0, 0) - 1)).toBeLessThan(0.09);
  expect(Math.abs(shared(0, 2) - Math.exp(-1 / 2))).toBeLessThan(0.09);
  expect(Math.abs(shared(0, 3))).toBeLessThan(0.09);
});

it('refuses a place that is no number', () => {
  expect(() => likenessOf([[0], [NaN]])).toThrow(RangeError);
});
