/**
 * The error tree. Every failure that a user can meet has a stable `code` (tests, logs, HTTP bodies rely on
 * it), keeps its cause, and says in one line what to do next. An expected outcome, such as a failed round,
 * is a value and never one of these.
 */

/** What the caller can do about an error: nothing, try again, or read the state again first. */
export type Retry = 'never' | 'later' | 'after-reread';

/** Root of every error that gridtune raises on purpose. */
export abstract class GridtuneError extends Error {
  abstract readonly code: string;
  readonly retry: Retry = 'never';
  /** Exit code of the command line: 1 failed, 2 wrong usage. */
  readonly exitCode: 1 | 2 = 1;

  override get name(): string {
    return this.constructor.name;
  }
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** One thing wrong with an input: where it stands and what the rule is. */
export interface Fault {
  /** Dotted path inside the input, empty for the input as a whole. */
  readonly path: string;
  readonly message: string;
}

/** Input that breaks a rule; carries every fault, not only the first. */
export class InvalidInputError extends GridtuneError {
  readonly code = 'INVALID_INPUT';
  override readonly exitCode = 2;
  readonly faults: readonly Fault[];

  constructor(what: string, faults: readonly Fault[], options?: ErrorOptions) {
    const list = faults.map((fault) => (fault.path ? `${fault.path}: ${fault.message}` : fault.message));
    super(`${what}: ${list.join('; ')}`, options);
    this.faults = faults;
  }
}

/** Something asked for by name or id does not exist. */
export class NotFoundError extends GridtuneError {
  readonly code = 'NOT_FOUND';
}

/** An insert met a value with the same id. */
export class AlreadyExistsError extends GridtuneError {
  readonly code = 'ALREADY_EXISTS';
}

/** A tool the program needs is missing or too old; the message names what to install. */
export class MissingToolError extends GridtuneError {
  readonly code = 'MISSING_TOOL';
}

/** Building one of the pinned Go programs failed. */
export class BuildError extends GridtuneError {
  readonly code = 'BUILD_FAILED';
}

/** Another program listens on a port that a node needs. */
export class PortInUseError extends GridtuneError {
  readonly code = 'PORT_IN_USE';
}

/** Too little free space for what is about to be written. */
export class NoSpaceError extends GridtuneError {
  readonly code = 'NO_SPACE';
}

/** A named wait reached its deadline. */
export class DeadlineError extends GridtuneError {
  readonly code = 'DEADLINE_EXCEEDED';
  override readonly retry = 'later';
}

/** The user or a signal cancelled the work; everything was put back as it was found. */
export class CancelledError extends GridtuneError {
  readonly code = 'CANCELLED';
}

/** The document store cannot be reached or does not answer. */
export class StoreUnreachableError extends GridtuneError {
  readonly code = 'STORE_UNREACHABLE';
  override readonly retry = 'later';
}

/** A stored document does not have the shape this version writes. */
export class CorruptDocumentError extends GridtuneError {
  readonly code = 'CORRUPT_DOCUMENT';
}

/** The network is not running, or a node of it does not answer. */
export class NetworkDownError extends GridtuneError {
  readonly code = 'NETWORK_DOWN';
  override readonly retry = 'later';
}

/** A Fabric program or node failed while the network was set up. */
export class NetworkSetupError extends GridtuneError {
  readonly code = 'NETWORK_SETUP_FAILED';
}

/** A command for the embedded network, in an installation that is attached to another one. */
export class AttachedError extends GridtuneError {
  readonly code = 'NETWORK_ATTACHED';
  override readonly exitCode = 2;
}

/** Somebody else holds the channel: two sweeps or appliers at once would falsify each other. */
export class ChannelBusyError extends GridtuneError {
  readonly code = 'CHANNEL_BUSY';
  override readonly retry = 'later';
}

/** The channel configuration moved on between reading it and changing it. */
export class StaleConfigError extends GridtuneError {
  readonly code = 'STALE_CONFIG';
  override readonly retry = 'after-reread';
}

/** The ordering service refused a channel update. */
export class UpdateRejectedError extends GridtuneError {
  readonly code = 'UPDATE_REJECTED';
}

/** After an update some node reports other settings than those asked for. */
export class ReadBackError extends GridtuneError {
  readonly code = 'READ_BACK_DIFFERS';
}

/** The load generator could not run a round at all. */
export class LoadGeneratorError extends GridtuneError {
  readonly code = 'LOAD_GENERATOR_FAILED';
}

/** There are too few usable rounds for what was asked. */
export class NotEnoughDataError extends GridtuneError {
  readonly code = 'NOT_ENOUGH_DATA';
}

/** A model file is damaged, foreign, or made for other inputs. */
export class ModelFileError extends GridtuneError {
  readonly code = 'MODEL_FILE_REFUSED';
}

/** No candidate setting meets the objective's limits. */
export class InfeasibleError extends GridtuneError {
  readonly code = 'INFEASIBLE';
}

/** A guard rail of the configuration, or the one in the code, forbids the change. */
export class GuardRailError extends GridtuneError {
  readonly code = 'GUARD_RAIL';
}

/** A change was made, watched, and taken back: the settings from before are in force again. */
export class TakenBackError extends GridtuneError {
  readonly code = 'TAKEN_BACK';
}

/** Signatures are missing, or one of them does not count; the message says whose and why. */
export class SignatureError extends GridtuneError {
  readonly code = 'SIGNATURE_REFUSED';
}

/** A soak found something that should not have happened; what it is stands in its report. */
export class SoakFailedError extends GridtuneError {
  readonly code = 'SOAK_FAILED';
}

/** The bytes of a proposal do not do what the proposal says, or more than that. */
export class TamperedUpdateError extends GridtuneError {
  readonly code = 'UPDATE_TAMPERED';
}

/** The same change is recorded differently in this store and on the ledger, or in one of them only. */
export class AuditMismatchError extends GridtuneError {
  readonly code = 'AUDIT_MISMATCH';
}

/** No token, or one that is unknown, expired or revoked. */
export class UnauthenticatedError extends GridtuneError {
  readonly code = 'UNAUTHENTICATED';
}

/** The role of the token does not reach. */
export class ForbiddenError extends GridtuneError {
  readonly code = 'FORBIDDEN';
}

/** The job is in no state for what was asked of it. */
export class JobStateError extends GridtuneError {
  readonly code = 'JOB_STATE';
}

/** Somebody else wrote it since it was read. */
export class StaleWriteError extends GridtuneError {
  readonly code = 'STALE_WRITE';
  override readonly retry = 'after-reread';
}

/** A write that needs to say which state it follows, and does not. */
export class PreconditionRequiredError extends GridtuneError {
  readonly code = 'PRECONDITION_REQUIRED';
  override readonly retry = 'after-reread';
}

/** The same `Idempotency-Key` was used for another request, or its first request is still under way. */
export class IdempotencyError extends GridtuneError {
  readonly code = 'IDEMPOTENCY_KEY_IN_USE';
}

/** More requests than are allowed. */
export class RateLimitedError extends GridtuneError {
  readonly code = 'RATE_LIMITED';
  override readonly retry = 'later';
}

/** A body that is larger than any that is accepted. */
export class TooLargeError extends GridtuneError {
  readonly code = 'TOO_LARGE';
}

/** A path that is there, but not for this method; `allowed` are those it is there for. */
export class MethodNotAllowedError extends GridtuneError {
  readonly code = 'METHOD_NOT_ALLOWED';
  readonly allowed: readonly string[];

  constructor(message: string, allowed: readonly string[]) {
    super(message);
    this.allowed = allowed;
  }
}

/** A body in a format or encoding that this request cannot have. */
export class UnsupportedMediaTypeError extends GridtuneError {
  readonly code = 'UNSUPPORTED_MEDIA_TYPE';
}
