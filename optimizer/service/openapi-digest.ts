import { createHash } from 'node:crypto';
import { openApiDocument } from './openapi.js';
import type { Route } from './route.js';

/** Of the document, without the program's version: tells whether a client was made for these routes. SHA-256, hex. */
export function routesDigest(routes: readonly Route[]): string {
  return createHash('sha256')
    .update(JSON.stringify(openApiDocument(routes, '0')))
    .digest('hex');
}
