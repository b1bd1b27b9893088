import { Worker } from 'node:worker_threads';
import type { Stretch } from '../recommender/schedule.js';
import { errorOf, MOST_ROW_SETS, type AdviceAsked, type AdviceTold } from './advice-messages.js';
import type { Advise, Question } from './advise.js';
import { RecentlyUsed } from './recently-used.js';

/** A thread that nobody asks for so long gives its memory back. */
const IDLE_MS = 30_000;

interface Waiting {
  readonly resolve: (stretches: readonly Stretch[]) => void;
  readonly reject: (error: Error) => void;
}

/** Part of a worker thread that is used here; a test brings its own. */
export interface AdviceThread {
  postMessage(asked: AdviceAsked): void;
  on(event: 'message', listener: (told: AdviceTold) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'exit', listener: () => void): unknown;
  terminate(): Promise<unknown>;
  unref(): void;
}

export interface ThreadOptions {
  readonly modelsDirectory: string;
  readonly idleMs?: number;
  readonly start?: (modelsDirectory: string) => AdviceThread;
}

interface Running {
  readonly worker: AdviceThread;
  /** Rows that it has. */
  readonly sent: RecentlyUsed<true>;
  readonly waiting: Map<number, Waiting>;
}

/** Recommends in a thread of its own, which is started when it is first asked. */
export class AdviseInThread {
  readonly #options: Required<ThreadOptions>;
  #running: Running | undefined;
  #idle: NodeJS.Timeout | undefined;
  #asked = 0;

  constructor({ modelsDirectory, idleMs = IDLE_MS, start = startThread }: ThreadOptions) {
    this.#options = { modelsDirectory, idleMs, start };
  }

  readonly advise: Advise = async (question) => {
    clearTimeout(this.#idle);
    const { worker, sent, waiting } = (this.#running ??= this.#start());
    const id = (this.#asked += 1);
    const answer = new Promise<readonly Stretch[]>((resolve, reject) => {
      waiting.set(id, { resolve, reject });
    });
    // This is no window: a thread has no origin.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    worker.postMessage({ id, question: sent.get(question.learntKey) ? withoutRows(question) : question });
    sent.set(question.learntKey, true);
    return answer.finally(() => this.#rest());
  };

  /** Ends the thread; who still waits is told so. */
  async close(): Promise<void> {
    clearTimeout(this.#idle);
    const running = this.#running;
    this.#running = undefined;
    await running?.worker.terminate();
  }

  #start(): Running {
    const worker = this.#options.start(this.#options.modelsDirectory);
    const waiting: Running['waiting'] = new Map();
    // It never keeps the program alive.
    worker.unref();
    let failure = new Error('it ended');
    worker.on('message', (told) => {
      const asked = waiting.get(told.id);
      waiting.delete(told.id);
      if ('stretches' in told) asked?.resolve(told.stretches);
      else asked?.reject(errorOf(told));
    });
    worker.on('error', (error) => (failure = error));
    worker.on('exit', () => {
      if (this.#running?.worker === worker) this.#running = undefined;
      const told = errorOf({ code: undefined, message: failure.stack ?? failure.message });
      for (const { reject } of waiting.values()) reject(told);
      waiting.clear();
    });
    return { worker, sent: new RecentlyUsed<true>(MOST_ROW_SETS), waiting };
  }

  #rest(): void {
    if (this.#running === undefined || this.#running.waiting.size > 0) return;
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => {
      // What it held can be made again.
      this.close().catch(() => undefined);
    }, this.#options.idleMs);
    this.#idle.unref();
  }
}

function withoutRows({ learnt: _learnt, ...question }: Question): AdviceAsked['question'] {
  return question;
}

function startThread(modelsDirectory: string): AdviceThread {
  return new Worker(new URL('./advice-thread.js', import.meta.url), { workerData: { modelsDirectory } });
}
