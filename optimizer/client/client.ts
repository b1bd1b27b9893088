import createFetchClient, { type Client, type Middleware } from 'openapi-fetch';
import { eventsOf } from './event-stream.js';
import { requireSuccess, ServiceError, ServiceUnreachableError } from './problem.js';
import type { components, paths } from './schema.js';

export type Job = components['schemas']['Job'];
export type { components, paths } from './schema.js';

export interface ClientOptions {
  /** Of the service, such as `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly token: string;
}

/** Calls of the service, typed by its document; every failure is thrown. */
export interface GridtuneClient {
  /**
   * One method for each HTTP method: `client.api.GET('/jobs/{id}', { params: { path: { id } } })`.
   * @throws ServiceError, ServiceUnreachableError
   */
  readonly api: Client<paths>;
  /**
   * The events of a job from the first on, over lost connections, until it is over.
   * @throws ServiceError; ServiceUnreachableError if it cannot be reached for a minute
   */
  followJob(id: string, signal?: AbortSignal): AsyncGenerator<JobEventMessage>;
}

export interface JobEventMessage {
  readonly seq: number;
  readonly type: string;
  readonly message: string;
  readonly data?: Readonly<Record<string, unknown>> | undefined;
}

const RETRY_MS = 1000;
const GIVE_UP_MS = 60_000;

export function createClient({ url, token }: ClientOptions): GridtuneClient {
  const baseUrl = `${url.replace(/\/+$/, '')}/api/v1`;
  const authorization = `Bearer ${token}`;
  const throwing: Middleware = {
    onResponse: async ({ response }) => requireSuccess(response),
    onError: ({ error }) => unreachable(url, error),
  };
  const api = createFetchClient<paths>({ baseUrl, headers: { authorization } });
  api.use(throwing);

  return { api, followJob: (id, signal) => followJob({ url, baseUrl, authorization, api }, id, signal) };
}

interface Connection {
  readonly url: string;
  readonly baseUrl: string;
  readonly authorization: string;
  readonly api: Client<paths>;
}

async function* followJob(
  connection: Connection,
  id: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<JobEventMessage> {
  let after = 0;
  let lastHeardMs = Date.now();
  for (;;) {
    try {
      for await (const event of eventsAfter(connection, id, after, signal)) {
        lastHeardMs = Date.now();
        after = event.seq;
        yield event;
      }
      if (await isTold(connection.api, id, after)) return;
    } catch (error) {
      signal?.throwIfAborted();
      const refused = error instanceof ServiceError && error.retry !== 'later';
      if (refused || Date.now() - lastHeardMs > GIVE_UP_MS) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}

/** Of one connection: it may end at any time, and is opened again then. */
async function* eventsAfter(
  { url, baseUrl, authorization }: Connection,
  id: string,
  after: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<JobEventMessage> {
  const headers = { authorization, accept: 'text/event-stream', 'last-event-id': String(after) };
  const path = `${baseUrl}/jobs/${encodeURIComponent(id)}/events`;
  const response = await fetch(path, { headers, signal: signal ?? null }).catch((cause: unknown) => {
    throw unreachable(url, cause);
  });
  const { body } = await requireSuccess(response);
  for await (const { data } of body ? eventsOf(body) : []) yield JSON.parse(data);
}

async function isTold(api: Client<paths>, id: string, after: number): Promise<boolean> {
  const { data: job } = await api.GET('/jobs/{id}', { params: { path: { id } } });
  return job !== undefined && job.lastEvent <= after && isOver(job);
}

function isOver({ status }: Job): boolean {
  return status === 'done' || status === 'failed' || status === 'cancelled';
}

function unreachable(url: string, cause: unknown): ServiceUnreachableError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new ServiceUnreachableError(
    `${url} cannot be reached (${why}): check the address, and that it runs`,
    {
      cause,
    },
  );
}
