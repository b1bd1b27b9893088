import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createToken } from '../../access/create-token.js';
import { TokenBook } from '../../access/token-book.js';
import { serviceConfigSchema, type ServiceConfig } from '../../config/service-config.js';
import type { Actor, Role } from '../../domain/actor.js';
import type { JobQueue } from '../../domain/job-queue.js';
import type { ServiceAudit } from '../../domain/service-audit.js';
import type { Services } from '../../operations/services.js';
import { memoryStore, type MemoryStore } from '../../store/testing/memory-store.js';
import { createApp } from '../app.js';
import { hardenServer, SERVER_LIMITS } from '../harden-server.js';
import { createLog } from '../log.js';
import type { ServiceParts } from '../parts.js';
import { undocumented } from '../reply-check.js';
import type { Route } from '../route.js';

export interface TestService {
  readonly url: string;
  readonly parts: ServiceParts;
  readonly store: MemoryStore;
  /** What was recorded, in order. */
  readonly audited: Parameters<ServiceAudit['record']>[0][];
  /** Lines of the log. */
  readonly logged: Record<string, unknown>[];
  token(role: Role): Promise<string>;
  /** A request to a path below /api/v1, as a role. @throws Error for a reply that is not as documented */
  call(
    method: string,
    path: string,
    options?: {
      readonly role?: Role | 'nobody';
      readonly body?: unknown;
      readonly headers?: Record<string, string>;
      readonly signal?: AbortSignal;
    },
  ): Promise<{
    readonly status: number;
    readonly headers: Headers;
    // Tests look into it as they like.
    // oxlint-disable-next-line typescript/no-explicit-any
    readonly body: any;
    readonly text: string;
  }>;
  close(): Promise<void>;
}

const TEST: Actor = { kind: 'command-line', id: 'test', name: 'test', role: 'admin' };

/** Tests ask more than people do. */
const UNLIMITED = { requestsPerMinute: 1_000_000, failedTokensPerMinute: 1_000_000 };

/** Routes behind a real HTTP server on a free port, on a store in memory; what a test needs beyond that it brings. */
export async function openTestService(
  routes: readonly Route[],
  {
    services = {},
    jobs = {},
    config = {},
    parts: given = {},
    store = memoryStore(),
  }: {
    readonly services?: Partial<Services>;
    readonly jobs?: Partial<JobQueue>;
    readonly config?: Partial<ServiceConfig>;
    readonly parts?: Partial<ServiceParts>;
    readonly store?: MemoryStore;
  } = {},
): Promise<TestService> {
  const audited: TestService['audited'] = [];
  const logged: Record<string, unknown>[] = [];
  const parts: ServiceParts = {
    services: { store: async () => store, ...services } as Services,
    store,
    config: { ...serviceConfigSchema.parse({}), ...UNLIMITED, ...config },
    jobs: jobs as JobQueue,
    tokens: new TokenBook(store),
    audit: { record: async (entry) => void audited.push(entry) },
    notifier: { notify: async () => undefined },
    scheduler: {} as ServiceParts['scheduler'],
    webhooks: {} as ServiceParts['webhooks'],
    log: createLog({ write: (line) => void logged.push(JSON.parse(line)) }),
    version: '0.0.0-test',
    instanceId: 'test',
    ...given,
  };
  const faults: string[] = [];
  const app = createApp(parts, {
    routes,
    checkReply: (route, reply) => {
      const fault = undocumented(route, reply);
      if (fault !== undefined) faults.push(fault);
    },
  });
  const server = createServer(SERVER_LIMITS, app);
  hardenServer(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const tokens = new Map<Role, Promise<string>>();
  const token = async (role: Role): Promise<string> => {
    const made =
      tokens.get(role) ??
      createToken(
        { store, audit: { record: async () => undefined } },
        { role, name: role, lifetimeDays: 1 },
        TEST,
        Date.now(),
      ).then((each) => each.token);
    tokens.set(role, made);
    return made;
  };
  return {
    url,
    parts,
    store,
    audited,
    logged,
    token,
    async call(method, path, { role = 'admin', body, headers = {}, signal } = {}) {
      const response = await fetch(`${url}/api/v1${path}`, {
        method,
        ...(signal ? { signal } : {}),
        headers: {
          ...(role === 'nobody' ? {} : { authorization: `Bearer ${await token(role)}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      if (faults.length > 0) throw new Error(faults.join('\n'));
      const isJson = /json/.test(response.headers.get('content-type') ?? '');
      return {
        status: response.status,
        headers: response.headers,
        body: isJson && text !== '' ? JSON.parse(text) : undefined,
        text,
      };
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
