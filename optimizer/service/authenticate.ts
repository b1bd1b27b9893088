import type { Request, RequestHandler, Response } from 'express';
import { mayActAs, type Actor } from '../domain/actor.js';
import { ForbiddenError, UnauthenticatedError } from '../domain/errors.js';
import type { ServiceParts } from './parts.js';
import type { RateLimits } from './rate-limits.js';
import type { Route } from './route.js';

const NOBODY: Actor = { kind: 'token', id: 'none', name: 'anyone', role: 'viewer' };
const actors = new WeakMap<Response, Actor>();

/** Who asks, once {@link authenticate} let the request by. */
export function actorOf(response: Response): Actor {
  return actors.get(response) ?? NOBODY;
}

/** Lets requests by whose token has the route's role, before their body is read. */
export function authenticate(
  { role }: Pick<Route, 'role'>,
  { tokens }: Pick<ServiceParts, 'tokens'>,
  limits: RateLimits,
): RequestHandler {
  return async (request, response, next) => {
    if (role === 'anyone') {
      next();
      return;
    }
    const actor = await bearerOf(request, response);
    if (!mayActAs(actor.role, role))
      throw new ForbiddenError(
        `this needs the role ${role}, and the token ${actor.name} is a ${actor.role}'s`,
      );
    actors.set(response, actor);
    next();
  };

  async function bearerOf(request: Request, response: Response): Promise<Actor> {
    const token = /^bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (token === undefined) throw new UnauthenticatedError('send a token: "Authorization: Bearer gt_..."');
    // Whoever has a valid token is not kept out by what others send from the same address.
    if (!tokens.knows(token)) await limits.requireFewFailures(request, response);
    try {
      return await tokens.bearerOf(token);
    } catch (error) {
      if (error instanceof UnauthenticatedError) await limits.failed(request);
      throw error;
    }
  }
}
