import { z } from 'zod';
import { applicationSchema } from '../../domain/application.js';
import { NotFoundError } from '../../domain/errors.js';
import { canaryRequestOf } from '../../operations/canary-request.js';
import { dryRunChange } from '../../operations/change-dry-run.js';
import { wantedChange } from '../../operations/wanted-change.js';
import { accept, acceptedBefore, acceptedReply } from '../accepted.js';
import { etagOfChannel } from '../if-match.js';
import { paged, pageOf, pageQuery } from '../paging.js';
import { defineRoute, type Route } from '../route.js';
import { applicationDetail, applicationView, detailOf, newestLast } from './application-view.js';
import { changePreviewSchema, rateField, requireAllowedNow, wantedFields, watchField } from './changes.js';

const tag = 'applications';
const fields = applicationSchema.unwrap().shape;

export const applicationRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/applications',
    operationId: 'listApplications',
    tag,
    summary: 'Every change that was made to stay, and every rollback, the newest first',
    role: 'viewer',
    query: pageQuery.extend({
      kind: fields.kind.optional(),
      status: fields.status.optional(),
      /** Id of a recommendation or application, or `manual`. */
      because: z.string().max(200).optional(),
    }),
    reply: { status: 200, description: 'A page of applications', schema: pageOf(applicationView) },
    handler: async ({ query: { kind, status, because, ...page } }, { parts }) => {
      const where = Object.fromEntries(
        Object.entries({ kind, status, because }).flatMap(([name, value]) =>
          value === undefined ? [] : [[name, value]],
        ),
      );
      const applications = newestLast(await parts.store.applications.list(where)).toReversed();
      return {
        body: paged(
          applications,
          page,
          ({ id }) => id,
          (each) => each,
        ),
      };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/applications',
    operationId: 'apply',
    tag,
    summary: 'Put a recommendation or given settings in force on the live channel',
    description:
      'Waits for approval unless the asker is an approver and one is enough. With If-Match, the ETag of /network/settings, it is refused if other settings are in force by the time it is carried out. Guard rails are checked now and then again.',
    role: 'operator',
    takesKey: true,
    takesIfMatch: true,
    body: z.strictObject({ ...wantedFields, ...watchField }),
    reply: acceptedReply,
    problems: ['GUARD_RAIL', 'NOT_FOUND', 'STALE_WRITE', 'NETWORK_DOWN'],
    handler: async ({ body }, context) => {
      const before = await acceptedBefore(context);
      if (before) return before;
      const { change, recommendation } = await wantedChange('body', body, context.parts.services);
      canaryRequestOf(body.watch, recommendation);
      const expectedInForce = await requireAllowedNow(change, 'apply', context);
      return accept({ kind: 'apply', ...body, expectedInForce }, context);
    },
  }),
  defineRoute({
    method: 'post',
    path: '/applications/preview',
    operationId: 'previewApplication',
    tag,
    summary: 'What a change would do, who has to sign it and what to expect; changes nothing',
    role: 'viewer',
    body: z.strictObject({ ...wantedFields, ...rateField }),
    reply: {
      status: 200,
      description: 'What would change; its ETag is that of /network/settings',
      schema: changePreviewSchema,
    },
    problems: ['NOT_FOUND', 'NETWORK_DOWN'],
    handler: async ({ body }, { parts: { services } }) => {
      const { change, recommendation } = await wantedChange('body', body, services);
      const { sendRateTps } = body;
      const preview = await dryRunChange(services, { change, kind: 'apply', recommendation, sendRateTps });
      return { body: preview, etag: etagOfChannel(preview) };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/applications/{id}',
    operationId: 'getApplication',
    tag,
    summary:
      'One change with its journal, what watching it and measuring it came to, who asked and who approved',
    role: 'viewer',
    params: z.strictObject({ id: z.string().max(200) }),
    reply: { status: 200, description: 'The application', schema: applicationDetail },
    problems: ['NOT_FOUND'],
    handler: async ({ params: { id } }, { parts: { store } }) => {
      const application = await store.applications.find(id);
      if (!application) throw new NotFoundError(`there is no application ${id}`);
      return { body: await detailOf(application, store) };
    },
  }),
];
