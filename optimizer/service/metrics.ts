import { Router, type RequestHandler } from 'express';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { JOB_STATUSES } from '../domain/job.js';
import type { Store } from '../domain/ports.js';

export interface Metrics {
  readonly registry: Registry;
  /** Times every request; to come before whatever answers them. */
  readonly timing: RequestHandler;
  /** Serves `/metrics`. */
  readonly router: Router;
}

/** Figures of this process as Prometheus reads them. */
export function createMetrics(store: Pick<Store, 'jobs'>): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const duration = new Histogram({
    name: 'gridtune_http_request_duration_seconds',
    help: 'Time to answer a request',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
    registers: [registry],
  });
  const jobs: Gauge = new Gauge({
    name: 'gridtune_jobs',
    help: 'Jobs in the store by status',
    labelNames: ['status'],
    registers: [registry],
    collect: async () => {
      const all = await store.jobs.list();
      for (const status of JOB_STATUSES)
        jobs.set({ status }, all.filter((job) => job.status === status).length);
    },
  });
  const router = Router();
  router.get('/metrics', async (_request, response) => {
    response.type(registry.contentType).send(await registry.metrics());
  });
  return { registry, router, timing: timeInto(duration) };
}

/** By the route's pattern, never by the path: ids would make a series each. */
function timeInto(duration: Histogram): RequestHandler {
  return (request, response, next) => {
    const end = duration.startTimer();
    response.on('close', () => {
      const pattern: unknown = request.route?.path;
      const route = typeof pattern === 'string' ? `${request.baseUrl}${pattern}` : 'other';
      end({ method: request.method, route, status: response.statusCode });
    });
    next();
  };
}
