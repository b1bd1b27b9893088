import type { Request, RequestHandler, Response } from 'express';
import { ipKeyGenerator, MemoryStore, rateLimit } from 'express-rate-limit';
import type { ServiceConfig } from '../config/service-config.js';
import type { Actor } from '../domain/actor.js';
import { RateLimitedError } from '../domain/errors.js';

const MINUTE_MS = 60_000;

export interface RateLimits {
  /** Counts requests without a token by their address. */
  readonly ofNobody: RequestHandler;
  /** Counts requests that bring a token to where nobody looks at it, by their address too. */
  readonly ofBearer: RequestHandler;
  /** Counts requests of the token that was authenticated. */
  readonly ofToken: (actorOf: (response: Response) => Actor) => RequestHandler;
  /** @throws RateLimitedError if too many tokens from this address were wrong within the minute */
  requireFewFailures(request: Request, response: Response): Promise<void>;
  failed(request: Request): Promise<void>;
}

/** Limits of this instance. Another instance on the same store counts by itself. */
export function rateLimits({
  requestsPerMinute,
  failedTokensPerMinute,
}: Pick<ServiceConfig, 'requestsPerMinute' | 'failedTokensPerMinute'>): RateLimits {
  const failures = new MemoryStore();
  const failureLimit = rateLimit({ windowMs: MINUTE_MS, limit: failedTokensPerMinute, store: failures });
  const common = {
    windowMs: MINUTE_MS,
    limit: requestsPerMinute,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    validate: { xForwardedForHeader: false, forwardedHeader: false },
  } as const;
  const tooMany = (whose: string): Parameters<typeof rateLimit>[0] => ({
    handler: (_request, _response, next) =>
      next(
        new RateLimitedError(
          `more than ${requestsPerMinute} requests a minute of one ${whose}: wait as long as Retry-After says`,
        ),
      ),
  });
  const ofAddress = rateLimit({ ...common, ...tooMany('address'), keyGenerator: addressOf });
  return {
    ofNobody: (request, response, next) => {
      if (bringsToken(request) || PROBES.has(request.path)) next();
      else void ofAddress(request, response, next);
    },
    ofBearer: (request, response, next) => {
      if (bringsToken(request)) void ofAddress(request, response, next);
      else next();
    },
    ofToken: (actorOf) =>
      rateLimit({
        ...common,
        ...tooMany('token'),
        keyGenerator: (_request, response) => actorOf(response).id,
      }),
    async requireFewFailures(request, response) {
      const counted = await failureLimit.getKey(addressOf(request));
      if (!counted || counted.totalHits < failedTokensPerMinute) return;
      const waitMs = (counted.resetTime?.getTime() ?? Date.now() + MINUTE_MS) - Date.now();
      response.setHeader('Retry-After', String(Math.max(1, Math.ceil(waitMs / 1000))));
      throw new RateLimitedError(
        'too many tokens from this address were not valid: wait as long as Retry-After says',
      );
    },
    failed: async (request) => void (await failures.increment(addressOf(request))),
  };
}

/** Whoever watches the service has to hear from it, above all when it is asked too much. */
const PROBES = new Set(['/healthz', '/readyz']);

function bringsToken({ headers }: Request): boolean {
  return headers.authorization !== undefined;
}

/** A network of IPv6 counts as one: whoever has one address of it has them all. */
function addressOf({ ip }: Request): string {
  return ip === undefined ? 'unknown' : ipKeyGenerator(ip);
}
