/** How a channel is ordered. */
export type Consensus = 'raft' | 'bft';
