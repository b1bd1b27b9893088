import { z } from 'zod';
import { rollbackTarget } from '../../apply/rollback-target.js';
import { canaryRequestOf } from '../../operations/canary-request.js';
import { dryRunChange } from '../../operations/change-dry-run.js';
import { accept, acceptedBefore, acceptedReply } from '../accepted.js';
import { etagOfChannel } from '../if-match.js';
import { defineRoute, type Route } from '../route.js';
import { changePreviewSchema, rateField, requireAllowedNow, rollbackFields, watchField } from './changes.js';

const tag = 'rollbacks';

export const rollbackRoutes: readonly Route[] = [
  defineRoute({
    method: 'post',
    path: '/rollbacks',
    operationId: 'rollBack',
    tag,
    summary: 'Put recorded settings back; without an id, those from before the last application',
    description:
      'Never waits for approval. Which settings that are is settled now: an application that comes first does not change it.',
    role: 'approver',
    takesKey: true,
    takesIfMatch: true,
    body: z.strictObject({ ...rollbackFields, ...watchField }),
    reply: acceptedReply,
    problems: ['GUARD_RAIL', 'NOT_FOUND', 'STALE_WRITE', 'NETWORK_DOWN'],
    handler: async ({ body }, context) => {
      const before = await acceptedBefore(context);
      if (before) return before;
      const { services, store } = context.parts;
      const { settings, because } = await rollbackTarget(body, await services.network(), store);
      canaryRequestOf(body.watch);
      await requireAllowedNow(settings, 'rollback', context);
      const { watch, to } = body;
      const target = to === undefined ? { applicationId: because } : { to };
      return accept({ kind: 'rollback', ...target, watch }, context);
    },
  }),
  defineRoute({
    method: 'post',
    path: '/rollbacks/preview',
    operationId: 'previewRollback',
    tag,
    summary: 'What a rollback would do; changes nothing',
    role: 'viewer',
    body: z.strictObject({ ...rollbackFields, ...rateField }),
    reply: {
      status: 200,
      description: 'What would change; its ETag is that of /network/settings',
      schema: changePreviewSchema,
    },
    problems: ['NOT_FOUND', 'NETWORK_DOWN'],
    handler: async ({ body: { sendRateTps, ...request } }, { parts: { services, store } }) => {
      const { settings } = await rollbackTarget(request, await services.network(), store);
      const preview = await dryRunChange(services, { change: settings, kind: 'rollback', sendRateTps });
      return { body: preview, etag: etagOfChannel(preview) };
    },
  }),
];
