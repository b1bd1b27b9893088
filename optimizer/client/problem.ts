import { GridtuneError, type Fault, type Retry } from '../domain/errors.js';

/** The service refused or failed; code, message and advice are the service's own. */
export class ServiceError extends GridtuneError {
  readonly code: string;
  readonly status: number;
  override readonly retry: Retry;
  readonly faults: readonly Fault[];

  constructor(problem: ProblemDocument) {
    super(problem.detail);
    this.code = problem.code;
    this.status = problem.status;
    this.retry = problem.retry;
    this.faults = problem.faults ?? [];
  }
}

/** What is read of an RFC 9457 document. */
export interface ProblemDocument {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly retry: Retry;
  readonly faults?: readonly Fault[] | undefined;
}

/** The service cannot be reached, or what answers is no gridtune. */
export class ServiceUnreachableError extends GridtuneError {
  readonly code = 'SERVICE_UNREACHABLE';
  override readonly retry = 'later';
}

/** @throws ServiceError for whatever is no success */
export async function requireSuccess(response: Response): Promise<Response> {
  if (response.ok || response.status === 304) return response;
  throw await problemIn(response);
}

async function problemIn(response: Response): Promise<GridtuneError> {
  const { status } = response;
  const body: unknown = await response.json().catch(() => undefined);
  return isProblem(body)
    ? new ServiceError(body)
    : new ServiceUnreachableError(
        `${new URL(response.url).origin} answered ${status} and is no gridtune service: check the address`,
      );
}

function isProblem(value: unknown): value is ProblemDocument {
  return (
    typeof value === 'object' && value !== null && 'code' in value && 'detail' in value && 'status' in value
  );
}
