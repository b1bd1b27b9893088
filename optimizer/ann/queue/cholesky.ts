import { at } from './at.js';

/**
 * The lower triangle L of `A + damping * diag(A) = L L'`, row-major.
 * @param a - p x p, symmetric; only its lower triangle is read.
 * @returns undefined if that is not positive definite.
 */
export function factorise(a: Float64Array, p: number, damping = 0): Float64Array | undefined {
  const lower = new Float64Array(p * p);
  for (let i = 0; i < p; i += 1) {
    for (let j = 0; j < i; j += 1) {
      lower[i * p + j] = lessProducts(at(a, i * p + j), lower, p, i, j) / at(lower, j * p + j);
    }
    const square = lessProducts(at(a, i * p + i) * (1 + damping), lower, p, i, i);
    // Not `square <= 0`: NaN has to be refused, too.
    if (!(square > 0)) return undefined;
    lower[i * p + i] = Math.sqrt(square);
  }
  return lower;
}

/** What is left of a value without the products of what rows i and j hold left of column j. */
function lessProducts(value: number, lower: Float64Array, p: number, i: number, j: number): number {
  let rest = value;
  for (let k = 0; k < j; k += 1) rest -= at(lower, i * p + k) * at(lower, j * p + k);
  return rest;
}

/** Solves `L L' x = b`. */
export function solve(lower: Float64Array, b: Float64Array): Float64Array {
  const p = b.length;
  const x = Float64Array.from(b);
  for (let i = 0; i < p; i += 1) {
    let rest = at(b, i);
    for (let k = 0; k < i; k += 1) rest -= at(lower, i * p + k) * at(x, k);
    x[i] = rest / at(lower, i * p + i);
  }
  return solveUpper(lower, x);
}

/** Solves `L' x = b`: of standard normal b, x has the covariance `(L L')^-1`. */
export function solveUpper(lower: Float64Array, b: Float64Array): Float64Array {
  const p = b.length;
  const x = Float64Array.from(b);
  for (let i = p - 1; i >= 0; i -= 1) {
    let rest = at(b, i);
    for (let k = i + 1; k < p; k += 1) rest -= at(lower, k * p + i) * at(x, k);
    x[i] = rest / at(lower, i * p + i);
  }
  return x;
}
