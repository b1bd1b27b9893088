import { isDeepStrictEqual } from 'node:util';
import { faultsOf } from '../domain/settings.js';
import type { Reply, Route } from './route.js';

/** Looks at a reply before it is sent. */
export type CheckReply = (route: Route, reply: Reply<unknown>) => void;

/** @returns what is wrong with a reply by its route's own words; undefined if nothing is. */
export function undocumented(route: Route, { status, body, stream }: Reply<unknown>): string | undefined {
  const { operationId, reply } = route;
  const wrong = (what: string): string => `the reply of ${operationId} is not as documented: ${what}`;
  if (status !== undefined && status !== reply.status)
    return wrong(`status ${status} instead of ${reply.status}`);
  if (stream) return body === undefined ? undefined : wrong('a stream and a body');
  if (!reply.schema) return body === undefined ? undefined : wrong('a body where there is no schema');
  // As it will be read: JSON leaves out what is undefined, and writes dates as texts.
  const sent: unknown = body === undefined ? undefined : JSON.parse(JSON.stringify(body));
  const parsed = reply.schema.safeParse(sent);
  if (parsed.success)
    return isDeepStrictEqual(keysOf(sent), keysOf(parsed.data)) ? undefined : wrong('more keys');
  return wrong(
    faultsOf(parsed.error)
      .map(({ path, message }) => `${path}: ${message}`)
      .join('; '),
  );
}

/** A schema that is not strict drops what it does not know. */
function keysOf(value: unknown): string[] {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.keys(value).toSorted()
    : [];
}
