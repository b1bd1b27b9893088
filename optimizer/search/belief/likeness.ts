import { at } from '../../ann/queue/at.js';
import { factorise } from '../../ann/queue/cholesky.js';

/** How alike candidates are. */
export interface Likeness {
  /** Candidates. */
  readonly size: number;
  /** size x size, row-major: 1 on the diagonal, towards 0 for candidates that have nothing in common. */
  readonly matrix: Float64Array;
  /** Its lower triangular root, for drawing fields that vary as smoothly. */
  readonly root: Float64Array;
}

/** Keeps the matrix of candidates at one place positive definite. */
const JITTER = 1e-6;

/**
 * The Gaussian kernel: two places at distance 1 are exp(-1/2) alike.
 * @param places - of the candidates, as many coordinates each.
 */
export function likenessOf(places: readonly (readonly number[])[]): Likeness {
  const size = places.length;
  const matrix = new Float64Array(size * size);
  places.forEach((a, i) => {
    places.forEach((b, j) => {
      matrix[i * size + j] = Math.exp(-squareDistance(a, b) / 2) + (i === j ? JITTER : 0);
    });
  });
  const root = factorise(matrix, size);
  if (!root) throw new RangeError('a candidate has a place that is no number');
  return { size, matrix, root };
}

function squareDistance(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, axis) => sum + (value - (b[axis] ?? NaN)) ** 2, 0);
}

/** `root * standard`: of standard normal numbers, a smooth field. */
export function smoothField({ size, root }: Likeness, standard: Float64Array): Float64Array {
  const field = new Float64Array(size);
  for (let i = 0; i < size; i += 1) {
    let sum = 0;
    for (let k = 0; k <= i; k += 1) sum += at(root, i * size + k) * at(standard, k);
    field[i] = sum;
  }
  return field;
}
