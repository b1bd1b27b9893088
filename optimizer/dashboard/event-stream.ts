import { eventsOf, type StreamEvent } from '../client/event-stream.js';
import type { Problem } from './api-views.js';

export type StreamState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'open' }
  | { readonly kind: 'lost'; readonly sinceMs: number; readonly nextTryMs: number }
  | { readonly kind: 'refused'; readonly problem: Problem }
  | { readonly kind: 'over' };

export interface FollowOptions {
  readonly open: (lastEventId: string | undefined, signal: AbortSignal) => Promise<Response>;
  readonly signal: AbortSignal;
  /** @returns true once nothing more is to come. */
  readonly onEvent: (event: StreamEvent) => boolean;
  readonly onState: (state: StreamState) => void;
  /** Resolves early when the signal is aborted. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly now: () => number;
  /** Wait before the first try after a loss; doubled up to `mostMs`. */
  readonly firstMs?: number;
  readonly mostMs?: number;
}

/**
 * Follows events until `onEvent` says that they are over. A lost connection is taken up again after the last event
 * that came, so none is missed or told twice.
 */
export async function followEvents(options: FollowOptions): Promise<void> {
  const { signal, onState, sleep, now, firstMs = 500, mostMs = 15_000 } = options;
  const reader = new EventReader(options);
  let lost: { sinceMs: number; waitMs: number } | undefined;
  onState({ kind: 'connecting' });
  while (!signal.aborted) {
    const end = await reader.read();
    if (end.kind === 'over' || end.kind === 'refused') {
      onState(end);
      return;
    }
    if (signal.aborted) return;
    if (end.opened || !lost) lost = { sinceMs: now(), waitMs: firstMs };
    onState({ kind: 'lost', sinceMs: lost.sinceMs, nextTryMs: now() + lost.waitMs });
    await sleep(lost.waitMs, signal);
    lost.waitMs = Math.min(2 * lost.waitMs, mostMs);
  }
}

type End =
  | { readonly kind: 'over' }
  | { readonly kind: 'refused'; readonly problem: Problem }
  | { readonly kind: 'broken'; readonly opened: boolean };

class EventReader {
  readonly #options: FollowOptions;
  #lastEventId: string | undefined;

  constructor(options: FollowOptions) {
    this.#options = options;
  }

  /** One connection, from its request to its end. */
  async read(): Promise<End> {
    const { open, signal, onState } = this.#options;
    let opened = false;
    try {
      const response = await open(this.#lastEventId, signal);
      if (!response.ok && !isPassing(response.status))
        return { kind: 'refused', problem: await problemIn(response) };
      if (response.ok && response.body) {
        opened = true;
        onState({ kind: 'open' });
        if (await this.#readAll(response.body)) return { kind: 'over' };
      }
    } catch {
      // The connection broke, or was broken off by the signal: the caller tells these apart.
    }
    return { kind: 'broken', opened };
  }

  /** @returns whether the events are over */
  async #readAll(body: ReadableStream<Uint8Array>): Promise<boolean> {
    for await (const event of eventsOf(body)) {
      if (event.id !== undefined) this.#lastEventId = event.id;
      if (this.#options.onEvent(event)) return true;
    }
    return false;
  }
}

/** What may be different the next time: the server starts or is busy. */
function isPassing(status: number): boolean {
  return status >= 500 || status === 408 || status === 429;
}

/** The problem document of a refusal; made up from the status where there is none. */
export async function problemIn(response: Response): Promise<Problem> {
  const text = await response.text();
  try {
    const parsed: unknown = JSON.parse(text);
    if (isProblem(parsed)) return parsed;
  } catch {
    // No JSON: something between the page and the service answered.
  }
  return {
    title: response.statusText,
    status: response.status,
    detail: `the service answered ${response.status} without saying why: look at its log`,
    code: 'UNKNOWN',
    retry: 'later',
  };
}

export function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'detail' in value && 'code' in value;
}
