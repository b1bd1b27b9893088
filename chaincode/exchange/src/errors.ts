/** Stable prefix of every refusal; only this part of a message may be matched by clients and tests. */
export type ErrorCode =
  | 'INVALID_RECORD'
  | 'INVALID_ARGUMENT'
  | 'RECORD_EXISTS'
  | 'RECORD_DIFFERS'
  | 'RECORD_NOT_FOUND'
  | 'NOT_OWNER'
  | 'RECORD_CORRUPT';

/**
 * Base of the refusals of this chaincode. The peer passes on only the message, so the code leads it:
 * `RECORD_NOT_FOUND: ...`.
 */
export abstract class ExchangeError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, detail: string, options?: ErrorOptions) {
    super(`${code}: ${detail}`, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** The id or the content given for a publication or an update breaks at least one rule; lists every fault. */
export class InvalidRecordError extends ExchangeError {
  constructor(faults: readonly string[], options?: ErrorOptions) {
    super('INVALID_RECORD', faults.join('; '), options);
  }
}

/** An argument that is not a record (id, owner, page size, bookmark) breaks a rule; lists every fault. */
export class InvalidArgumentError extends ExchangeError {
  constructor(faults: readonly string[]) {
    super('INVALID_ARGUMENT', faults.join('; '));
  }
}

/** The id is taken. It says nothing about who owns the record. */
export class RecordExistsError extends ExchangeError {
  constructor(id: string) {
    super('RECORD_EXISTS', `record ${id} is already published; its owner can change it with UpdateRecord`);
  }
}

/** The organisation has told something else under this id, and what it told stays. */
export class RecordDiffersError extends ExchangeError {
  constructor(id: string, mspId: string) {
    super('RECORD_DIFFERS', `${mspId} has written another record under ${id}, which cannot be changed`);
  }
}

/** No record has this id now. After a deletion RecordHistory still answers, the other functions do not. */
export class RecordNotFoundError extends ExchangeError {
  constructor(id: string) {
    super('RECORD_NOT_FOUND', `no record has the id ${id}`);
  }
}

/** The caller belongs to another organisation than the one that published the record. */
export class NotOwnerError extends ExchangeError {
  constructor(id: string, owner: string, caller: string) {
    super('NOT_OWNER', `record ${id} belongs to ${owner}; the caller is ${caller}`);
  }
}

/** The ledger holds something under the id that this chaincode does not write. */
export class RecordCorruptError extends ExchangeError {
  constructor(id: string, faults: readonly string[], options?: ErrorOptions) {
    super('RECORD_CORRUPT', `the ledger holds no data record under ${id}: ${faults.join('; ')}`, options);
  }
}
