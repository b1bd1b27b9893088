/** A transaction of any client, as a peer committed it. */
export interface LiveTransaction {
  readonly id: string;
  /** By its client's clock, in milliseconds since the epoch. */
  readonly createdMs: number;
  readonly valid: boolean;
}

/** A block as a peer delivered it to this program. */
export interface LiveBlock {
  readonly number: number;
  readonly kind: 'transactions' | 'config';
  /** By this machine's clock, as `preciseNow` gives it. */
  readonly committedMs: number;
  readonly transactions: readonly LiveTransaction[];
}
