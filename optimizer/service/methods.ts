import type { RequestHandler } from 'express';
import { MethodNotAllowedError } from '../domain/errors.js';
import type { Route } from './route.js';

/** To come after all routes: a path that is there answers OPTIONS, and 405 to what it is not there for. */
export function otherMethods(routes: readonly Pick<Route, 'method' | 'path'>[]): RequestHandler {
  const known = routes.map(({ method, path }) => ({
    pattern: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}/?$`, 'i'),
    method: method.toUpperCase(),
  }));
  return (request, response, next) => {
    const methods = known.filter(({ pattern }) => pattern.test(request.path)).map(({ method }) => method);
    if (methods.length === 0) {
      next();
      return;
    }
    const allowed = [
      ...new Set(['OPTIONS', ...methods, ...(methods.includes('GET') ? ['HEAD'] : [])]),
    ].toSorted();
    response.setHeader('Allow', allowed.join(', '));
    if (request.method === 'OPTIONS') response.status(204).end();
    else
      next(
        new MethodNotAllowedError(
          `there is no ${request.method} at ${request.path}, only ${allowed.join(', ')}`,
          allowed,
        ),
      );
  };
}
