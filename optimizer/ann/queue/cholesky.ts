/**
 * The lower triangle L of `A + damping * diag(A) = L L'`, row-major.
 * @param a - p x p, symmetric.
 * @returns undefined if that is not positive definite.
 */
export function factorise(a: Float64Array, p: number, damping = 0): Float64Array | undefined {
  const lower = new Float64Array(p * p);
  for (let i = 0; i < p; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      let sum = (a[i * p + j] ?? 0) * (i === j ? 1 + damping : 1);
      for (let k = 0; k < j; k += 1) sum -= (lower[i * p + k] ?? 0) * (lower[j * p + k] ?? 0);
      if (i !== j) lower[i * p + j] = sum / (lower[j * p + j] ?? NaN);
      else if (sum > 0) lower[i * p + i] = Math.sqrt(sum);
      else return undefined;
    }
  }
  return lower;
}

/** Solves `L L' x = b`. */
export function solve(lower: Float64Array, b: Float64Array): Float64Array {
  const p = b.length;
  const x = Float64Array.from(b);
  for (let i = 0; i < p; i += 1) {
    for (let k = 0; k < i; k += 1) x[i] = (x[i] ?? 0) - (lower[i * p + k] ?? 0) * (x[k] ?? 0);
    x[i] = (x[i] ?? 0) / (lower[i * p + i] ?? NaN);
  }
  return solveUpper(lower, x);
}

/** Solves `L' x = b`: of standard normal b, x has the covariance `(L L')^-1`. */
export function solveUpper(lower: Float64Array, b: Float64Array): Float64Array {
  const p = b.length;
  const x = Float64Array.from(b);
  for (let i = p - 1; i >= 0; i -= 1) {
    for (let k = i + 1; k < p; k += 1) x[i] = (x[i] ?? 0) - (lower[k * p + i] ?? 0) * (x[k] ?? 0);
    x[i] = (x[i] ?? 0) / (lower[i * p + i] ?? NaN);
  }
  return x;
}
