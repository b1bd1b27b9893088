import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import path from 'node:path';
import type { Logger } from 'pino';
import { programCacheDirectory } from '../../network/tools/program-cache.js';
import { TokenBook } from '../access/token-book.js';
import type { AppConfig } from '../config/app-config.js';
import type { ServiceConfig } from '../config/service-config.js';
import { messageOf } from '../domain/errors.js';
import type { Progress } from '../domain/ports.js';
import type { RunningService, ServeRequest } from '../domain/running-service.js';
import { systemClock } from '../domain/wait.js';
import { createJobQueue } from '../jobs/job-queue.js';
import { AdviseInThread } from '../operations/advise-in-thread.js';
import { serviceAudit } from '../operations/service-audit.js';
import type { Paths, Services } from '../operations/services.js';
import { createScheduler } from '../scheduler/scheduler.js';
import { createWebhooks } from '../scheduler/webhooks/webhooks.js';
import { createApp } from '../service/app.js';
import { healthRoutes } from '../service/health.js';
import { createLog } from '../service/log.js';
import { createMetrics } from '../service/metrics.js';
import { pageHandler } from '../service/page.js';
import type { ServiceParts } from '../service/parts.js';
import { routes } from '../service/routes.js';
import { requireSafeListening } from '../service/safe-listening.js';
import { listen } from '../service/server.js';
import { adviceOf } from '../service/shared-advice.js';
import { openDispatcher } from './job-dispatcher.js';
import { jobThreads } from './job-threads.js';
import { logProgress } from './log-progress.js';

export interface ServeEnvironment {
  readonly paths: Paths;
  readonly version: string;
  /** Aborted when the service is to stop. */
  readonly signal: AbortSignal;
  readonly config: AppConfig;
  /** The service has services of its own: what they do goes to its log. */
  readonly createServices: (
    paths: Paths,
    progress: Progress,
    signal: AbortSignal,
  ) => Services & { close(): Promise<void> };
}

/** How long a job and a schedule stay a killed instance's. */
const LOCK_MS = 10_000;
/** Requests under way get so long to end. */
const GRACE_MS = 2000;

/**
 * The part of the composition root that serves: REST interface, page, jobs and schedules, until the signal is aborted.
 * @throws PortInUseError, InvalidInputError, StoreUnreachableError
 */
export async function serveService(
  environment: ServeEnvironment,
  request: ServeRequest,
): Promise<RunningService> {
  const { paths, signal } = environment;
  const config = withRequested(environment.config.service, request);
  const tls = await requireSafeListening(config, paths.config);
  const log = createLog({ level: config.logLevel });
  // Requests end with the service, and not with the first word of stopping.
  const ended = new AbortController();
  const services = environment.createServices(paths, logProgress(log), ended.signal);
  const closers: (() => Promise<unknown>)[] = [() => services.close()];
  const stop = async (): Promise<void> => {
    for (const close of closers.toReversed())
      await close().catch((error: unknown) =>
        log.error({ err: error }, 'a part of the service did not end well'),
      );
  };
  try {
    const { parts, start } = await openParts({ environment, config, services, log }, closers);
    const metrics = createMetrics(parts.store);
    const page = pageHandler(path.join(paths.root, 'dist', 'dashboard'));
    const root = [metrics.timing, healthRoutes(parts.store), metrics.router, page];
    const listening = await listen(createApp(parts, { routes, root }), {
      host: config.host,
      port: config.port,
      tls,
    });
    closers.push(async () => {
      ended.abort();
      await listening.close(GRACE_MS);
    });
    await start();
    log.info({ url: listening.url, instanceId: parts.instanceId }, 'serving');
    return { url: listening.url, stopped: aborted(signal).then(stop) };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Opening {
  readonly environment: ServeEnvironment;
  readonly config: ServiceConfig;
  readonly services: Services;
  readonly log: Logger;
}

/** @param closers - takes how each part is ended, in the order in which they were opened */
async function openParts(
  { environment, config, services, log }: Opening,
  closers: (() => Promise<unknown>)[],
): Promise<{ readonly parts: ServiceParts; readonly start: () => Promise<void> }> {
  const { paths, version, signal } = environment;
  const store = await services.store();
  const clock = systemClock;
  const instanceId = `${hostname()}-${process.pid}-${randomBytes(3).toString('hex')}`;
  const audit = serviceAudit(store, clock);
  const { notifier, sender } = createWebhooks({ store, clock, log, environment: process.env });
  const dispatcher = await openDispatcher(
    paths,
    { cacheDirectory: programCacheDirectory(), progress: services.progress, signal },
    {
      instanceId,
      concurrentJobs: config.concurrentJobs,
      lockMs: LOCK_MS,
      onError: (error) => log.warn({ err: error }, `jobs are handed out later: ${messageOf(error)}`),
    },
  );
  const jobs = createJobQueue({
    store,
    dispatcher,
    startThread: jobThreads(paths, log),
    audit,
    notifier,
    approvalsRequired: config.approvalsRequired,
    instance: { id: instanceId, host: hostname(), pid: process.pid },
    log,
    lockMs: LOCK_MS,
  });
  closers.push(() => jobs.stop(1000 * config.stopDeadlineS));
  const adviser = new AdviseInThread({ modelsDirectory: paths.models });
  closers.push(() => adviser.close());
  const { models } = adviceOf({ services, store, advise: adviser.advise });
  const scheduler = createScheduler({
    ...{ store, jobs, services, audit, notifier, clock, log, instanceId },
    openModel: async ({ id }) => (await models.open(id)).predictor,
  });
  return {
    parts: {
      services,
      store,
      config,
      jobs,
      tokens: new TokenBook(store),
      audit,
      notifier,
      scheduler,
      webhooks: sender,
      advise: adviser.advise,
      log,
      version,
      instanceId,
    },
    start: async () => {
      await jobs.start();
      closers.push(() => sender.stop());
      sender.start();
      closers.push(() => scheduler.stop());
      await scheduler.start();
    },
  };
}

function withRequested(config: ServiceConfig, { port, host }: ServeRequest): ServiceConfig {
  return { ...config, port: port ?? config.port, host: host ?? config.host };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
