/** What a try came to: an answer for good, or something that may be different a moment later. */
export type Try<T> =
  | { readonly kind: 'answered'; readonly value: T }
  | { readonly kind: 'unanswered'; readonly reason: string; readonly lastAnswer: T };

export interface OneClickOptions {
  readonly signal: AbortSignal;
  /** Told before each wait, for people. */
  readonly onWait: (reason: string, tries: number) => void;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly newKey?: () => string;
  /** After so many tries the reason is returned. */
  readonly mostTries?: number;
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 8000;

/**
 * Carries one click to the service until it has an answer. Every try carries the same `Idempotency-Key`: a request
 * whose answer was lost is answered again and not done again. A new click is a new key.
 * @returns the last try
 */
export async function oneClick<T>(
  send: (idempotencyKey: string) => Promise<Try<T>>,
  { signal, onWait, sleep, newKey = () => crypto.randomUUID(), mostTries = 8 }: OneClickOptions,
): Promise<Try<T>> {
  const key = newKey();
  for (let tries = 1; ; tries += 1) {
    const last = await send(key);
    if (last.kind === 'answered' || tries >= mostTries || signal.aborted) return last;
    onWait(last.reason, tries);
    await sleep(Math.min(FIRST_WAIT_MS * 2 ** (tries - 1), LONGEST_WAIT_MS), signal);
    if (signal.aborted) return last;
  }
}

/** Whether the same request under the same key may be answered otherwise later: nothing was refused for good. */
export function isWorthAnotherTry({
  status,
  code,
}: {
  readonly status: number;
  readonly code: string;
}): boolean {
  return status >= 502 || status === 429 || status === 408 || code === 'IDEMPOTENCY_KEY_IN_USE';
}

/** Keys of clicks: as long as a request had no answer, asking for the same again is the same request. */
export class KeysOfUnanswered {
  readonly #newKey: () => string;
  #last: { readonly what: string; readonly key: string } | undefined;

  constructor(newKey: () => string = () => crypto.randomUUID()) {
    this.#newKey = newKey;
  }

  /** @param what - all that is asked for */
  keyOf(what: unknown): string {
    const text = JSON.stringify(what);
    if (this.#last?.what !== text) this.#last = { what: text, key: this.#newKey() };
    return this.#last.key;
  }

  answered(): void {
    this.#last = undefined;
  }
}
