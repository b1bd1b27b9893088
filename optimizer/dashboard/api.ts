import createClient from 'openapi-fetch';
import type { paths as Paths } from '../client/schema.js';
import type { Problem } from './api-views.js';
import { isProblem } from './event-stream.js';
import { Session } from './session.js';

const BASE = '/api/v1';

export const session = new Session(sessionStorage);

const client = createClient<Paths>({ baseUrl: BASE });
client.use({
  onRequest: ({ request }) => {
    const { token } = session.state;
    if (token !== undefined) request.headers.set('Authorization', `Bearer ${token}`);
  },
});

type Method = 'get' | 'post' | 'put' | 'delete';
type Having<M extends Method> = {
  [P in keyof Paths]: Paths[P] extends Record<M, unknown> ? P : never;
}[keyof Paths];
type Call<P extends keyof Paths, M extends Method> = Paths[P] extends Record<M, infer C> ? C : never;
type DataOf<C> = C extends { responses: infer Replies }
  ? { [S in Extract<keyof Replies, 200 | 201 | 202>]: JsonOf<Replies[S]> }[Extract<
      keyof Replies,
      200 | 201 | 202
    >]
  : never;
type JsonOf<R> = R extends { content: { 'application/json': infer J } } ? J : never;
type InitOf<C> = (C extends { parameters: infer P }
  ? Record<string, never> extends P
    ? { params?: P }
    : { params: P }
  : unknown) &
  (C extends { requestBody: { content: { 'application/json': infer B } } } ? { body: B } : { body?: never });
type Send<M extends Method> = <P extends Having<M>>(
  path: P,
  ...init: Record<string, never> extends InitOf<Call<P, M>>
    ? [init?: InitOf<Call<P, M>>]
    : [init: InitOf<Call<P, M>>]
) => Promise<Reply<DataOf<Call<P, M>>>>;

/**
 * Every call to the service; types follow the paths. Wrap calls in {@link answerOf}.
 *
 * openapi-fetch's own types take lists that may not be changed apart into objects, so they are told here anew.
 */
// oxlint-disable-next-line typescript/no-unsafe-type-assertion
export const api = client as unknown as {
  readonly GET: Send<'get'>;
  readonly POST: Send<'post'>;
  readonly PUT: Send<'put'>;
  readonly DELETE: Send<'delete'>;
};

/** What a call gave: an expected failure is a value. */
export type Answer<T> =
  | { readonly ok: true; readonly data: T; readonly etag?: string }
  | { readonly ok: false; readonly problem: Problem };

interface Reply<T> {
  readonly data?: T;
  readonly error?: unknown;
  readonly response: Response;
}

/** Waits for a call of {@link api}. Who is not signed in any more is led back to the sign-in form. */
export async function answerOf<T>(call: Promise<Reply<T>>): Promise<Answer<T>> {
  try {
    const { data, error, response } = await call;
    const etag = response.headers.get('ETag');
    // An answer without a body, such as that of a removal, has no data.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    if (response.ok) return { ok: true, data: data as T, ...(etag === null ? {} : { etag }) };
    const problem = isProblem(error) ? error : withoutDocument(response);
    if (response.status === 401) session.signOut(problem.detail);
    return { ok: false, problem };
  } catch {
    return { ok: false, problem: NO_ANSWER };
  }
}

/** For calls that start work: the same key sent again starts it once. */
export function idempotencyKey(): { 'Idempotency-Key': string } {
  return { 'Idempotency-Key': crypto.randomUUID() };
}

/** For what is no JSON: event streams, reports and CSV files. `path` is below /api/v1. */
export function openPath(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  const { token } = session.state;
  if (token !== undefined) headers.set('Authorization', `Bearer ${token}`);
  return fetch(`${BASE}${path}`, { ...init, headers });
}

const NO_ANSWER: Problem = {
  title: 'no answer',
  status: 0,
  detail:
    'The service does not answer. This page tries again by itself; if it stays so, look whether "gridtune serve" runs.',
  code: 'NO_ANSWER',
  retry: 'later',
};

function withoutDocument({ status, statusText }: Response): Problem {
  return {
    title: statusText,
    status,
    detail: `The service answered ${status} without saying why: its log tells more.`,
    code: 'UNKNOWN',
    retry: status >= 500 ? 'later' : 'never',
  };
}
