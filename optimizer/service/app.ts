import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import { GridtuneError, InvalidInputError, NotFoundError, TooLargeError } from '../domain/errors.js';
import { mountRoutes } from './mount.js';
import { openApiDocument } from './openapi.js';
import type { ServiceParts } from './parts.js';
import { problemOf } from './problem.js';
import { requestLog, requestOf } from './request-log.js';
import type { Route } from './route.js';

export interface AppOptions {
  readonly routes: readonly Route[];
  /** At the root, before anything that needs a token: health, metrics, the page. */
  readonly root?: readonly RequestHandler[];
}

/** The service as one express application. */
export function createApp(parts: ServiceParts, { routes, root = [] }: AppOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('query parser', 'simple');
  app.use(requestLog(parts.log));
  app.use(helmet());
  for (const handler of root) app.use(handler);
  const api = express.Router();
  api.use(express.json({ limit: parts.config.bodyLimitBytes, strict: false }));
  const document = openApiDocument(routes, parts.version);
  api.get('/openapi.json', (_request, response) => void response.json(document));
  mountRoutes(api, routes, parts);
  app.use('/api/v1', api);
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
  const problem = problemOf(error, { path: request.path, id: requestId });
  if (problem.status >= 500) log.error({ err: error }, 'a request failed');
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.status(problem.status).type('application/problem+json').json(problem);
};

/** What express and its parsers throw, in the words of the error tree. */
function asKnown(error: unknown): unknown {
  if (error instanceof GridtuneError || !(error instanceof Error) || !('status' in error)) return error;
  if (error.status === 413) return new TooLargeError('the body is too large', { cause: error });
  if (typeof error.status === 'number' && error.status >= 400 && error.status < 500)
    return new InvalidInputError('request', [{ path: '', message: error.message }], { cause: error });
  return error;
}
