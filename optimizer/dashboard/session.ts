/** Who is signed in: a bearer token, kept as long as the browser's tab. */

const KEY = 'gridtune-token';

export interface SessionState {
  readonly token: string | undefined;
  /** Why somebody was signed out, for people. */
  readonly reason?: string;
}

export class Session {
  readonly #storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  readonly #listeners = new Set<() => void>();
  #state: SessionState;

  constructor(storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>) {
    this.#storage = storage;
    this.#state = { token: storage.getItem(KEY) ?? undefined };
  }

  get state(): SessionState {
    return this.#state;
  }

  signIn(token: string): void {
    this.#storage.setItem(KEY, token);
    this.#change({ token });
  }

  signOut(reason?: string): void {
    this.#storage.removeItem(KEY);
    this.#change({ token: undefined, ...(reason === undefined ? {} : { reason }) });
  }

  /** @returns how to stop listening */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #change(state: SessionState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

/** The token of an address that ends in `#token=...`, as `gridtune serve` prints it; undefined without one. */
export function tokenIn(hash: string): string | undefined {
  const token = new URLSearchParams(hash.replace(/^#\/?/, '')).get('token')?.trim();
  return token === '' || token === undefined ? undefined : token;
}
