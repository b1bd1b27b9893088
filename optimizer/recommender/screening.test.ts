import { describe, expect, it } from 'vitest';
import { expectedBlock } from '../cutmodel/expected-block.js';
import { SETTINGS } from '../dataset/round.fixture.js';
import { sameSettings, type OrdererSettings } from '../domain/settings.js';
import { TIE_SHARE } from './gain.js';
import { worthAsking } from './screening.js';
import { settingsDistance } from './settings-distance.js';

type Badness = (settings: OrdererSettings) => number;

/** The settings in force first, and 41 byte limits for each of 51 counts and 51 timeouts, theirs among them. */
function manySettings(inForce: Partial<OrdererSettings> = {}): OrdererSettings[] {
  const current = { ...SETTINGS, maxMessageCount: 500, batchTimeoutMs: 2000, ...inForce };
  const axis = (own: number, length: number, value: (step: number) => number): number[] =>
    [...new Set([own, ...Array.from({ length }, (_, step) => Math.round(value(step)))])].toSorted(
      (a, b) => a - b,
    );
  const counts = axis(current.maxMessageCount, 50, (step) => 1.2 ** step + step);
  const timeouts = axis(current.batchTimeoutMs, 50, (step) => 10 * 1.13 ** step);
  const bytes = axis(current.preferredMaxBytes, 40, (step) => 4096 * 1.15 ** step);
  const grid = counts.flatMap((maxMessageCount) =>
    timeouts.flatMap((batchTimeoutMs) =>
      bytes.map((preferredMaxBytes) => ({ ...current, maxMessageCount, batchTimeoutMs, preferredMaxBytes })),
    ),
  );
  return [current, ...grid.filter((each) => !sameSettings(each, current))];
}

const lowest = (settings: readonly OrdererSettings[], badness: Badness): number =>
  settings.reduce((least, each) => Math.min(least, badness(each)), Infinity);

/** What is chosen: of those within 1 % of the best the one nearest to what is in force. */
function chosenOf(settings: readonly OrdererSettings[], badness: Badness): OrdererSettings {
  const most = lowest(settings, badness) * (1 + TIE_SHARE);
  const current = settings[0] ?? SETTINGS;
  return settings
    .filter((each) => badness(each) <= most)
    .reduce((a, b) => (settingsDistance(b, current) < settingsDistance(a, current) ? b : a));
}

/** Mean latency of a network that serves a block in 20 ms and a transaction in `perTxMs`, at this rate. */
function networkLatency(rateTps: number, perTxMs: number): Badness {
  return ({ maxMessageCount, batchTimeoutMs, preferredMaxBytes }) => {
    const fit = Math.floor(preferredMaxBytes / 4100);
    const { waitMs, blockTransactions: n } = expectedBlock(maxMessageCount, fit, batchTimeoutMs, rateTps);
    const serviceMs = 20 + perTxMs * n;
    const over = (rateTps / 1000 / n) * serviceMs - 1;
    return 30 + waitMs + serviceMs + 2500 * (over + Math.sqrt(over * over + 0.002));
  };
}

describe('worthAsking', () => {
  it('asks about all of a few, as they are', () => {
    const few = manySettings().slice(0, 8000);
    expect(
      worthAsking(few, () => {
        throw new Error('nobody is to be asked twice');
      }),
    ).toBe(few);
  });

  it('asks about a tenth of very many, each once in the end, those in force first', () => {
    const many = manySettings();
    let asked = 0;
    const worth = worthAsking(many, (some) => {
      asked += some.length;
      return Float64Array.from(some, networkLatency(60, 3));
    });
    expect(asked + worth.length).toBeLessThan(0.15 * many.length);
    // Scattered ones, and twice as many new ones around the best.
    expect(worth.length).toBeGreaterThanOrEqual(3 * 2048);
    expect(worth[0]).toBe(many[0]);
    expect(new Set(worth).size).toBe(worth.length);
  });

  it.each([
    { rateTps: 10, perTxMs: 3 },
    { rateTps: 60, perTxMs: 3 },
    { rateTps: 150, perTxMs: 3 },
    { rateTps: 150, perTxMs: 6 },
    { rateTps: 400, perTxMs: 2 },
  ])('leads to the choice among all: a network at $rateTps tps, $perTxMs ms a transaction', (at) => {
    const latency = networkLatency(at.rateTps, at.perTxMs);
    for (const inForce of [{}, { maxMessageCount: 10, batchTimeoutMs: 50 }, { preferredMaxBytes: 65_536 }]) {
      const many = manySettings(inForce);
      const known = new Map(many.map((settings) => [settings, latency(settings)]));
      const badness: Badness = (settings) => known.get(settings) ?? NaN;
      const worth = worthAsking(many, (some) => Float64Array.from(some, badness));
      expect(lowest(worth, badness)).toBe(lowest(many, badness));
      expect(chosenOf(worth, badness)).toBe(chosenOf(many, badness));
    }
  });

  it('finds a best that is narrow in every setting', () => {
    const many = manySettings();
    const target = { maxMessageCount: 90, batchTimeoutMs: 77, preferredMaxBytes: 60_000 };
    const badness: Badness = (each) =>
      Math.log(each.maxMessageCount / target.maxMessageCount) ** 2 +
      3 * Math.log(each.batchTimeoutMs / target.batchTimeoutMs) ** 2 +
      Math.abs(Math.log(each.preferredMaxBytes / target.preferredMaxBytes));
    const worth = worthAsking(many, (some) => Float64Array.from(some, badness));
    expect(lowest(worth, badness)).toBe(lowest(many, badness));
  });

  it('leaves alone what makes no difference', () => {
    const many = manySettings();
    const badness: Badness = ({ maxMessageCount }) => 1 + Math.abs(Math.log(maxMessageCount / 40));
    const worth = worthAsking(many, (some) => Float64Array.from(some, badness));
    const chosen = chosenOf(worth, badness);
    expect(chosen).toMatchObject({ batchTimeoutMs: 2000, preferredMaxBytes: SETTINGS.preferredMaxBytes });
    expect(badness(chosen)).toBe(lowest(many, badness));
  });
});
