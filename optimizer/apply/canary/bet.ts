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
 * Transactions of one batch may depend on each other in any way. What the claim says of a batch must hold whatever
 * the batches before were, so batches have to be long enough to forget each other.
 */
export class Bet {
  readonly #capitals: number[] = STAKES.map(() => 1);
  #batches = 0;
  #count = 0;

  /**
   * @param count - transactions in the batch
   * @param score - the sum of their scores
   */
  add(count: number, score: number): void {
    const usual = this.#batches === 0 ? 0 : this.#count / this.#batches;
    const scale = Math.max(count, FULL_WEIGHT * usual);
    if (scale > 0) {
      // At least -1, as scores are not negative: no stake below 1 can lose everything.
      const gain = (score - count) / scale;
      STAKES.forEach((stake, index) => {
        this.#capitals[index] = (this.#capitals[index] ?? 0) * (1 + stake * gain);
      });
    }
    this.#batches += 1;
    this.#count += count;
  }

  /** What 1 has become. */
  get evidence(): number {
    return this.#capitals.reduce((sum, capital) => sum + capital, 0) / STAKES.length;
  }
}
