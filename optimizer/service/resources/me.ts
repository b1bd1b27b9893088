import { z } from 'zod';
import { actorSchema } from '../../domain/actor.js';
import { defineRoute, type Route } from '../route.js';

export const meRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/me',
    operationId: 'getMe',
    tag: 'me',
    summary: 'Whose token this is, until when it is good, and how many approvers a change needs',
    role: 'viewer',
    reply: {
      status: 200,
      description: 'The bearer of the token',
      schema: actorSchema
        .unwrap()
        .extend({
          expiresAt: z.iso.datetime().optional(),
          /** Approvers that an application of settings needs, the asker among them if that is one. */
          approvalsRequired: z.int(),
        })
        .meta({ id: 'Me' }),
    },
    handler: async (_input, { actor, parts: { store, config } }) => {
      const token = actor.kind === 'token' ? await store.tokens.find(actor.id) : undefined;
      const { approvalsRequired } = config;
      return { body: { ...actor, expiresAt: token?.expiresAt, approvalsRequired } };
    },
  }),
];
