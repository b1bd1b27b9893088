/** How a probe transaction ended. */
export type ProbeOutcome =
  | { readonly kind: 'committed' }
  /** Handed to the ordering service and not committed as valid. */
  | { readonly kind: 'lost'; readonly reason: string }
  /** No peer endorsed it, so it says nothing about the ordering service. */
  | { readonly kind: 'unsent'; readonly reason: string };

/** Sends harmless transactions, so that there is something to watch. */
export interface Prober {
  /** Sends one and waits for its commit, at most `deadlineMs` after it was ordered. */
  send(deadlineMs: number): Promise<ProbeOutcome>;
  close(): void;
}
