import { createHash } from 'node:crypto';
import type { Request, RequestHandler, Response, Router } from 'express';
import type { Actor } from '../domain/actor.js';
import { PreconditionRequiredError } from '../domain/errors.js';
import { withDeadline } from '../domain/wait.js';
import { actorOf, authenticate } from './authenticate.js';
import { keepingAnswer } from './idempotency.js';
import type { ServiceParts } from './parts.js';
import type { RateLimits } from './rate-limits.js';
import type { CheckReply } from './reply-check.js';
import { bodyReader } from './request-body.js';
import { requestOf } from './request-log.js';
import type { Reply, Route, RouteContext } from './route.js';

/** What takes longer is a job. */
const ANSWER_DEADLINE_MS = 120_000;

export interface MountOptions {
  readonly parts: ServiceParts;
  readonly limits: RateLimits;
  /** Looks at each reply before it is sent. */
  readonly checkReply?: CheckReply | undefined;
}

/** Puts every route where its path says: who asks is looked at first, then how often, and then what is asked. */
export function mountRoutes(
  router: Router,
  routes: readonly Route[],
  { parts, limits, checkReply }: MountOptions,
): void {
  const countToken = limits.ofToken(actorOf);
  for (const route of routes) {
    const path = route.path.replaceAll(/\{(\w+)\}/g, ':$1');
    router[route.method](
      path,
      authenticate(route, parts, limits),
      route.role === 'anyone' ? limits.ofBearer : countToken,
      bodyReader(route, parts.config),
      handlerOf(route, parts, checkReply),
    );
  }
}

function handlerOf(route: Route, parts: ServiceParts, checkReply: CheckReply | undefined): RequestHandler {
  return async (request, response) => {
    const actor = actorOf(response);
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
    const answer = async (): Promise<Reply<unknown>> => {
      const reply = await route.handle(raw, context);
      checkReply?.(route, reply);
      return reply;
    };
    const answered =
      route.takesKey && key !== undefined
        ? keepingAnswer({ key, actor, request, store: parts.store }, answer)
        : answer();
    const reply = await withDeadline(`${request.method} ${route.path}`, answered, ANSWER_DEADLINE_MS);
    await send(reply, route, request, response);
  };
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
  const { etag, location, headers, stream, body } = reply;
  const told = { ...headers, ...(etag ? { ETag: etag } : {}), ...(location ? { Location: location } : {}) };
  for (const [name, value] of Object.entries(told)) response.setHeader(name, value);
  response.status(isKnown(etag, request) ? 304 : (reply.status ?? route.reply.status));
  // HEAD asks for a stream's headers alone, and would wait for the end of one without an end.
  if (response.statusCode === 304 || request.method === 'HEAD') response.end();
  else if (stream) await stream(response);
  else if (body === undefined) response.end();
  else response.json(body);
}

/** Whether the asker has this state already. */
function isKnown(etag: string | undefined, { method, headers }: Request): boolean {
  return etag !== undefined && method === 'GET' && headers['if-none-match'] === etag;
}
