import { createHash } from 'node:crypto';
import type { Request, RequestHandler, Response, Router } from 'express';
import { mayActAs, type Actor } from '../domain/actor.js';
import { ForbiddenError, PreconditionRequiredError, UnauthenticatedError } from '../domain/errors.js';
import { keepingAnswer } from './idempotency.js';
import type { ServiceParts } from './parts.js';
import { requestOf } from './request-log.js';
import type { Reply, Route, RouteContext } from './route.js';

const NOBODY: Actor = { kind: 'token', id: 'none', name: 'anyone', role: 'viewer' };

/** Puts every route where its path says. */
export function mountRoutes(router: Router, routes: readonly Route[], parts: ServiceParts): void {
  for (const route of routes) {
    const path = route.path.replaceAll(/\{(\w+)\}/g, ':$1');
    router[route.method](path, handlerOf(route, parts));
  }
}

function handlerOf(route: Route, parts: ServiceParts): RequestHandler {
  return async (request, response) => {
    const actor = await requireRole(route, request, parts);
    if (route.needsIfMatch && request.headers['if-match'] === undefined)
      throw new PreconditionRequiredError(
        'say with If-Match which state this follows: the ETag of the last read',
      );
    const hungUp = new AbortController();
    response.on('close', () => hungUp.abort());
    const key = request.header('idempotency-key');
    const context: RouteContext = {
      parts,
      actor,
      headers: request.headers,
      ...requestOf(response),
      signal: hungUp.signal,
      jobId: key === undefined ? undefined : jobIdUnder(key, actor, request),
    };
    const raw = { params: request.params, query: request.query, body: request.body };
    const answer = (): Promise<Reply<unknown>> => route.handle(raw, context);
    const reply =
      route.startsWork && key !== undefined
        ? await keepingAnswer({ key, actor, request, store: parts.store }, answer)
        : await answer();
    await send(reply, route, request, response);
  };
}

/** @throws UnauthenticatedError, ForbiddenError */
async function requireRole({ role }: Route, request: Request, { tokens }: ServiceParts): Promise<Actor> {
  if (role === 'anyone') return NOBODY;
  const [scheme, token] = (request.headers.authorization ?? '').split(' ');
  if (scheme?.toLowerCase() !== 'bearer' || !token)
    throw new UnauthenticatedError('send a token: "Authorization: Bearer gt_..."');
  const actor = await tokens.bearerOf(token);
  if (mayActAs(actor.role, role)) return actor;
  throw new ForbiddenError(`this needs the role ${role}, and the token ${actor.name} is a ${actor.role}'s`);
}

/** So that the job itself is made once, wherever a first try was cut short. */
function jobIdUnder(key: string, { id }: Actor, { method, path }: Request): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([id, method, path, key]))
    .digest('hex');
  return `j-${hash.slice(0, 24)}`;
}

async function send(
  reply: Reply<unknown>,
  route: Route,
  request: Request,
  response: Response,
): Promise<void> {
  if (reply.etag !== undefined) {
    response.setHeader('ETag', reply.etag);
    if (request.method === 'GET' && request.headers['if-none-match'] === reply.etag) {
      response.status(304).end();
      return;
    }
  }
  if (reply.location !== undefined) response.setHeader('Location', reply.location);
  for (const [name, value] of Object.entries(reply.headers ?? {})) response.setHeader(name, value);
  response.status(reply.status ?? route.reply.status);
  if (reply.stream) await reply.stream(response);
  else if (reply.body === undefined) response.end();
  else response.json(reply.body);
}
