import type { IncomingHttpHeaders } from 'node:http';
import type { Response } from 'express';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Actor, Role } from '../domain/actor.js';
import { InvalidInputError, type Fault } from '../domain/errors.js';
import { faultsOf } from '../domain/settings.js';
import type { ServiceParts } from './parts.js';

/** What a handler may use besides its input. */
export interface RouteContext {
  readonly parts: ServiceParts;
  /** Who asks; on routes for anyone, nobody that was looked at. */
  readonly actor: Actor;
  readonly headers: IncomingHttpHeaders;
  readonly requestId: string;
  readonly log: Logger;
  /** Aborted when the caller hangs up. */
  readonly signal: AbortSignal;
  /** For the job that this request starts: the same under the same `Idempotency-Key`; undefined without one. */
  readonly jobId: string | undefined;
}

export interface Reply<T> {
  readonly body?: T;
  /** Instead of the route's own. */
  readonly status?: number;
  /** Quoted as the header wants it: see {@link etagOf}. */
  readonly etag?: string | undefined;
  readonly location?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  /** Writes the response by itself: event streams and files. */
  readonly stream?: (response: Response) => Promise<void>;
}

const nothing = z.strictObject({});
type Nothing = typeof nothing;

export interface RouteDefinition<
  P extends z.ZodType,
  Q extends z.ZodType,
  B extends z.ZodType,
  R extends z.ZodType,
> {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Below /api/v1, as OpenAPI writes it: `/jobs/{id}`. */
  readonly path: `/${string}`;
  /** Name of the call in clients: `listJobs`. */
  readonly operationId: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  /** Least role. */
  readonly role: Role | 'anyone';
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  /** What the body has to be: `application/json` by default. A text is handed over as a string. */
  readonly bodyType?: 'application/json' | 'text/csv';
  /** Takes an `Idempotency-Key`, if true: sent twice under one key it is done once, and answered twice the same. */
  readonly takesKey?: boolean;
  /** A write that has to say with `If-Match` which state it follows, if true. */
  readonly needsIfMatch?: boolean;
  /** A write that honours `If-Match` where it is sent, if true. */
  readonly takesIfMatch?: boolean;
  /** Other headers that the handler reads, for the document. */
  readonly headers?: Readonly<Record<string, z.ZodType>>;
  readonly reply: {
    readonly status: 200 | 201 | 202 | 204;
    readonly description: string;
    readonly schema?: R;
    /** `application/json` by default. */
    readonly contentType?: string;
  };
  /** Codes of errors beyond those that every route may answer with. */
  readonly problems?: readonly string[];
  readonly handler: (
    input: { readonly params: z.output<P>; readonly query: z.output<Q>; readonly body: z.output<B> },
    context: RouteContext,
  ) => Promise<Reply<z.input<R>>>;
}

export interface RawInput {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

/** A route whatever its types; made by {@link defineRoute}. */
export interface Route extends Omit<
  RouteDefinition<z.ZodType, z.ZodType, z.ZodType, z.ZodType>,
  'handler' | 'params' | 'query' | 'body'
> {
  readonly params: z.ZodType | undefined;
  readonly query: z.ZodType | undefined;
  readonly body: z.ZodType | undefined;
  /** Parses, then handles. @throws InvalidInputError with every fault, and what the handler throws */
  readonly handle: (raw: RawInput, context: RouteContext) => Promise<Reply<unknown>>;
}

export function defineRoute<
  P extends z.ZodType = Nothing,
  Q extends z.ZodType = Nothing,
  B extends z.ZodType = Nothing,
  R extends z.ZodType = Nothing,
>(definition: RouteDefinition<P, Q, B, R>): Route {
  const { handler, params, query, body, ...rest } = definition;
  return {
    ...rest,
    params,
    query,
    body,
    handle: async (raw, context) => {
      const [inPath, inQuery, inBody] = [
        checked(params, raw.params),
        checked(query, raw.query),
        checked(body, raw.body),
      ];
      if (inPath.success && inQuery.success && inBody.success)
        return handler({ params: inPath.data, query: inQuery.data, body: inBody.data }, context);
      throw new InvalidInputError('request', [
        ...faultsAt('path', inPath),
        ...faultsAt('query', inQuery),
        ...faultsAt('body', inBody),
      ]);
    },
  };
}

/** What a route takes nothing of has to be empty. */
function checked<S extends z.ZodType>(
  schema: S | undefined,
  value: unknown,
): z.ZodSafeParseResult<z.output<S>> {
  // A route without a schema is typed with that of nothing.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const known = (schema ?? nothing) as S;
  return known.safeParse(value ?? {});
}

function faultsAt(where: string, { error }: z.ZodSafeParseResult<unknown>): Fault[] {
  if (!error) return [];
  return faultsOf(error).map(({ path, message }) => ({
    path: [where, path].filter(Boolean).join('.'),
    message,
  }));
}

export function etagOf({ version }: { readonly version: number }): string {
  return `"v${version}"`;
}
