import { z } from 'zod';
import { InvalidInputError, NotFoundError } from '../../domain/errors.js';
import { objectiveSchema } from '../../domain/objective.js';
import { conditionsOf } from '../../operations/verify-by-id.js';
import { accept, acceptedBefore, acceptedReply } from '../accepted.js';
import { paged, pageOf, pageQuery } from '../paging.js';
import { defineRoute, type Route } from '../route.js';
import { newestLast, verificationView } from './application-view.js';

const tag = 'verifications';
const id = z.string().min(1).max(200);

export const verificationRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/verifications',
    operationId: 'listVerifications',
    tag,
    summary: 'Every measurement before and after a change, the newest first',
    role: 'viewer',
    query: pageQuery.extend({ applicationId: id.optional() }),
    reply: { status: 200, description: 'A page of verifications', schema: pageOf(verificationView) },
    handler: async ({ query: { applicationId, ...page } }, { parts }) => {
      const where = applicationId === undefined ? {} : { applicationId };
      const verifications = newestLast(await parts.store.verifications.list(where)).toReversed();
      return {
        body: paged(
          verifications,
          page,
          (each) => each.id,
          (each) => each,
        ),
      };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/verifications',
    operationId: 'verify',
    tag,
    summary:
      'Measure the settings before and after an application in alternating rounds; what is worse is taken back',
    role: 'approver',
    takesKey: true,
    body: z.strictObject({
      applicationId: id,
      /** Pairs of rounds. */
      pairs: z.int().min(4).max(50).default(4),
      /** Seconds of each round. */
      seconds: z.int().min(2).max(600).default(6),
      /** Instead of that of the recommendation. */
      sendRateTps: z.number().positive().max(1_000_000).optional(),
      objective: objectiveSchema.optional(),
    }),
    reply: acceptedReply,
    problems: ['NOT_FOUND'],
    handler: async ({ body }, context) => {
      const before = await acceptedBefore(context);
      if (before) return before;
      const { store } = context.parts;
      const application = await store.applications.find(body.applicationId);
      if (!application) throw new NotFoundError(`there is no application ${body.applicationId}`);
      if (application.status !== 'verified')
        throw new InvalidInputError('body', [
          { path: 'applicationId', message: `is ${application.status}: there is no change to verify` },
        ]);
      conditionsOf(body, await store.recommendations.find(application.because));
      return accept({ kind: 'verify', ...body }, context);
    },
  }),
  defineRoute({
    method: 'get',
    path: '/verifications/{id}',
    operationId: 'getVerification',
    tag,
    summary: 'One measurement before and after a change',
    role: 'viewer',
    params: z.strictObject({ id }),
    reply: { status: 200, description: 'The verification', schema: verificationView },
    problems: ['NOT_FOUND'],
    handler: async ({ params }, { parts }) => {
      const verification = await parts.store.verifications.find(params.id);
      if (!verification) throw new NotFoundError(`there is no verification ${params.id}`);
      return { body: verification };
    },
  }),
];
