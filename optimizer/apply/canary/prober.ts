/** How a probe transaction ended: `failure` says why it was not committed as valid. */
export interface ProbeOutcome {
  readonly failure?: string | undefined;
}

/** Sends harmless transactions, so that there is something to watch. */
export interface Prober {
  /**
   * Sends one and waits for its commit, at most `deadlineMs` after it was ordered. A failed probe is an outcome
   * and no error.
   */
  send(deadlineMs: number): Promise<ProbeOutcome>;
  close(): void;
}
