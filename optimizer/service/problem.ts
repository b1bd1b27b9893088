import { z } from 'zod';
import { GridtuneError, InvalidInputError } from '../domain/errors.js';
import { withoutSecrets } from '../domain/secrets.js';

/** RFC 9457, with the stable code of the error tree. */
export const problemSchema = z
  .strictObject({
    /** `urn:gridtune:problem:` and the code in small letters. */
    type: z.string(),
    title: z.string(),
    status: z.int(),
    /** What is wrong and what to do next. */
    detail: z.string(),
    code: z.string(),
    /** Path of the request. */
    instance: z.string(),
    requestId: z.string(),
    /** Whether to try again. */
    retry: z.enum(['never', 'later', 'after-reread']),
    /** The first hundred faults of the input, each with its path. */
    faults: z.array(z.strictObject({ path: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof problemSchema>;

/** Codes that are not the server's fault or state; whatever is missing here is a 500. */
const STATUS: Readonly<Record<string, number>> = {
  INVALID_INPUT: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  ALREADY_EXISTS: 409,
  JOB_STATE: 409,
  IDEMPOTENCY_KEY_IN_USE: 409,
  CHANNEL_BUSY: 409,
  STALE_CONFIG: 409,
  NETWORK_ATTACHED: 409,
  STALE_WRITE: 412,
  TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  INFEASIBLE: 422,
  NOT_ENOUGH_DATA: 422,
  GUARD_RAIL: 422,
  SIGNATURE_REFUSED: 422,
  UPDATE_TAMPERED: 422,
  UPDATE_REJECTED: 422,
  MODEL_FILE_REFUSED: 422,
  PRECONDITION_REQUIRED: 428,
  RATE_LIMITED: 429,
  NETWORK_DOWN: 503,
  STORE_UNREACHABLE: 503,
  DEADLINE_EXCEEDED: 504,
};

export function statusOf(error: unknown): number {
  return error instanceof GridtuneError ? (STATUS[error.code] ?? 500) : 500;
}

/** What the caller is told: of an error that nobody expected no more than where to look for it. */
export function problemOf(error: unknown, request: { readonly path: string; readonly id: string }): Problem {
  const status = statusOf(error);
  const known = error instanceof GridtuneError ? error : undefined;
  const code = known?.code ?? 'INTERNAL';
  return {
    type: `urn:gridtune:problem:${code.toLowerCase().replaceAll('_', '-')}`,
    title: code.toLowerCase().replaceAll('_', ' '),
    status,
    detail: told(
      known?.message ?? `something unexpected happened: the log tells more under request ${request.id}`,
    ),
    code,
    instance: told(request.path),
    requestId: request.id,
    retry: known?.retry ?? 'never',
    ...(known instanceof InvalidInputError ? { faults: faultsOf(known) } : {}),
  };
}

/** What was sent may be a megabyte of unknown keys: the answer to it stays short. */
const MAX_FAULTS = 100;
const MAX_CHARACTERS = 2000;

function faultsOf({ faults }: InvalidInputError): { path: string; message: string }[] {
  return faults
    .slice(0, MAX_FAULTS)
    .map(({ path, message }) => ({ path: told(path), message: told(message) }));
}

/** As it may be told: without secrets, and not endlessly. */
function told(text: string): string {
  // A little more than is shown, so that no part of a secret stays at the end.
  const shown = withoutSecrets(text.slice(0, MAX_CHARACTERS + 200));
  return shown.length <= MAX_CHARACTERS ? shown : `${shown.slice(0, MAX_CHARACTERS)}...`;
}
