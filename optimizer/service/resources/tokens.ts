import { z } from 'zod';
import { createToken } from '../../access/create-token.js';
import { revokeToken } from '../../access/revoke-token.js';
import { accessTokenSchema, type AccessToken } from '../../domain/access-token.js';
import { roleSchema } from '../../domain/actor.js';
import { paged, pageOf, pageQuery } from '../paging.js';
import { defineRoute, type Route } from '../route.js';

/** A token as it is shown: without what would tell the secret. */
const tokenView = accessTokenSchema.unwrap().omit({ sha256: true, version: true }).meta({ id: 'Token' });
const view = ({ sha256: _hash, version: _version, ...shown }: AccessToken) => shown;
const params = z.strictObject({ id: z.string().max(64) });

export const tokenRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/tokens',
    operationId: 'listTokens',
    tag: 'tokens',
    summary: 'Every token, the newest first, without its secret',
    role: 'admin',
    query: pageQuery,
    reply: { status: 200, description: 'A page of tokens', schema: pageOf(tokenView) },
    handler: async ({ query }, { parts }) => {
      const tokens = (await parts.store.tokens.list()).toSorted((a, b) =>
        b.createdAt.localeCompare(a.createdAt),
      );
      return { body: paged(tokens, query, ({ id }) => id, view) };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/tokens',
    operationId: 'createToken',
    tag: 'tokens',
    summary: 'Make a token; it is shown in this answer and never again',
    role: 'admin',
    body: z.strictObject({
      role: roleSchema,
      name: z.string().trim().min(1).max(64),
      lifetimeDays: z.int().min(1).max(3650).optional(),
    }),
    reply: {
      status: 201,
      description: 'The token',
      schema: tokenView.extend({ token: z.string() }).meta({ id: 'NewToken' }),
    },
    handler: async ({ body }, { parts, actor }) => {
      const lifetimeDays = body.lifetimeDays ?? parts.config.tokenLifetimeDays;
      const { token, record } = await createToken(parts, { ...body, lifetimeDays }, actor, Date.now());
      return {
        body: { ...view(record), token },
        location: `/api/v1/tokens/${record.id}`,
      };
    },
  }),
  defineRoute({
    method: 'delete',
    path: '/tokens/{id}',
    operationId: 'revokeToken',
    tag: 'tokens',
    summary: 'Revoke a token; other instances believe it for five seconds more at most',
    role: 'admin',
    params,
    reply: { status: 204, description: 'It is not valid any more' },
    handler: async ({ params: { id } }, { parts, actor }) => {
      await revokeToken(parts, id, actor, Date.now());
      parts.tokens.forget(id);
      return {};
    },
  }),
];
