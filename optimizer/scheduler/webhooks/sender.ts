import type { Logger } from 'pino';
import { CancelledError, NotFoundError } from '../../domain/errors.js';
import type { Store } from '../../domain/ports.js';
import type { Random } from '../../domain/random.js';
import type { Clock } from '../../domain/wait.js';
import type { Delivery, Webhook, WebhookSender } from '../../domain/webhook.js';
import { pauseAfter } from './backoff.js';
import { deliveryOf } from './notifier.js';
import { outdatedIds } from './retention.js';
import { send, type Attempt } from './send.js';

export interface SenderServices {
  readonly store: Pick<Store, 'webhooks' | 'deliveries'>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly random: Pick<Random, 'next'>;
  /** Where secrets are. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** For one attempt, ms. */
  readonly deadlineMs?: number;
}

export interface RunningSender extends WebhookSender {
  start(): void;
  /** Attempts under way are cut short and made again by others. */
  stop(): Promise<void>;
  /** Looks at once: there is something to send. */
  wake(): void;
}

const LOOK_MS = 2000;
const PRUNE_MS = 3_600_000;
const DEADLINE_MS = 5000;
/** An attempt whose instance fell silent is made again after this. */
const CLAIM_MS = 30_000;
/** Attempts under way to one webhook: one that hangs holds up its own deliveries alone. */
const MOST_AT_ONCE = 2;

/** Sends what is due, beside every other instance on the store. */
export function createSender(services: SenderServices): RunningSender {
  return new StoreSender(services);
}

class StoreSender implements RunningSender {
  readonly #services: SenderServices;
  readonly #end = new AbortController();
  readonly #underWay = new Map<Promise<void>, string>();
  #loop: Promise<void> = Promise.resolve();
  #pause = new AbortController();
  #prunedMs = Number.NEGATIVE_INFINITY;

  constructor(services: SenderServices) {
    this.#services = services;
  }

  start(): void {
    this.#loop = this.#forever();
  }

  async stop(): Promise<void> {
    this.#end.abort();
    await this.#loop;
    await Promise.all(this.#underWay.keys());
  }

  wake(): void {
    this.#pause.abort();
  }

  async test(webhookId: string): Promise<Delivery> {
    const { store, clock } = this.#services;
    const webhook = await store.webhooks.find(webhookId);
    if (!webhook) throw new NotFoundError(`there is no webhook ${webhookId}`);
    const at = new Date(clock.now()).toISOString();
    const message = `a test of webhook ${webhook.name}`;
    const begun = claimedOnce(deliveryOf({ type: 'test', at, message, subjectId: webhookId }, webhook), at);
    await store.deliveries.insert(begun);
    const ended = afterAttempt(begun, await this.#send(webhook, begun), undefined);
    await store.deliveries.replace(ended);
    return ended;
  }

  async #forever(): Promise<void> {
    const { clock, log } = this.#services;
    let healthy = true;
    while (!this.#end.signal.aborted) {
      this.#pause = new AbortController();
      try {
        await this.#look();
        healthy = true;
      } catch (error) {
        if (healthy) log.error({ err: error }, 'deliveries could not be looked at; it is tried again');
        healthy = false;
      }
      try {
        await clock.sleep(LOOK_MS, AbortSignal.any([this.#end.signal, this.#pause.signal]));
      } catch (error) {
        if (!(error instanceof CancelledError)) throw error;
      }
    }
  }

  async #look(): Promise<void> {
    const { store, clock } = this.#services;
    const nowMs = clock.now();
    const pending = await store.deliveries.list({ status: 'pending' });
    const due = pending
      .filter(({ nextAttemptAt, notice }) => Date.parse(nextAttemptAt ?? notice.at) <= nowMs)
      .toSorted((a, b) => a.notice.at.localeCompare(b.notice.at));
    for (const delivery of due) {
      const places = MOST_AT_ONCE - [...this.#underWay.values()].filter(isOf(delivery)).length;
      if (places > 0) await this.#takeOn(delivery);
    }
    if (nowMs - this.#prunedMs < PRUNE_MS) return;
    this.#prunedMs = nowMs;
    for (const old of outdatedIds(await store.deliveries.list(), nowMs)) await store.deliveries.remove(old);
  }

  /** Claims an attempt by one write and begins it; whoever claims it counts it, so that a kill cannot repeat it forever. */
  async #takeOn(delivery: Delivery): Promise<void> {
    const { store, clock, random } = this.#services;
    const webhook = await store.webhooks.find(delivery.webhookId);
    if (!webhook) {
      await store.deliveries.remove(delivery.id);
      return;
    }
    const refused = whyNot(webhook, delivery, random);
    if (refused !== undefined) {
      await store.deliveries.replace(givenUp(delivery, refused));
      return;
    }
    const begun = claimedOnce(delivery, new Date(clock.now() + CLAIM_MS).toISOString());
    if (!(await store.deliveries.replace(begun))) return;
    const work = this.#attempt(webhook, begun).finally(() => {
      this.#underWay.delete(work);
      // The next one to this webhook has a place now.
      this.wake();
    });
    this.#underWay.set(work, webhook.id);
  }

  async #attempt(webhook: Webhook, delivery: Delivery): Promise<void> {
    const { store, clock, log, random } = this.#services;
    const attempt = await this.#send(webhook, delivery);
    const pauseMs = pauseAfter(delivery.attempts, random);
    const again = pauseMs === undefined ? undefined : new Date(clock.now() + pauseMs).toISOString();
    const stopped = this.#end.signal.aborted && !attempt.delivered;
    const after = stopped ? postponed(delivery, clock.now()) : afterAttempt(delivery, attempt, again);
    const facts = { webhookId: webhook.id, deliveryId: delivery.id, attempt: delivery.attempts };
    if (!attempt.delivered) log.warn({ ...facts, outcome: attempt.outcome }, 'a notice was not delivered');
    try {
      await store.deliveries.replace(after);
    } catch (error) {
      // The claim ends by itself, and the attempt is made again: receivers know a delivery by its id.
      log.error({ err: error, ...facts }, 'what came of a delivery could not be written');
    }
  }

  async #send(webhook: Webhook, delivery: Delivery): Promise<Attempt> {
    const { clock, environment, deadlineMs = DEADLINE_MS } = this.#services;
    return send(webhook, delivery, {
      now: () => clock.now(),
      environment,
      deadlineMs,
      signal: this.#end.signal,
    });
  }
}

function isOf({ webhookId }: Delivery): (id: string) => boolean {
  return (id) => id === webhookId;
}

function whyNot(
  webhook: Webhook,
  { attempts, lastOutcome }: Delivery,
  random: Pick<Random, 'next'>,
): string | undefined {
  if (!webhook.enabled) return 'the webhook is disabled';
  if (attempts === 0 || pauseAfter(attempts, random) !== undefined) return undefined;
  return lastOutcome ?? 'the instance that sent it fell silent';
}

function claimedOnce(delivery: Delivery, until: string): Delivery {
  return {
    ...delivery,
    version: delivery.version + 1,
    attempts: delivery.attempts + 1,
    nextAttemptAt: until,
  };
}

function afterAttempt(
  delivery: Delivery,
  { delivered, outcome }: Attempt,
  again: string | undefined,
): Delivery {
  if (!delivered && again === undefined) return givenUp(delivery, outcome);
  const { nextAttemptAt: _claim, ...rest } = delivery;
  const written = { ...rest, version: delivery.version + 1, lastOutcome: outcome };
  return delivered
    ? { ...written, status: 'delivered' }
    : { ...written, status: 'pending', nextAttemptAt: again };
}

/** As before the attempt: it was not the receiver that cut it short. */
function postponed(delivery: Delivery, nowMs: number): Delivery {
  const { version, attempts } = delivery;
  return {
    ...delivery,
    version: version + 1,
    attempts: Math.max(0, attempts - 1),
    nextAttemptAt: new Date(nowMs).toISOString(),
  };
}

function givenUp(delivery: Delivery, lastOutcome: string): Delivery {
  const { nextAttemptAt: _none, ...rest } = delivery;
  return { ...rest, version: delivery.version + 1, status: 'given-up', lastOutcome };
}
