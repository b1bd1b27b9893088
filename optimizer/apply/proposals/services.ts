import type { AuditTrail } from '../../domain/audit.js';
import type { GuardRails } from '../../domain/guard-rails.js';
import type { OfflineSigning } from '../../domain/offline-signing.js';
import type { Network, Progress, Store } from '../../domain/ports.js';
import type { Clock } from '../../domain/wait.js';

/** What it takes to make and submit proposals: a network, a store, and who is told of every step. */
export interface ProposalServices {
  readonly store: Store;
  readonly network: Network;
  readonly rails: GuardRails;
  readonly offline: OfflineSigning;
  readonly audit: AuditTrail;
  readonly clock: Clock;
  readonly progress: Progress;
}
