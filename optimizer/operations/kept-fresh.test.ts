import { describe, expect, it } from 'vitest';
import { KeptFresh } from './kept-fresh.js';

/** Reads that end when the test says so; time that it owns. */
function setUp() {
  const reads: { answer: (value: string) => void; fail: (error: Error) => void }[] = [];
  let nowMs = 0;
  const kept = new KeptFresh(() => new Promise<string>((answer, fail) => void reads.push({ answer, fail })), {
    maxAgeMs: 1000,
    now: () => nowMs,
  });
  return { kept, reads, at: (ms: number) => void (nowMs = ms) };
}

async function read(value: string): Promise<ReturnType<typeof setUp>> {
  const found = setUp();
  const first = found.kept.get();
  found.reads[0]?.answer(value);
  expect(await first).toBe(value);
  return found;
}

describe('KeptFresh', () => {
  it('reads once for all who wait, and gives the answer again while it is young', async () => {
    const { kept, reads, at } = setUp();
    const both = [kept.get(), kept.get()];
    reads[0]?.answer('a');
    expect(await Promise.all(both)).toEqual(['a', 'a']);
    at(499);
    expect(await kept.get()).toBe('a');
    expect(reads).toHaveLength(1);
  });

  it('reads again in the background at half the age, without anybody waiting', async () => {
    const { kept, reads, at } = await read('a');
    at(500);
    expect(await kept.get()).toBe('a');
    expect(reads).toHaveLength(2);
    reads[1]?.answer('b');
    await Promise.resolve();
    at(999);
    expect(await kept.get()).toBe('b');
  });

  it('lets whoever finds it too old wait for a new one', async () => {
    const { kept, reads, at } = await read('a');
    at(1000);
    const late = kept.get();
    reads[1]?.answer('b');
    expect(await late).toBe('b');
  });

  it('counts the age from the question, not from the answer', async () => {
    const { kept, reads, at } = setUp();
    const first = kept.get();
    at(900);
    reads[0]?.answer('a');
    await first;
    at(1000);
    const late = kept.get();
    reads[1]?.answer('b');
    expect(await late).toBe('b');
  });

  it('tells a failure to who waits for it, keeps quiet about one in the background, and asks again', async () => {
    const { kept, reads, at } = await read('a');
    at(600);
    expect(await kept.get()).toBe('a');
    reads[1]?.fail(new Error('away'));
    await Promise.resolve();
    expect(await kept.get()).toBe('a');
    at(1000);
    // The read of the last question is under way still.
    const late = kept.get();
    reads[2]?.fail(new Error('still away'));
    await expect(late).rejects.toThrow('still away');
    const again = kept.get();
    reads[3]?.answer('c');
    expect(await again).toBe('c');
  });

  it('forgets what was read and what is being read', async () => {
    const { kept, reads, at } = await read('a');
    at(600);
    await kept.get();
    kept.forget();
    const next = kept.get();
    reads[1]?.answer('from before');
    reads[2]?.answer('b');
    expect(await next).toBe('b');
    expect(await kept.get()).toBe('b');
  });
});
