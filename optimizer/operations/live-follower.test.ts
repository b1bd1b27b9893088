import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NetworkDownError } from '../domain/errors.js';
import type { LiveBlock } from '../domain/live-transactions.js';
import { LiveFollower, UNASKED_MS } from './live-follower.js';

const down = new NetworkDownError('no peer answers');

/** A channel that is followed: blocks are delivered by hand. */
class Channel {
  views = 0;
  signal = new AbortController().signal;
  failure: Error | undefined;
  deliver: (block: LiveBlock | Error) => void = () => undefined;

  async *liveBlocks(signal: AbortSignal): AsyncGenerator<LiveBlock> {
    this.views += 1;
    this.signal = signal;
    if (this.failure) throw this.failure;
    for (;;) {
      const next = await new Promise<LiveBlock | Error | undefined>((resolve) => {
        this.deliver = resolve;
        signal.addEventListener('abort', () => resolve(undefined));
      });
      if (next === undefined) return;
      if (next instanceof Error) throw next;
      yield next;
    }
  }
}

describe('a follower of live blocks', () => {
  let channel: Channel;
  let follower: LiveFollower;
  const now = (): number => Date.now();
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'] });
    channel = new Channel();
    const network = { updates: channel } as never;
    follower = new LiveFollower({ network: async () => network }, now);
  });
  afterEach(() => {
    vi.setSystemTime(Date.now() + 2 * UNASKED_MS);
    vi.advanceTimersByTime(10_000);
    vi.useRealTimers();
  });
  const block = (number: number): LiveBlock => ({
    ...{ number, kind: 'transactions', committedMs: now() },
    transactions: [{ id: `${number}`, createdMs: now() - 50, valid: true }],
  });
  /** Lets what was delivered arrive. */
  const settled = () => new Promise((resolve) => setImmediate(resolve));

  it('is one for all who ask', async () => {
    await Promise.all([follower.look(), follower.look(), follower.look()]);
    expect(channel.views).toBe(1);
    channel.deliver(block(7));
    await settled();
    expect((await follower.look()).blocks).toMatchObject([{ number: 7, transactions: 1, latencyMeanMs: 50 }]);
    expect(channel.views).toBe(1);
  });

  it('forgets blocks after two minutes', async () => {
    await follower.look();
    channel.deliver(block(7));
    await settled();
    for (const number of [8, 9]) {
      vi.setSystemTime(Date.now() + 59_000);
      await follower.look();
      channel.deliver(block(number));
      await settled();
    }
    vi.setSystemTime(Date.now() + 10_000);
    channel.deliver(block(10));
    await settled();
    expect((await follower.look()).blocks.map(({ number }) => number)).toEqual([8, 9, 10]);
  });

  it('ends a minute after the last question and begins anew with the next', async () => {
    await follower.look();
    vi.advanceTimersByTime(UNASKED_MS - 1000);
    expect(channel.signal.aborted).toBe(false);
    await follower.look();
    vi.advanceTimersByTime(UNASKED_MS - 1000);
    expect(channel.signal.aborted).toBe(false);
    vi.advanceTimersByTime(6000);
    expect(channel.signal.aborted).toBe(true);
    await settled();
    const { since } = await follower.look();
    expect(channel.views).toBe(2);
    expect(Date.parse(since)).toBe(now());
  });

  it('tells that the network is down, as long as it is, and goes on when it is back', async () => {
    channel.failure = down;
    await expect(follower.look()).rejects.toBe(down);
    await expect(follower.look()).rejects.toBe(down);
    channel.failure = undefined;
    // Nobody knows yet whether it stays.
    await expect(follower.look()).rejects.toBe(down);
    channel.deliver(block(7));
    await settled();
    expect((await follower.look()).blocks).toHaveLength(1);
    channel.deliver(down);
    await settled();
    await expect(follower.look()).rejects.toBe(down);
    vi.setSystemTime(Date.now() + 6000);
    expect((await follower.look()).blocks).toEqual([]);
  });

  it('tells that there is no network, and finds the one that comes', async () => {
    let network: Promise<never> | { updates: Channel } = Promise.reject(down);
    follower = new LiveFollower({ network: async () => network as never }, now);
    await expect(follower.look()).rejects.toBe(down);
    network = { updates: channel };
    expect((await follower.look()).blocks).toEqual([]);
  });
});
