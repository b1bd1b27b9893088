import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import {
  GridtuneError,
  InvalidInputError,
  NotFoundError,
  TooLargeError,
  UnsupportedMediaTypeError,
} from '../domain/errors.js';
import { docsPage } from './docs-page.js';
import { hostCheck } from './host-check.js';
import { otherMethods } from './methods.js';
import { mountRoutes } from './mount.js';
import { openApiDocument } from './openapi.js';
import { dataRules, pageRules } from './page-rules.js';
import type { ServiceParts } from './parts.js';
import { problemOf } from './problem.js';
import { rateLimits } from './rate-limits.js';
import type { CheckReply } from './reply-check.js';
import { urlRules } from './request-body.js';
import { requestLog, requestOf } from './request-log.js';
import type { Route } from './route.js';

export interface AppOptions {
  readonly routes: readonly Route[];
  /** At the root, before anything that needs a token: health, metrics, the page. */
  readonly root?: readonly RequestHandler[];
  /** Looks at each reply of a route before it is sent; tests let it refuse what the document does not say. */
  readonly checkReply?: CheckReply;
}

/** The service as one express application. */
export function createApp(parts: ServiceParts, { routes, root = [], checkReply }: AppOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('query parser', 'simple');
  const limits = rateLimits(parts.config);
  app.use(requestLog(parts.log));
  app.use(pageRules({ tls: parts.config.tls !== undefined }));
  app.use(hostCheck(parts.config));
  app.use(urlRules);
  app.use(limits.ofNobody);
  for (const handler of root) app.use(handler);
  app.use(docsPage());
  app.get('/openapi.json', (_request, response) => response.redirect(308, '/api/v1/openapi.json'));
  const api = express.Router();
  api.use(dataRules);
  const document = openApiDocument(routes, parts.version);
  api.get('/openapi.json', limits.ofBearer, (_request, response) => void response.json(document));
  mountRoutes(api, routes, { parts, limits, checkReply });
  api.use(otherMethods([...routes, { method: 'get', path: '/openapi.json' }]));
  app.use('/api/v1', api);
  app.use(limits.ofBearer);
  app.use((request, _response, next) =>
    next(
      new NotFoundError(
        `there is nothing at ${request.method} ${request.path}: /api/v1/openapi.json lists what there is`,
      ),
    ),
  );
  app.use(asProblem);
  return app;
}

// Express tells error handlers by their four parameters.
const asProblem: ErrorRequestHandler = (thrown, request, response, _next) => {
  const error = asKnown(thrown);
  const { requestId, log } = requestOf(response);
  const problem = problemOf(error, { path: request.originalUrl.split('?')[0] ?? '', id: requestId });
  if (problem.status >= 500) log.error({ err: error }, 'a request failed');
  if (response.headersSent) {
    response.destroy();
    return;
  }
  if (problem.status === 401) response.setHeader('WWW-Authenticate', 'Bearer realm="gridtune"');
  response.status(problem.status).type('application/problem+json').json(problem);
};

/** What express and its parsers throw, in the words of the error tree. */
function asKnown(error: unknown): unknown {
  if (error instanceof GridtuneError || !(error instanceof Error) || !('status' in error)) return error;
  const { status, message } = error;
  if (status === 413) return new TooLargeError('the body is too large', { cause: error });
  if (status === 415) return new UnsupportedMediaTypeError(message, { cause: error });
  if (typeof status === 'number' && status >= 400 && status < 500)
    return new InvalidInputError('request', [{ path: '', message }], { cause: error });
  return error;
}
