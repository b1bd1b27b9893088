import fc, { type Arbitrary } from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { OpenApiDocument } from './openapi.js';
import { problemSchema } from './problem.js';
import { routes } from './routes.js';
import type { Route } from './route.js';
import { almost, nearly, ODD_TEXTS } from './testing/schema-values.js';
import { KNOWN_ID, openWholeService, type WholeService } from './testing/whole-service.js';

/** The same requests in every run; a failure prints the seed and the path to it. */
const SEED = 20_261_122;
const REQUESTS_A_ROUTE = 40;
/** Nobody waits longer for one answer, however loaded the machine. */
const DEADLINE_MS = 30_000;

interface Asked {
  readonly ids: readonly string[];
  readonly query: readonly (readonly [string, string])[];
  readonly body: unknown;
  readonly contentType: string | undefined;
  readonly headers: Readonly<Partial<Record<string, string>>>;
}

let service: WholeService;
let document: OpenApiDocument;
beforeAll(async () => {
  service = await openWholeService({ bodyLimitBytes: 65_536 });
  document = (await service.call('GET', '/openapi.json', { role: 'nobody' })).body;
});
afterAll(() => service.close());

const operationSchema = z.looseObject({
  parameters: z.array(z.looseObject({ name: z.string(), in: z.string(), schema: z.unknown() })).default([]),
  requestBody: z
    .looseObject({ content: z.record(z.string(), z.looseObject({ schema: z.unknown() })) })
    .optional(),
});

const settings = { maxMessageCount: 50, batchTimeoutMs: 300 };
const goal = { objective: 'min-latency' };
const schedule = { name: 'nightly', cron: '0 3 * * *', enabled: true, work: { kind: 'retrain' } };
const webhook = {
  name: 'desk',
  url: 'https://desk.example.org/hook',
  events: ['job-ended'],
  secretVariable: 'GRIDTUNE_WEBHOOK_DESK',
  enabled: true,
};
/** Bodies that are right, by operation, so that what comes behind the schema is reached as well. */
const RIGHT: Readonly<Record<string, unknown>> = {
  previewPlan: { plan: 'quick' },
  startSweep: { plan: 'quick' },
  trainModel: {},
  predict: { settings, sendRateTps: 50 },
  predictSurface: {
    maxMessageCount: { min: 10, max: 100, steps: 3 },
    batchTimeoutMs: { min: 100, max: 1000, steps: 3 },
    sendRateTps: 50,
  },
  recommend: { sendRateTps: 50, ...goal },
  startComparison: { kind: 'live', plan: 'quick', sendRatesTps: [50], goal },
  apply: { settings: { batchTimeoutMs: 300 } },
  previewApplication: { settings: { batchTimeoutMs: 300 } },
  createProposal: { settings: { batchTimeoutMs: 300 } },
  rollBack: { applicationId: KNOWN_ID },
  previewRollback: { applicationId: KNOWN_ID },
  verify: { applicationId: KNOWN_ID },
  createSchedule: schedule,
  changeSchedule: schedule,
  createWebhook: webhook,
  changeWebhook: webhook,
  importDataset:
    'max_message_count,batch_timeout_ms,send_rate_tps,throughput_tps,latency_avg_ms\n10,100,60,59,90\n',
};

/** What is sent, as the document says it should be, more or less. */
function requestsOf(route: Route): Arbitrary<Asked> {
  const components = document.components?.schemas ?? {};
  const operation = operationSchema.parse(document.paths?.[route.path]?.[route.method]);
  const content = Object.values(operation.requestBody?.content ?? {})[0];
  const named = operation.parameters
    .filter((parameter) => parameter.in === 'query')
    .map(({ name, schema }) => fc.tuple(fc.constant(name), almost(schema, components).map(asText)));
  const odd = fc.constantFrom(...ODD_TEXTS);
  const idCount = route.path.split('{').length - 1;
  return fc.record({
    ids: fc.array(fc.oneof({ weight: 5, arbitrary: fc.constant(KNOWN_ID) }, odd, fc.string()), {
      minLength: idCount,
      maxLength: idCount,
    }),
    query: fc
      .tuple(
        fc.subarray(named.map((_, index) => index)),
        fc.tuple(...named),
        fc.oneof({ weight: 5, arbitrary: fc.constant([]) }, fc.tuple(fc.tuple(odd, odd))),
      )
      .map(([chosen, all, more]) => [...all.filter((_, index) => chosen.includes(index)), ...more]),
    body: content
      ? fc.oneof(
          almost(content.schema, components),
          ...(route.operationId in RIGHT ? [nearly(RIGHT[route.operationId])] : []),
        )
      : fc.constantFrom(undefined, undefined, undefined, {}, { extra: 1 }),
    headers: fc.record(
      {
        'if-match': fc.constantFrom('"v1"', 'W/"v1"', '*', 'v1', ''),
        'if-none-match': fc.constantFrom('"v1"', '*', '""'),
        'idempotency-key': fc.oneof(
          { weight: 6, arbitrary: fc.uuid() },
          fc.constantFrom('a', 'x'.repeat(300), 'with space', ''),
        ),
        'last-event-id': fc.constantFrom('0', '1', '-1', '1e9', 'NaN', '999999999999999999999'),
        'x-request-id': fc.constantFrom('r-1', '../..', 'x'.repeat(500)),
        accept: fc.constantFrom('*/*', 'text/html', 'nonsense', 'text/event-stream'),
        range: fc.constantFrom('bytes=0-0', 'bytes=9-1'),
      },
      { requiredKeys: [] },
    ),
    contentType: fc.oneof(
      { weight: 20, arbitrary: fc.constant(Object.keys(operation.requestBody?.content ?? {})[0]) },
      fc.constantFrom('text/plain', 'application/json; charset=utf-16', 'multipart/form-data'),
    ),
  });
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

/** `fetch` sends no body with GET. */
function sendable(
  { method }: Route,
  { body, contentType, headers }: Asked,
): Parameters<WholeService['call']>[2] {
  const type = contentType === undefined ? {} : { 'content-type': contentType };
  const text = contentType === 'text/csv' && typeof body === 'string' ? body : JSON.stringify(body);
  return {
    headers: { ...type, ...(headers as Record<string, string>) },
    ...(method === 'get' ? {} : { body: text }),
    signal: AbortSignal.timeout(DEADLINE_MS),
  };
}

function addressOf({ path }: Route, { ids, query }: Asked): string {
  let index = 0;
  const encoded = path.replaceAll(/\{\w+\}/g, () =>
    encodeURIComponent(wellFormed(ids[index++] ?? '') || '%'),
  );
  const search = new URLSearchParams(
    query.map(([name, value]): [string, string] => [name, value]),
  ).toString();
  return search === '' ? encoded : `${encoded}?${search}`;
}

function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}

describe('whatever is sent', () => {
  it.for(routes.map((route) => [`${route.method.toUpperCase()} ${route.path}`, route] as const))(
    'to %s gets an answer that the document knows, and never a 5xx',
    async ([, route]) => {
      await fc.assert(
        fc.asyncProperty(requestsOf(route), async (asked) => {
          const { status, headers, text } = await service.call(
            route.method.toUpperCase(),
            addressOf(route, asked),
            sendable(route, asked),
          );
          expect(status, text).toBeLessThan(500);
          if (status < 400) return;
          expect(headers.get('content-type')).toContain('application/problem+json');
          expect(problemSchema.parse(JSON.parse(text))).toMatchObject({ status });
        }),
        {
          seed: SEED,
          numRuns: REQUESTS_A_ROUTE,
          interruptAfterTimeLimit: 10 * DEADLINE_MS,
          markInterruptAsFailure: true,
        },
      );
    },
  );

  it('to nowhere, with any method, gets a problem document', async () => {
    const methods = fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND');
    await fc.assert(
      fc.asyncProperty(methods, fc.constantFrom(...ODD_TEXTS), async (method, text) => {
        const path = `/${encodeURIComponent(wellFormed(text))}`;
        const { status, text: answer } = await service.call(method, path, {
          signal: AbortSignal.timeout(DEADLINE_MS),
        });
        expect([204, 404, 405, 413]).toContain(status);
        if (status >= 400) problemSchema.parse(JSON.parse(answer));
      }),
      { seed: SEED, numRuns: 60 },
    );
  });

  it('left nothing in the prototype of objects', () => {
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
  });
});
