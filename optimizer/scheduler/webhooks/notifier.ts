import { createHash, randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import { AlreadyExistsError } from '../../domain/errors.js';
import { newId } from '../../domain/id.js';
import type { Store } from '../../domain/ports.js';
import type { Clock } from '../../domain/wait.js';
import type { Delivery, Notice, Notifier, Webhook } from '../../domain/webhook.js';

export interface NotifierServices {
  readonly store: Pick<Store, 'webhooks' | 'deliveries'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Logger;
  /** Called when something waits to be sent. */
  readonly wake?: () => void;
}

/** Puts each notice on its way to every webhook that wants it; sending is left to the senders of all instances. */
export function createNotifier({ store, clock, log, wake }: NotifierServices): Notifier {
  return {
    async notify(told) {
      const notice: Notice = { ...told, at: new Date(clock.now()).toISOString() };
      const { type, subjectId, message } = notice;
      log.info({ notice: type, subjectId }, message);
      try {
        const wanted = (await store.webhooks.list()).filter(
          ({ enabled, events }) => enabled && events.some((event) => event === type),
        );
        for (const webhook of wanted) await put(store.deliveries, deliveryOf(notice, webhook));
        if (wanted.length > 0) wake?.();
      } catch (error) {
        log.error({ err: error, notice: type, subjectId }, 'a notice was lost: the store could not keep it');
      }
    },
  };
}

/** A delivery that is due now. Under a key every instance gives it the same id. */
export function deliveryOf(notice: Notice, { id: webhookId }: Pick<Webhook, 'id'>): Delivery {
  return {
    id: notice.key === undefined ? freshId(notice) : keyedId(webhookId, notice.key),
    version: 1,
    webhookId,
    notice,
    status: 'pending',
    attempts: 0,
    nextAttemptAt: notice.at,
  };
}

/** Many may be made in the same second. */
function freshId({ at }: Notice): string {
  return `${newId('d', at)}${randomBytes(6).toString('hex')}`;
}

function keyedId(webhookId: string, key: string): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([webhookId, key]))
    .digest('hex');
  return `d-${hash.slice(0, 24)}`;
}

async function put(deliveries: Store['deliveries'], delivery: Delivery): Promise<void> {
  try {
    await deliveries.insert(delivery);
  } catch (error) {
    // Another instance has told it.
    if (!(error instanceof AlreadyExistsError) || delivery.notice.key === undefined) throw error;
  }
}
