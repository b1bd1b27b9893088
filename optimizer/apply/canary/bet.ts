import { Dependence } from './dependence.js';

/** Shares of the capital that are staked; the mean over all of them needs no choice between small and large ones. */
const STAKES = [0.05, 0.15, 0.35, 0.6, 0.9] as const;
/** A batch of up to this many times the usual size counts in full, a larger one like a batch of that size. */
const FULL_WEIGHT = 1.5;

/**
 * Evidence against "the scores of transactions are 1 or less on average", scores being 0 or more. It may be looked
 * at after every batch, for as long as one likes: if the claim is true, {@link evidence} ever reaches 1 / a with a
 * chance of a at most.
 *
 * A gambler bets a share of his capital against the claim before each batch; a true claim gives him nothing to
 * gain on average, so by Ville's inequality his capital hardly ever multiplies by 1 / a. The largest mean that the
 * capital rejects is the lower end of a confidence sequence. Sources: Waudby-Smith and Ramdas 2024, Estimating
 * means of bounded random variables by betting, for the bet and the mean over stakes; Howard, Ramdas, McAuliffe
 * and Sekhon 2021, Time-uniform, nonparametric, nonasymptotic confidence sequences. Scores need no upper bound,
 * as they are bet against from above alone.
 *
 * Transactions of one batch may depend on each other in any way: that is exact. Where batches depend on each other
 * too, as at a queue, `n` of them say as much as `n / t` that do not ({@link Dependence}). A t-th of the stake then
 * makes the t-th root of the capital, to second order, and that is what counts here: no proof, and shown by
 * simulation.
 */
export class Bet {
  /** Logarithms. */
  readonly #capitals: number[] = STAKES.map(() => 0);
  readonly #dependence = new Dependence();
  #batches = 0;
  #count = 0;
  #isCertain = false;

  /**
   * @param count - transactions in the batch
   * @param score - the sum of their scores; infinite if they break a limit that nothing may break
   */
  add(count: number, score: number): void {
    if (score === Number.POSITIVE_INFINITY) {
      this.#isCertain = true;
      return;
    }
    const usual = this.#batches === 0 ? 0 : this.#count / this.#batches;
    const scale = Math.max(count, FULL_WEIGHT * usual);
    if (scale > 0) {
      // At least -1, as scores are not negative: no stake below 1 can lose everything.
      const gain = (score - count) / scale;
      this.#dependence.add(gain);
      STAKES.forEach((stake, index) => {
        this.#capitals[index] = (this.#capitals[index] ?? 0) + Math.log1p(stake * gain);
      });
    }
    this.#batches += 1;
    this.#count += count;
  }

  /** What 1 has become. */
  get evidence(): number {
    if (this.#isCertain) return Number.POSITIVE_INFINITY;
    const { factor } = this.#dependence;
    return this.#capitals.reduce((sum, capital) => sum + Math.exp(capital / factor), 0) / STAKES.length;
  }
}
