import type { Actor } from '../domain/actor.js';

/** What the service answers where something went wrong (RFC 9457). */
export interface Problem {
  readonly title: string;
  readonly status: number;
  /** What is wrong and what to do next. */
  readonly detail: string;
  readonly code: string;
  readonly requestId?: string;
  readonly retry: 'never' | 'later' | 'after-reread';
  readonly faults?: readonly { readonly path: string; readonly message: string }[];
}

/** A page of a list, the newest first. */
export interface PageOf<T> {
  readonly items: readonly T[];
  readonly total: number;
  readonly next?: string;
}

export interface PageQuery {
  readonly limit?: number;
  readonly after?: string;
}

type Json<T> = { content: { 'application/json': T } };

interface Replies<R> {
  200: Json<R>;
  default: { content: { 'application/problem+json': Problem } };
}

/** A call without a body, in the terms of openapi-fetch. */
export interface Read<R, Path = undefined, Query = undefined> {
  parameters: InPath<Path> & InQuery<Query>;
  responses: Replies<R>;
}

/** A call that changes something or starts work; `header` takes `Idempotency-Key` and `If-Match`. */
export interface Write<R, Path = undefined> {
  parameters: InPath<Path> & { header?: Record<string, string> };
  requestBody?: never;
  responses: Replies<R>;
}

/** A {@link Write} with a body. */
export type WriteOf<Body, R, Path = undefined> = Omit<Write<R, Path>, 'requestBody'> & {
  requestBody: Json<Body>;
};

type InPath<Path> = Path extends undefined ? { path?: never } : { path: Path };
type InQuery<Query> = Query extends undefined ? { query?: never } : { query?: Query };

export interface ById {
  id: string;
}

/** Who is signed in. */
export type Me = Actor & {
  readonly expiresAt?: string;
  /** Approvers that an application of settings needs, the asker among them if that is one. */
  readonly approvalsRequired: number;
};
