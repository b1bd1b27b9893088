import { z } from 'zod';
import { describeActor } from '../../domain/actor.js';
import { NotFoundError } from '../../domain/errors.js';
import { newId } from '../../domain/id.js';
import { deliverySchema, NOTICE_TYPES, webhookSchema, type Webhook } from '../../domain/webhook.js';
import { changedMeanwhile, requireVersion } from '../follows-version.js';
import { paged, pageOf, pageQuery } from '../paging.js';
import type { ServiceParts } from '../parts.js';
import { defineRoute, etagOf, type Reply, type Route } from '../route.js';

const webhookView = webhookSchema
  .unwrap()
  .extend({
    /** Deliveries that wait for their next attempt. */
    pending: z.int().min(0),
    /** The newest delivery that is over. */
    last: z
      .strictObject({ at: z.iso.datetime(), status: z.enum(['delivered', 'given-up']), outcome: z.string() })
      .optional(),
  })
  .meta({ id: 'Webhook' });
type WebhookView = z.input<typeof webhookView>;
const deliveryView = deliverySchema.unwrap().omit({ version: true }).meta({ id: 'Delivery' });

const address = z
  .url({ protocol: /^https?$/, error: 'must be a URL such as https://alerts.example.org/gridtune' })
  .max(500)
  .refine(hasNoCredentials, {
    error: 'must not hold a user or password: the signature tells the receiver who sends',
  });

const webhookBody = z
  .strictObject({
    name: z.string().trim().min(1).max(64),
    url: address,
    events: z.array(z.enum(NOTICE_TYPES)).min(1).max(NOTICE_TYPES.length),
    secretVariable: z.string().regex(/^GRIDTUNE_WEBHOOK_[A-Z0-9_]{1,50}$/, {
      error: 'must name an environment variable of the service: GRIDTUNE_WEBHOOK_ and A-Z, 0-9 or _',
    }),
    enabled: z.boolean().default(true),
  })
  .meta({ id: 'WebhookBody' });

const params = z.strictObject({ id: z.string().max(64) });

function hasNoCredentials(url: string): boolean {
  if (!URL.canParse(url)) return true;
  const { username, password } = new URL(url);
  return username === '' && password === '';
}

async function view(webhook: Webhook, { store }: Pick<ServiceParts, 'store'>): Promise<WebhookView> {
  const deliveries = (await store.deliveries.list({ webhookId: webhook.id })).toSorted((a, b) =>
    b.notice.at.localeCompare(a.notice.at),
  );
  const [last] = deliveries.flatMap(({ status, notice, lastOutcome = '' }) =>
    status === 'pending' ? [] : [{ at: notice.at, status, outcome: lastOutcome }],
  );
  const pending = deliveries.filter(({ status }) => status === 'pending').length;
  return { ...webhook, events: [...webhook.events], pending, ...(last ? { last } : {}) };
}

async function reply(webhook: Webhook, parts: Pick<ServiceParts, 'store'>): Promise<Reply<WebhookView>> {
  return { body: await view(webhook, parts), etag: etagOf(webhook) };
}

/** @throws NotFoundError */
async function present(id: string, { store }: Pick<ServiceParts, 'store'>): Promise<Webhook> {
  const webhook = await store.webhooks.find(id);
  if (!webhook) throw new NotFoundError(`there is no webhook ${id}`);
  return webhook;
}

export const webhookRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/webhooks',
    operationId: 'listWebhooks',
    tag: 'webhooks',
    summary: 'Every receiver of notices, the newest first',
    role: 'admin',
    query: pageQuery,
    reply: { status: 200, description: 'A page of webhooks', schema: pageOf(webhookView) },
    handler: async ({ query }, { parts }) => {
      const webhooks = (await parts.store.webhooks.list()).toSorted((a, b) => b.id.localeCompare(a.id));
      const page = paged(
        webhooks,
        query,
        ({ id }) => id,
        (webhook) => webhook,
      );
      const items = await Promise.all(page.items.map(async (webhook) => view(webhook, parts)));
      return { body: { ...page, items } };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/webhooks',
    operationId: 'createWebhook',
    tag: 'webhooks',
    summary: 'Tell a receiver of what happens',
    description:
      'The secret that signs is read from the environment variable of that name, of every instance of the service, ' +
      'at the time of sending; it is neither sent nor kept.',
    role: 'admin',
    body: webhookBody,
    reply: { status: 201, description: 'The webhook', schema: webhookView },
    handler: async ({ body }, { parts, actor }) => {
      const at = new Date().toISOString();
      const webhook: Webhook = {
        ...body,
        id: newId('w', at),
        version: 1,
        changedBy: describeActor(actor),
        changedAt: at,
      };
      await parts.audit.record({
        action: 'webhook-changed',
        subjectId: webhook.id,
        by: actor,
        note: `made, ${webhook.name}`,
      });
      await parts.store.webhooks.insert(webhook);
      return { ...(await reply(webhook, parts)), location: `/api/v1/webhooks/${webhook.id}` };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/webhooks/{id}',
    operationId: 'getWebhook',
    tag: 'webhooks',
    summary: 'One webhook',
    role: 'admin',
    params,
    reply: { status: 200, description: 'The webhook', schema: webhookView },
    handler: async ({ params: { id } }, { parts }) => reply(await present(id, parts), parts),
  }),
  defineRoute({
    method: 'put',
    path: '/webhooks/{id}',
    operationId: 'changeWebhook',
    tag: 'webhooks',
    summary: 'Change a webhook; what is pending goes to where it points then',
    role: 'admin',
    params,
    body: webhookBody,
    needsIfMatch: true,
    reply: { status: 200, description: 'The webhook', schema: webhookView },
    problems: ['STALE_WRITE'],
    handler: async ({ params: { id }, body }, context) => {
      const { parts, actor } = context;
      const before = await present(id, parts);
      requireVersion(context, before, `webhook ${id}`);
      const after: Webhook = {
        ...before,
        ...body,
        version: before.version + 1,
        changedBy: describeActor(actor),
        changedAt: new Date().toISOString(),
      };
      await parts.audit.record({ action: 'webhook-changed', subjectId: id, by: actor, note: after.name });
      if (!(await parts.store.webhooks.replace(after))) throw changedMeanwhile(`webhook ${id}`);
      return reply(after, parts);
    },
  }),
  defineRoute({
    method: 'delete',
    path: '/webhooks/{id}',
    operationId: 'removeWebhook',
    tag: 'webhooks',
    summary: 'Remove a webhook with its deliveries',
    role: 'admin',
    params,
    needsIfMatch: true,
    reply: { status: 204, description: 'It is gone' },
    problems: ['STALE_WRITE'],
    handler: async ({ params: { id } }, context) => {
      const { parts, actor } = context;
      const webhook = await present(id, parts);
      requireVersion(context, webhook, `webhook ${id}`);
      await parts.audit.record({ action: 'webhook-removed', subjectId: id, by: actor, note: webhook.name });
      await parts.store.webhooks.remove(id);
      for (const delivery of await parts.store.deliveries.list({ webhookId: id }))
        await parts.store.deliveries.remove(delivery.id);
      return {};
    },
  }),
  defineRoute({
    method: 'get',
    path: '/webhooks/{id}/deliveries',
    operationId: 'listDeliveries',
    tag: 'webhooks',
    summary: 'What was sent to a webhook and what came of it, the newest first',
    role: 'admin',
    params,
    query: pageQuery,
    reply: { status: 200, description: 'A page of deliveries', schema: pageOf(deliveryView) },
    handler: async ({ params: { id }, query }, { parts }) => {
      await present(id, parts);
      const deliveries = (await parts.store.deliveries.list({ webhookId: id })).toSorted((a, b) =>
        b.notice.at.localeCompare(a.notice.at),
      );
      return {
        body: paged(
          deliveries,
          query,
          (delivery) => delivery.id,
          ({ version: _version, ...shown }) => shown,
        ),
      };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/webhooks/{id}/test',
    operationId: 'testWebhook',
    tag: 'webhooks',
    summary: 'Send a notice of type test now, once, and tell what came of it',
    role: 'admin',
    params,
    reply: { status: 200, description: 'The delivery', schema: deliveryView },
    handler: async ({ params: { id } }, { parts }) => {
      const { version: _version, ...shown } = await parts.webhooks.test(id);
      return { body: shown };
    },
  }),
];
