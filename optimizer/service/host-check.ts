import type { RequestHandler } from 'express';
import type { ServiceConfig } from '../config/service-config.js';
import { ForbiddenError } from '../domain/errors.js';
import { isLoopback } from './safe-listening.js';

/**
 * On loopback, refuses requests that were meant for another name: a page from elsewhere whose name was made to lead here
 * (DNS rebinding) would be of one origin with the service. Behind TLS no certificate fits such a name.
 */
export function hostCheck({ host, hostNames }: Pick<ServiceConfig, 'host' | 'hostNames'>): RequestHandler {
  if (!isLoopback(host)) return (_request, _response, next) => next();
  const known = new Set(['localhost', '127.0.0.1', '[::1]', bracketed(host), ...hostNames].map(lowerCased));
  return (request, _response, next) => {
    const name = (request.headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
    if (known.has(name)) next();
    else
      next(
        new ForbiddenError(
          'this service does not answer under that host name: use 127.0.0.1, or add the name to service.hostNames ' +
            'in gridtune.yaml',
        ),
      );
  };
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

function lowerCased(name: string): string {
  return name.toLowerCase();
}
