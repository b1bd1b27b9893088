/** More than this cannot be told from settings that get worse and worse: those must not hide behind it. */
const STRONGEST_CORRELATION = 0.6;

/**
 * How far neighbouring batches depend on each other, as a first-order autoregression. Small samples make the
 * correlation look smaller than it is, by about (1 + 3 r) / n (Kendall 1954, Note on bias in the estimation of
 * autocorrelation), which is added.
 */
export class Dependence {
  #n = 0;
  #sum = 0;
  #squares = 0;
  #products = 0;
  #first = 0;
  #last = 0;

  add(value: number): void {
    if (this.#n === 0) this.#first = value;
    else this.#products += value * this.#last;
    this.#n += 1;
    this.#sum += value;
    this.#squares += value ** 2;
    this.#last = value;
  }

  /** Batches that say as much as one independent batch: (1 + r) / (1 - r). */
  get factor(): number {
    const correlation = Math.min(STRONGEST_CORRELATION, this.#correlation);
    return (1 + correlation) / (1 - correlation);
  }

  get #correlation(): number {
    const n = this.#n;
    if (n < 2) return STRONGEST_CORRELATION;
    const mean = this.#sum / n;
    const variance = this.#squares - n * mean ** 2;
    // Rounding alone makes equal values differ.
    const found =
      variance <= 1e-9 * this.#squares
        ? 0
        : Math.max(
            0,
            (this.#products - mean * (2 * this.#sum - this.#first - this.#last) + (n - 1) * mean ** 2) /
              variance,
          );
    return found + (1 + 3 * found) / n;
  }
}
