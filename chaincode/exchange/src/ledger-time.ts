import type { Stub } from './record-index.js';

/** A protobuf timestamp as the shim hands it out: `seconds` is a Long here and a plain number there. */
type Timestamp = ReturnType<Stub['getTxTimestamp']>;

/**
 * ISO 8601 in UTC, cut to whole milliseconds. The shim's own `getDateTimestamp` can round up to the next one,
 * and then a record and its history would not agree.
 */
export function toIsoTime({ seconds, nanos }: Timestamp): string {
  return new Date(Number(seconds) * 1000 + Math.floor(nanos / 1e6)).toISOString();
}

/** Time of the transaction: the same on every endorser, unlike the clock of the machine it runs on. */
export function transactionTime(stub: Stub): string {
  return toIsoTime(stub.getTxTimestamp());
}
