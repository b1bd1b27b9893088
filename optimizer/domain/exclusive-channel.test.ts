import { hostname } from 'node:os';
import { describe, expect, it, vi } from 'vitest';
import { NetworkDouble, noOrderer, ProgressDouble, initialSettings } from '../../test/doubles/network.js';
import { memoryStore } from '../store/testing/memory-store.js';
import { CancelledError, ChannelBusyError, StoreUnreachableError } from './errors.js';
import { claimIdOf, withExclusiveChannel } from './exclusive-channel.js';
import type { ChannelClaim, ChannelClaims } from './ports.js';
import { systemClock } from './wait.js';

const other = { ...initialSettings, maxMessageCount: 7 };

function setUp({ claims = memoryStore().claims }: { claims?: ChannelClaims } = {}) {
  const network = new NetworkDouble();
  const progress = new ProgressDouble();
  const signal = new AbortController().signal;
  return {
    network,
    progress,
    claims,
    options: {
      claims,
      network,
      progress,
      clock: systemClock,
      purpose: 'a test',
      signal,
      settle: async () => undefined,
    },
  };
}

/** A process id that nothing uses: Linux ids end at 4,194,304. */
const NOBODY = 4_194_305;

function claimOf(network: NetworkDouble, overrides: Partial<ChannelClaim> = {}): ChannelClaim {
  return {
    id: claimIdOf(network),
    holder: 'somebody',
    purpose: 'sweep of plan x',
    host: 'elsewhere',
    pid: 1,
    expiresAtMs: Date.now() + 60_000,
    ...overrides,
  };
}

describe('withExclusiveChannel', () => {
  it('puts the original settings back after the work and gives the claim up', async () => {
    const { network, claims, options } = setUp();
    const result = await withExclusiveChannel(options, async ({ original }) => {
      await network.channel.apply(other);
      return original;
    });
    expect(result).toEqual(initialSettings);
    expect(network.changes).toEqual([other, initialSettings]);
    expect(await claims.find(claimIdOf(network))).toBeUndefined();
  });

  it('puts the original settings back when the work fails, and passes the failure on', async () => {
    const { network, options } = setUp();
    const work = withExclusiveChannel(options, async () => {
      await network.channel.apply(other);
      throw new Error('boom');
    });
    await expect(work).rejects.toThrow('boom');
    expect(network.settings).toEqual(initialSettings);
  });

  it('leaves the channel with what the work chose', async () => {
    const { network, options } = setUp();
    await withExclusiveChannel(options, async (held) => {
      await network.channel.apply(other);
      await held.leaveWith(other);
    });
    expect(network.changes).toEqual([other]);
  });

  it('refuses while somebody else holds the channel, and says who', async () => {
    const { network, claims, options } = setUp();
    await claims.take(claimOf(network), Date.now());
    const refused = withExclusiveChannel(options, async () => undefined);
    await expect(refused).rejects.toBeInstanceOf(ChannelBusyError);
    await expect(refused).rejects.toThrow('the channel is held by sweep of plan x (process 1 on elsewhere)');
    expect((await claims.find(claimIdOf(network)))?.holder).toBe('somebody');
  });

  it('takes over from a dead process of this host at once, and puts back what it left', async () => {
    const { network, claims, progress, options } = setUp();
    await claims.take(
      claimOf(network, { host: hostname(), pid: NOBODY, restore: initialSettings }),
      Date.now(),
    );
    network.settings = other;
    const original = await withExclusiveChannel(options, async (held) => held.original);
    expect(original).toEqual(initialSettings);
    expect(network.settings).toEqual(initialSettings);
    expect(progress.warnings.join()).toMatch(
      /sweep of plan x was cut short and left 7 messages.* put 500 messages/,
    );
  });

  it('does not take over from a living process of this host', async () => {
    const { network, claims, options } = setUp();
    await claims.take(claimOf(network, { host: hostname(), pid: process.pid }), Date.now());
    await expect(withExclusiveChannel(options, async () => undefined)).rejects.toBeInstanceOf(
      ChannelBusyError,
    );
  });

  it('takes over a claim that ran out, wherever its holder is', async () => {
    const { network, claims, options } = setUp();
    await claims.take(claimOf(network, { expiresAtMs: Date.now() - 1, restore: other }), Date.now() - 2);
    await withExclusiveChannel(options, async ({ original }) => expect(original).toEqual(other));
  });

  it('keeps what to put back on record when it cannot be put back, for the next holder', async () => {
    const { network, claims, progress, options } = setUp();
    await withExclusiveChannel(options, async () => {
      await network.channel.apply(other);
      network.refusal = noOrderer;
    });
    expect(progress.warnings.join()).toMatch(/could not be put back to 500 messages/);
    expect((await claims.find(claimIdOf(network)))?.restore).toEqual(initialSettings);

    network.refusal = undefined;
    await withExclusiveChannel(options, async ({ original }) => expect(original).toEqual(initialSettings));
    expect(network.settings).toEqual(initialSettings);
  });

  it('does not wait long for a store that went away: the settings are back and the claim runs out', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const { network, claims, progress, options } = setUp();
      const gone = new StoreUnreachableError('no store');
      const silent: ChannelClaims = { ...claims, release: async () => new Promise(() => undefined) };
      const work = withExclusiveChannel({ ...options, claims: silent }, async () => {
        await network.channel.apply(other);
        throw gone;
      });
      const rejection = expect(work).rejects.toBe(gone);
      await vi.advanceTimersByTimeAsync(2000);
      await rejection;
      expect(network.settings).toEqual(initialSettings);
      expect(progress.warnings.join()).toMatch(/runs out by itself/);
    } finally {
      vi.useRealTimers();
    }
  });

  it('keeps what a dead holder left on record when the network does not answer yet', async () => {
    const { network, claims, options } = setUp();
    await claims.take(
      claimOf(network, { host: hostname(), pid: NOBODY, restore: initialSettings }),
      Date.now(),
    );
    network.settings = other;
    network.refusal = noOrderer;
    await expect(withExclusiveChannel(options, async () => undefined)).rejects.toBe(noOrderer);
    expect((await claims.find(claimIdOf(network)))?.restore).toEqual(initialSettings);

    network.refusal = undefined;
    await withExclusiveChannel(options, async () => undefined);
    expect(network.settings).toEqual(initialSettings);
  });

  it('records what to put back before the work can change anything', async () => {
    const { network, claims, options } = setUp();
    await withExclusiveChannel(options, async () => {
      expect((await claims.find(claimIdOf(network)))?.restore).toEqual(initialSettings);
    });
  });

  it('settles what was cut short before it looks at the settings, and once what a dead holder left is back', async () => {
    const { network, claims, options } = setUp();
    await claims.take(
      claimOf(network, { host: hostname(), pid: NOBODY, restore: initialSettings }),
      Date.now(),
    );
    network.settings = other;
    const settle = async (): Promise<void> => {
      expect(network.settings).toEqual(initialSettings);
      network.channel.change({ ...other, batchTimeoutMs: 50 });
    };
    const original = await withExclusiveChannel({ ...options, settle }, async (held) => held.original);
    expect(original).toEqual({ ...other, batchTimeoutMs: 50 });
  });

  it('does not begin, and puts nothing back, if what was cut short cannot be settled', async () => {
    const { network, claims, options } = setUp();
    await claims.take(
      claimOf(network, { host: hostname(), pid: NOBODY, restore: initialSettings }),
      Date.now(),
    );
    const settle = async (): Promise<void> => {
      network.channel.change(other);
      throw noOrderer;
    };
    let began = false;
    const work = withExclusiveChannel({ ...options, settle }, async () => {
      began = true;
    });
    await expect(work).rejects.toBe(noOrderer);
    expect(began).toBe(false);
    expect(network.settings).toEqual(other);
    expect(await claims.find(claimIdOf(network))).toBeUndefined();
  });

  it('puts nothing back where a journal says what is to be done', async () => {
    const { network, claims, options } = setUp();
    const work = withExclusiveChannel({ ...options, putsBack: false }, async () => {
      expect((await claims.find(claimIdOf(network)))?.restore).toBeUndefined();
      await network.channel.apply(other);
      throw new Error('boom');
    });
    await expect(work).rejects.toThrow('boom');
    expect(network.changes).toEqual([other]);
  });

  it('hands what a dead holder left on, should this process die while it puts that back', async () => {
    const { network, claims, options } = setUp();
    await claims.take(
      claimOf(network, { host: hostname(), pid: NOBODY, restore: initialSettings }),
      Date.now(),
    );
    network.settings = other;
    const seen: unknown[] = [];
    const { channel } = network;
    const apply = channel.apply.bind(channel);
    channel.apply = async (settings) => {
      seen.push((await claims.find(claimIdOf(network)))?.restore);
      return apply(settings);
    };
    await withExclusiveChannel({ ...options, putsBack: false }, async () => {
      seen.push((await claims.find(claimIdOf(network)))?.restore);
    });
    expect(seen).toEqual([initialSettings, undefined]);
  });

  it('stops the work when the claim is lost to somebody else', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      const { claims } = setUp();
      const stolen: ChannelClaims = { ...claims, renew: async () => false };
      const { options } = setUp({ claims: stolen });
      const work = withExclusiveChannel(options, async ({ signal }) => {
        const aborted = new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(new CancelledError('aborted')), { once: true });
        });
        await Promise.all([aborted, vi.advanceTimersByTimeAsync(5000)]);
      });
      await expect(work).rejects.toThrow('taken over by another process');
    } finally {
      vi.useRealTimers();
    }
  });
});
