// The part of a peer this chaincode needs, in memory. For tests only: the build leaves it out.
import { Context } from 'fabric-contract-api';

type Entry = { readonly key: string; readonly value: Uint8Array };
type Change = { readonly txId: string; readonly atMs: number; readonly value: Uint8Array | null };
type Work<T> = (ctx: Context) => Promise<T>;

const NOTHING = new Uint8Array(0);

/** Committed state, its history and its key-level policies. Each submitted transaction takes one second. */
export class TestLedger {
  readonly state = new Map<string, Uint8Array>();
  readonly policies = new Map<string, Uint8Array>();
  readonly history = new Map<string, Change[]>();
  /** Stub calls that reach the peer, of the last transaction, in order. */
  calls: string[] = [];
  /** Iterators that were opened and not closed. */
  openIterators = 0;
  nowMs = Date.parse('2024-06-01T12:00:00.250Z');
  #txCount = 0;

  /** Runs a transaction and commits what it wrote, nothing if it fails. */
  async submit<T>(mspId: string, work: Work<T>): Promise<T> {
    const tx = this.#begin();
    const result = await work(contextOf(tx, mspId));
    tx.commit();
    return result;
  }

  /** Runs a transaction and forgets what it wrote. */
  async evaluate<T>(mspId: string, work: Work<T>): Promise<T> {
    return work(contextOf(this.#begin(), mspId));
  }

  #begin(): TestStub {
    this.#txCount += 1;
    this.nowMs += 1000;
    this.calls = [];
    return new TestStub(this, `tx${this.#txCount}`, this.nowMs);
  }
}

/** One transaction. As on a peer, it reads the committed state and not what it wrote itself. */
class TestStub {
  readonly #ledger: TestLedger;
  readonly #txId: string;
  readonly #atMs: number;
  readonly #writes = new Map<string, Uint8Array | null>();
  readonly #policies = new Map<string, Uint8Array>();
  #paginated = false;

  constructor(ledger: TestLedger, txId: string, atMs: number) {
    this.#ledger = ledger;
    this.#txId = txId;
    this.#atMs = atMs;
  }

  /** Here the shim gives the seconds as a Long: an object, a number only by its text. */
  getTxTimestamp() {
    const { seconds, nanos } = timestampOf(this.#atMs);
    return { seconds: { toString: () => String(seconds) }, nanos };
  }

  getTxID(): string {
    return this.#txId;
  }

  createCompositeKey(objectType: string, attributes: string[]): string {
    if ([objectType, ...attributes].some((part) => part === '')) {
      throw new Error('object type or attribute not a non-zero length string');
    }
    return `\0${[objectType, ...attributes].join('\0')}\0`;
  }

  splitCompositeKey(key: string): { objectType: string; attributes: string[] } {
    const [objectType = '', ...attributes] = key.slice(1, -1).split('\0');
    return { objectType, attributes };
  }

  async getState(key: string): Promise<Uint8Array> {
    this.#ledger.calls.push('getState');
    if (key === '') {
      throw new Error('GetState failed: key must not be an empty string');
    }
    return this.#ledger.state.get(key) ?? NOTHING;
  }

  async putState(key: string, value: Uint8Array): Promise<void> {
    this.#ledger.calls.push('putState');
    if (value.length === 0) {
      throw new Error('an empty value reads like a missing one');
    }
    this.#write(key, value);
  }

  async deleteState(key: string): Promise<void> {
    this.#ledger.calls.push('deleteState');
    this.#write(key, null);
  }

  async setStateValidationParameter(key: string, policy: Uint8Array): Promise<void> {
    this.#ledger.calls.push('setStateValidationParameter');
    this.#policies.set(key, policy);
  }

  getStateByPartialCompositeKeyWithPagination(
    objectType: string,
    attributes: string[],
    pageSize: number,
    bookmark: string,
  ) {
    this.#paginated = true;
    if (this.#writes.size > 0) {
      throw new Error('pagination is for transactions that write nothing');
    }
    const prefix = this.createCompositeKey(objectType, attributes);
    // Like the peer, take the bookmark for the start of the range without a look at the prefix.
    const start = bookmark === '' ? prefix : bookmark;
    const found = [...this.#ledger.state]
      .map(([key, value]): Entry => ({ key, value }))
      .filter(({ key }) => key >= start && key < `${prefix}\u{10ffff}`)
      .toSorted((a, b) => (a.key < b.key ? -1 : 1));
    const next = found[pageSize]?.key ?? '';
    // As the shim does: metadata whose message would be empty is left out.
    const metadata =
      found.length === 0
        ? undefined
        : { fetchedRecordsCount: Math.min(pageSize, found.length), bookmark: next };
    return Object.assign(Promise.resolve({ metadata }), this.#iterate(found.slice(0, pageSize)));
  }

  /** Newest first, timestamps with a plain number of seconds: both as the peer and the shim do it. */
  getHistoryForKey(key: string) {
    const changes = (this.#ledger.history.get(key) ?? []).toReversed().map(({ txId, atMs, value }) => ({
      txId,
      timestamp: timestampOf(atMs),
      isDelete: value === null,
      value: value ?? NOTHING,
    }));
    return this.#iterate(changes);
  }

  commit(): void {
    for (const [key, value] of this.#writes) {
      const changes = this.#ledger.history.get(key) ?? [];
      this.#ledger.history.set(key, [...changes, { txId: this.#txId, atMs: this.#atMs, value }]);
      if (value === null) {
        this.#ledger.state.delete(key);
        this.#ledger.policies.delete(key);
      } else {
        this.#ledger.state.set(key, value);
      }
    }
    for (const [key, policy] of this.#policies) {
      this.#ledger.policies.set(key, policy);
    }
  }

  #write(key: string, value: Uint8Array | null): void {
    if (this.#paginated) {
      throw new Error('pagination is for transactions that write nothing');
    }
    this.#writes.set(key, value);
  }

  #iterate<T>(items: readonly T[]): AsyncIterable<T> {
    const ledger = this.#ledger;
    return {
      async *[Symbol.asyncIterator]() {
        ledger.openIterators += 1;
        try {
          yield* items;
        } finally {
          ledger.openIterators -= 1;
        }
      },
    };
  }
}

/** A client's clock counts nanoseconds: the last one before the next millisecond shows rounding up. */
function timestampOf(atMs: number): { readonly seconds: number; readonly nanos: number } {
  return { seconds: Math.floor(atMs / 1000), nanos: (atMs % 1000) * 1e6 + 999_999 };
}

function contextOf(stub: TestStub, mspId: string): Context {
  return Object.assign(new Context(), { stub, clientIdentity: { getMSPID: () => mspId } });
}
