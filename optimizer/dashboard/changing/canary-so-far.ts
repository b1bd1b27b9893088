import type { JobEvent } from '../../domain/job.js';

/** One limit or predicted figure that live transactions are held against. */
export interface CanaryTest {
  readonly figure: string;
  readonly bound: string;
  readonly value: number;
  /** `limit` or `prediction`. */
  readonly origin: string;
  readonly seen?: number;
  /** How far the evidence against the change has come; at 100 it is taken back. */
  readonly evidencePct: number;
}

export interface CanarySoFar {
  readonly watchS: number;
  readonly watchedS: number;
  readonly transactions: number;
  readonly tests: readonly CanaryTest[];
}

/** What the newest event of a canary says; undefined before there is one. */
export function canarySoFar(events: readonly JobEvent[]): CanarySoFar | undefined {
  const told = events.findLast(isOfCanary)?.data?.['canary'];
  return isSoFar(told) ? told : undefined;
}

/** A canary tells every second how far it is: the newest of these says it all. */
export function isOfCanary({ data }: JobEvent): boolean {
  return data?.['canary'] !== undefined;
}

function isSoFar(value: unknown): value is CanarySoFar {
  if (typeof value !== 'object' || value === null || !('tests' in value)) return false;
  return 'watchS' in value && 'watchedS' in value && 'transactions' in value && Array.isArray(value.tests);
}
