import { createDocument, type ZodOpenApiOperationObject } from 'zod-openapi';
import { z } from 'zod';
import { problemSchema } from './problem.js';
import type { Route } from './route.js';

export type OpenApiDocument = ReturnType<typeof createDocument>;

/** OpenAPI 3.1, from the same schemas that check requests. */
export function openApiDocument(routes: readonly Route[], version: string): OpenApiDocument {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const route of routes) (paths[route.path] ??= {})[route.method] = operationOf(route);
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'gridtune',
      version,
      description:
        'Measures, predicts, recommends and applies ordering settings of a live Hyperledger Fabric channel.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/api/v1' }],
    tags: [...new Set(routes.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
  });
}

function operationOf(route: Route): ZodOpenApiOperationObject {
  const { operationId, tag, summary, description, role, params, query, body, reply } = route;
  const { bodyType = 'application/json' } = route;
  const needed = role === 'anyone' ? 'Needs no token.' : `Needs the role ${role}.`;
  return {
    operationId,
    tags: [tag],
    summary,
    description: [description, needed].filter(Boolean).join('\n\n'),
    security: role === 'anyone' ? [] : [{ bearer: [] }],
    requestParams: {
      ...objectOf('path', params),
      ...objectOf('query', query),
      ...objectOf('header', headersOf(route)),
    },
    ...(body ? { requestBody: { content: { [bodyType]: { schema: body } }, required: true } } : {}),
    responses: {
      [reply.status]: {
        description: reply.description,
        ...(reply.schema
          ? { content: { [reply.contentType ?? 'application/json']: { schema: reply.schema } } }
          : {}),
      },
      default: {
        description: 'What went wrong',
        content: { 'application/problem+json': { schema: problemSchema } },
      },
    },
  };
}

const KEY = z
  .string()
  .optional()
  .describe('Sent twice under one key, it is done once and the second request gets the answer of the first');
const STATE = z.string().describe('ETag of the state that this write follows');

/** Headers that mean something to the route; undefined where none does. */
function headersOf({ takesKey, needsIfMatch, takesIfMatch, headers }: Route): z.ZodType | undefined {
  const shape = {
    ...(takesKey ? { 'Idempotency-Key': KEY } : {}),
    ...(needsIfMatch ? { 'If-Match': STATE } : {}),
    ...(takesIfMatch ? { 'If-Match': STATE.optional() } : {}),
    ...headers,
  };
  return Object.keys(shape).length === 0 ? undefined : z.object(shape);
}

function objectOf(where: 'path' | 'query' | 'header', schema: z.ZodType | undefined) {
  return schema ? { [where]: schema } : {};
}
