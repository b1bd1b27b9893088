import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Request, RequestHandler, Response } from 'express';
import { NotFoundError } from '../domain/errors.js';

/** Endings beside each file that `npm run build:dashboard` compressed, the smallest first. */
const COMPRESSED = [
  { encoding: 'br', ending: '.br' },
  { encoding: 'gzip', ending: '.gz' },
] as const;

const YEAR_S = 365 * 24 * 3600;

/**
 * Serves the page: files below /assets, whose names change with their content, for ever; index.html wherever else a
 * browser asks for a page outside of /api.
 * @param folder - what vite built: `dist/dashboard`
 */
export function pageHandler(folder: string): RequestHandler {
  const files = new Set(existsSync(folder) ? filesOf(folder) : []);
  const indexTag = files.has('index.html') ? tagOf(join(folder, 'index.html')) : undefined;
  return (request, response, next) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return next();
    if (request.path.startsWith('/assets/')) {
      const name = request.path.slice(1);
      if (!files.has(name))
        return next(new NotFoundError(`there is no ${request.path}: load the page anew, it was updated`));
      return send(name, `public, max-age=${YEAR_S}, immutable`, { folder, files }, request, response);
    }
    if (/^\/api(\/|$)/.test(request.path) || !asksForPage(request)) return next();
    if (indexTag === undefined)
      return next(new NotFoundError('the page is not built: run "npm run build:dashboard"'));
    response.setHeader('ETag', indexTag);
    return send('index.html', 'no-cache', { folder, files }, request, response);
  };
}

/** Browsers name HTML; what takes anything, such as curl, gets it at the root alone. */
function asksForPage(request: Request): boolean {
  return request.path === '/' || (request.headers.accept ?? '').includes('text/html');
}

function send(
  name: string,
  cacheControl: string,
  { folder, files }: { readonly folder: string; readonly files: ReadonlySet<string> },
  request: Request,
  response: Response,
): void {
  const variant = COMPRESSED.find(
    ({ encoding, ending }) =>
      files.has(`${name}${ending}`) && request.acceptsEncodings(encoding) === encoding,
  );
  response.type(name.slice(name.lastIndexOf('.')));
  response.setHeader('Cache-Control', cacheControl);
  response.setHeader('Vary', 'Accept-Encoding');
  if (variant) response.setHeader('Content-Encoding', variant.encoding);
  response.sendFile(`${name}${variant?.ending ?? ''}`, { root: folder, cacheControl: false });
}

/** Weak: the same whether it is sent compressed or not. */
function tagOf(file: string): string {
  return `W/"${createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 16)}"`;
}

/** Names below `folder`: what is not among them is never opened, whatever the address says. */
function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length).replace(/^\/+/, ''));
}
