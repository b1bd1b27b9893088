export interface KeptFreshOptions {
  /** An answer may be this old, no older. */
  readonly maxAgeMs: number;
  /** Milliseconds that only ever grow. */
  readonly now?: () => number;
}

/**
 * Something that is read from elsewhere and asked for often. It is read again in the background once it is half as
 * old as it may become, so that whoever asks all the time never waits; whoever asks after a pause waits for one read.
 * Of several who wait, all get the same one.
 */
export class KeptFresh<T> {
  readonly #read: () => Promise<T>;
  readonly #maxAgeMs: number;
  readonly #now: () => number;
  #kept: { readonly value: T; readonly askedAtMs: number } | undefined;
  #reading: Promise<T> | undefined;
  /** One more with each read and each time that what was read is forgotten. */
  #turn = 0;

  constructor(
    read: () => Promise<T>,
    { maxAgeMs, now = performance.now.bind(performance) }: KeptFreshOptions,
  ) {
    this.#read = read;
    this.#maxAgeMs = maxAgeMs;
    this.#now = now;
  }

  /** @throws what reading throws, to whoever waits for it */
  async get(): Promise<T> {
    const kept = this.#kept;
    const ageMs = kept ? this.#now() - kept.askedAtMs : Infinity;
    if (!kept || ageMs >= this.#maxAgeMs) return this.#readAgain();
    // A failure here is met again by whoever finds the answer too old.
    if (ageMs >= this.#maxAgeMs / 2) this.#readAgain().catch(() => undefined);
    return kept.value;
  }

  /** What was read or is being read is of the past: the next one who asks waits for a new read. */
  forget(): void {
    this.#kept = undefined;
    this.#reading = undefined;
    this.#turn += 1;
  }

  #readAgain(): Promise<T> {
    this.#reading ??= this.#readNow();
    return this.#reading;
  }

  async #readNow(): Promise<T> {
    const [turn, askedAtMs] = [(this.#turn += 1), this.#now()];
    try {
      const value = await this.#read();
      if (turn === this.#turn) this.#kept = { value, askedAtMs };
      return value;
    } finally {
      if (turn === this.#turn) this.#reading = undefined;
    }
  }
}
