import type { Logger } from 'pino';
import type { Store } from '../../domain/ports.js';
import type { Clock } from '../../domain/wait.js';
import type { Notifier } from '../../domain/webhook.js';
import { createNotifier } from './notifier.js';
import { createSender, type RunningSender } from './sender.js';

export interface WebhookServices {
  readonly store: Pick<Store, 'webhooks' | 'deliveries'>;
  readonly clock: Clock;
  readonly log: Logger;
  /** Where the variables with the secrets are. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Telling the outside: what puts notices on their way, and what sends them once it is started. */
export function createWebhooks({ store, clock, log, environment }: WebhookServices): {
  readonly notifier: Notifier;
  readonly sender: RunningSender;
} {
  const sender = createSender({ store, clock, log, environment, random: { next: () => Math.random() } });
  return { sender, notifier: createNotifier({ store, clock, log, wake: () => sender.wake() }) };
}
