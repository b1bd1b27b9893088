import type { Logger } from 'pino';
import type { TokenBook } from '../access/token-book.js';
import type { ServiceConfig } from '../config/service-config.js';
import type { JobQueue } from '../domain/job-queue.js';
import type { Store } from '../domain/ports.js';
import type { Scheduler } from '../domain/scheduler.js';
import type { ServiceAudit } from '../domain/service-audit.js';
import type { Notifier, WebhookSender } from '../domain/webhook.js';
import type { Advise } from '../operations/advise.js';
import type { Services } from '../operations/services.js';

/** What routes are made of; built in `composition/`. */
export interface ServiceParts {
  readonly services: Services;
  readonly store: Store;
  readonly config: ServiceConfig;
  readonly jobs: JobQueue;
  readonly tokens: TokenBook;
  readonly audit: ServiceAudit;
  readonly notifier: Notifier;
  readonly scheduler: Pick<Scheduler, 'runNow'>;
  readonly webhooks: WebhookSender;
  /** Where recommendations are computed; without it, in the thread that serves. */
  readonly advise?: Advise | undefined;
  readonly log: Logger;
  readonly version: string;
  /** Of this process, among those that share the store. */
  readonly instanceId: string;
}
