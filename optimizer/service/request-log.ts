import { randomUUID } from 'node:crypto';
import type { RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { holdsToken } from '../domain/secrets.js';

interface RequestFacts {
  readonly requestId: string;
  readonly log: Logger;
}

const ofRequest = new WeakMap<Response, RequestFacts>();

/** Gives each request an id and a log of its own, and writes one line when it was answered. */
export function requestLog(log: Logger): RequestHandler {
  return (request, response, next) => {
    const given = request.header('x-request-id');
    const requestId = given !== undefined && isId(given) ? given : randomUUID();
    const own = log.child({ requestId });
    ofRequest.set(response, { requestId, log: own });
    response.setHeader('X-Request-Id', requestId);
    const startedMs = performance.now();
    // Routers shorten the path while they hold the request.
    const { method, path } = request;
    response.on('close', () => {
      const ms = Math.round(10 * (performance.now() - startedMs)) / 10;
      own.info({ method, path, status: response.statusCode, ms }, 'answered');
    });
    next();
  };
}

/** What tells a request from others, and nothing else about anybody. */
function isId(text: string): boolean {
  return /^[\w-]{1,64}$/.test(text) && !holdsToken(text);
}

/** @throws RangeError for a response that never came by here */
export function requestOf(response: Response): RequestFacts {
  const facts = ofRequest.get(response);
  if (!facts) throw new RangeError('this request has no log: requestLog has to come first');
  return facts;
}
