import type { AuditTrail } from '../domain/audit.js';
import type { GuardRails } from '../domain/guard-rails.js';
import type { Network, Progress, Store } from '../domain/ports.js';
import type { Clock } from '../domain/wait.js';
import type { CanaryServices } from './canary/watch.js';

/** What it takes to change a channel: the channel itself, and everybody who is told of each step. */
export interface ApplyServices extends Pick<CanaryServices, 'openProber' | 'hasLeader'> {
  readonly store: Store;
  readonly network: Network;
  readonly clock: Clock;
  readonly progress: Progress;
  readonly audit: AuditTrail;
  readonly rails: GuardRails;
}
