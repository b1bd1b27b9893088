import { EventEmitter } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { InfeasibleError, ModelFileError } from '../domain/errors.js';
import type { AdviceAsked } from './advice-messages.js';
import { AdviseInThread, type AdviceThread } from './advise-in-thread.js';
import type { Question } from './advise.js';

/** Threads that answer when the test says so. */
function setUp(idleMs = 60_000) {
  const threads: (EventEmitter & AdviceThread & { asked: AdviceAsked[]; ended: boolean })[] = [];
  const start = (): AdviceThread => {
    const thread = Object.assign(new EventEmitter(), {
      ...{ asked: [] as AdviceAsked[], ended: false },
      postMessage: (asked: AdviceAsked) => void thread.asked.push(structuredClone(asked)),
      terminate: async () => {
        thread.ended = true;
        thread.emit('exit');
      },
      unref: () => undefined,
    });
    threads.push(thread);
    return thread;
  };
  return { threads, adviser: new AdviseInThread({ modelsDirectory: '/models', idleMs, start }) };
}

const question = (learntKey: string) =>
  ({ manner: 'robust', learntKey, learnt: { rows: [], failures: [], notes: [] } }) as unknown as Question;
const opened = undefined as never;

describe('AdviseInThread', () => {
  it('gives each question its own answer, and sends rows once', async () => {
    const { threads, adviser } = setUp();
    const answers = ['a', 'a', 'b'].map((key) => adviser.advise(question(key), opened));
    const asked = threads[0]?.asked ?? [];
    expect(asked.map(({ question: { learnt } }) => learnt !== undefined)).toEqual([true, false, true]);
    for (const { id } of asked.toReversed()) threads[0]?.emit('message', { id, stretches: [id] });
    expect(await Promise.all(answers)).toEqual(asked.map(({ id }) => [id]));
    expect(threads).toHaveLength(1);
  });

  it('sends rows again that the thread let go of', async () => {
    const { threads, adviser } = setUp();
    for (const key of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'a'])
      void adviser.advise(question(key), opened);
    const isSent = threads[0]?.asked.map(({ question: { learnt } }) => learnt !== undefined);
    expect(isSent).toEqual(Array.from({ length: 10 }, () => true));
  });

  it('tells errors as they were', async () => {
    const { threads, adviser } = setUp();
    for (const [code, type] of [
      ['INFEASIBLE', InfeasibleError],
      ['MODEL_FILE_REFUSED', ModelFileError],
      [undefined, Error],
    ] as const) {
      const answer = adviser.advise(question('a'), opened);
      threads[0]?.emit('message', { id: threads[0].asked.at(-1)?.id, code, message: 'why' });
      await expect(answer).rejects.toThrow(type);
      await expect(answer).rejects.toThrow('why');
    }
  });

  it('tells who waits when the thread dies, and starts another one with all rows', async () => {
    const { threads, adviser } = setUp();
    const answer = adviser.advise(question('a'), opened);
    threads[0]?.emit('error', new Error('out of memory'));
    threads[0]?.emit('exit');
    await expect(answer).rejects.toThrow('out of memory');
    const next = adviser.advise(question('a'), opened);
    expect(threads[1]?.asked[0]?.question.learnt).toBeDefined();
    threads[1]?.emit('message', { id: threads[1].asked[0]?.id, stretches: [] });
    expect(await next).toEqual([]);
  });

  it('ends a thread that nobody asks any more, and not one that is asked', async () => {
    vi.useFakeTimers();
    try {
      const { threads, adviser } = setUp(1000);
      const answer = adviser.advise(question('a'), opened);
      await vi.advanceTimersByTimeAsync(5000);
      expect(threads[0]?.ended).toBe(false);
      threads[0]?.emit('message', { id: threads[0].asked[0]?.id, stretches: [] });
      await answer;
      await vi.advanceTimersByTimeAsync(999);
      expect(threads[0]?.ended).toBe(false);
      await vi.advanceTimersByTimeAsync(1);
      expect(threads[0]?.ended).toBe(true);
      void adviser.advise(question('a'), opened);
      expect(threads).toHaveLength(2);
    } finally {
      vi.useRealTimers();
    }
  });
});
