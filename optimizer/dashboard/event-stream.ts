import type { Problem } from './api-types.js';

/** One server-sent event. */
export interface StreamEvent {
  /** Empty where the server gave none. */
  readonly id: string;
  readonly type: string;
  readonly data: string;
}

/** Puts events together from text as it arrives, in pieces of any size (WHATWG HTML, 9.2.6). */
export class EventParser {
  #rest = '';
  #lines: string[] = [];
  /** Milliseconds that the server asks to wait before trying again. */
  retryMs: number | undefined;

  push(text: string): StreamEvent[] {
    const whole = this.#rest + text;
    // A carriage return at the end may be the first half of a line's end.
    const cut = whole.endsWith('\r') ? whole.length - 1 : whole.length;
    const lines = whole.slice(0, cut).split(/\r\n|\n|\r/);
    this.#rest = (lines.pop() ?? '') + whole.slice(cut);
    return lines.flatMap((line) => this.#take(line));
  }

  #take(line: string): StreamEvent[] {
    if (line !== '') {
      this.#lines.push(line);
      return [];
    }
    const fields = this.#lines.map(fieldOf);
    this.#lines = [];
    const all = (name: string): string[] => fields.flatMap((field) => (field[0] === name ? [field[1]] : []));
    const retry = all('retry').at(-1);
    if (retry !== undefined && /^\d+$/.test(retry)) this.retryMs = Number(retry);
    const data = all('data');
    if (data.length === 0) return [];
    const event = {
      id: all('id').at(-1) ?? '',
      type: all('event').at(-1) ?? 'message',
      data: data.join('\n'),
    };
    return [event];
  }
}

function fieldOf(line: string): [string, string] {
  const at = line.indexOf(':');
  if (at < 0) return [line, ''];
  return [line.slice(0, at), line.slice(at + 1).replace(/^ /, '')];
}

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
    if (end.opened || !lost) lost = { sinceMs: now(), waitMs: end.retryMs ?? firstMs };
    onState({ kind: 'lost', sinceMs: lost.sinceMs, nextTryMs: now() + lost.waitMs });
    await sleep(lost.waitMs, signal);
    lost.waitMs = Math.min(2 * lost.waitMs, mostMs);
  }
}

type End =
  | { readonly kind: 'over' }
  | { readonly kind: 'refused'; readonly problem: Problem }
  | { readonly kind: 'broken'; readonly opened: boolean; readonly retryMs: number | undefined };

class EventReader {
  readonly #options: FollowOptions;
  #lastEventId: string | undefined;

  constructor(options: FollowOptions) {
    this.#options = options;
  }

  /** One connection, from its request to its end. */
  async read(): Promise<End> {
    const { open, signal, onState } = this.#options;
    const parser = new EventParser();
    let opened = false;
    try {
      const response = await open(this.#lastEventId, signal);
      if (!response.ok && !isPassing(response.status))
        return { kind: 'refused', problem: await problemIn(response) };
      if (response.ok && response.body) {
        opened = true;
        onState({ kind: 'open' });
        if (await this.#readAll(response.body, parser)) return { kind: 'over' };
      }
    } catch {
      // The connection broke, or was broken off by the signal: the caller tells these apart.
    }
    return { kind: 'broken', opened, retryMs: parser.retryMs };
  }

  /** @returns whether the events are over */
  async #readAll(body: ReadableStream<Uint8Array>, parser: EventParser): Promise<boolean> {
    const reader = body.getReader();
    const decoder = new TextDecoder();
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return false;
        for (const event of parser.push(decoder.decode(value, { stream: true }))) {
          if (event.id) this.#lastEventId = event.id;
          if (this.#options.onEvent(event)) return true;
        }
      }
    } finally {
      // After an error there is nothing left to cancel.
      await reader.cancel().catch(() => undefined);
    }
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
