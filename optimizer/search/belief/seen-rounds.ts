/** The rounds of a search as distances from what was expected of them. Numbers of candidates as floats: see `at`. */
export interface SeenRounds {
  /** The candidates that were tried, each once. */
  readonly tried: Float64Array;
  /** Of each round: where its candidate stands in `tried`. */
  readonly places: Float64Array;
  /** Of each round: logarithm of the figure less what was expected. */
  readonly residuals: Float64Array;
}

/** What near saturation is more likely than far below it. One entry a candidate. */
export interface Suspicion {
  /** By how much rounds scatter more. */
  readonly noiseFactor: Float64Array;
  /** Probability that a round goes quite another way than most rounds of its setting. */
  readonly oddRound: Float64Array;
  /** Probability that a setting does not behave as those like it do. */
  readonly oddSetting: Float64Array;
}
