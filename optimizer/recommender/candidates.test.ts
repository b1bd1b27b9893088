import { describe, expect, it } from 'vitest';
import { dataRow, SETTINGS } from '../dataset/round.fixture.js';
import { allowedRanges, guardRailsSchema, outsideRanges } from '../domain/guard-rails.js';
import { SETTING_NAMES, ordererSettingsSchema, sameSettings } from '../domain/settings.js';
import { candidateSettings, outsideBox, sweptBox } from './candidates.js';

const at = (maxMessageCount: number, batchTimeoutMs: number, more = {}) =>
  dataRow({ ...SETTINGS, maxMessageCount, batchTimeoutMs, ...more });
// The corners of a box and one point inside it that no equal steps meet.
const ROWS = [at(7, 50), at(7, 1300), at(333, 50), at(333, 1300), at(41, 777)];

const settingsOf = ({ maxMessageCount, batchTimeoutMs }: (typeof ROWS)[number]) => ({
  maxMessageCount,
  batchTimeoutMs,
});

describe('candidateSettings', () => {
  const candidates = candidateSettings(ROWS, SETTINGS);

  it('holds the current settings and every measured one', () => {
    for (const { maxMessageCount, batchTimeoutMs } of [SETTINGS, ...ROWS]) {
      const settings = { ...SETTINGS, maxMessageCount, batchTimeoutMs };
      expect(candidates.some((candidate) => sameSettings(candidate, settings))).toBe(true);
    }
  });

  it('holds each setting once', () => {
    expect(new Set(candidates.map((each) => SETTING_NAMES.map((name) => each[name]).join())).size).toBe(
      candidates.length,
    );
    expect(candidates.length).toBeGreaterThan(400);
  });

  it('is whole-unit and within the hard limits', () => {
    for (const candidate of candidates) expect(ordererSettingsSchema.parse(candidate)).toEqual(candidate);
  });

  it('leaves the swept box for nothing but the current settings', () => {
    const current = { ...SETTINGS, maxMessageCount: 5000, batchTimeoutMs: 9000 };
    const outside = candidateSettings(ROWS, current).filter(
      (candidate) => outsideBox(candidate, sweptBox(ROWS)).length > 0,
    );
    expect(outside).toEqual([current]);
  });

  it('leaves the guard rails for nothing but the current settings, which a grid inside them replaces', () => {
    const ranges = allowedRanges(
      guardRailsSchema.parse({ maxMessageCount: { min: 10, max: 90 }, batchTimeoutMs: { min: 300 } }),
    );
    const [first, ...others] = candidateSettings(ROWS, SETTINGS, ranges);
    expect(first).toEqual(SETTINGS); // 100 messages, 250 ms
    expect(others.flatMap((each) => outsideRanges(each, ranges, SETTINGS))).toEqual([]);
    const counts = others.map(({ maxMessageCount }) => maxMessageCount);
    expect([Math.min(...counts), Math.max(...counts)]).toEqual([10, 90]);
    expect(Math.min(...others.map(({ batchTimeoutMs }) => batchTimeoutMs))).toBe(300);
    expect(others.length).toBeGreaterThan(400);
  });

  it('holds no measured pair of byte limits that the guard rails forbid', () => {
    const rows = [...ROWS, at(41, 777, { preferredMaxBytes: 4096 })];
    expect(new Set(candidateSettings(rows, SETTINGS).map((each) => each.preferredMaxBytes)).size).toBe(2);
    const ranges = allowedRanges(guardRailsSchema.parse({ preferredMaxBytes: { min: 8192 } }));
    expect(new Set(candidateSettings(rows, SETTINGS, ranges).map((each) => each.preferredMaxBytes))).toEqual(
      new Set([SETTINGS.preferredMaxBytes]),
    );
  });

  it('is the current settings alone where the guard rails leave nothing of the box', () => {
    const ranges = allowedRanges(guardRailsSchema.parse({ maxMessageCount: { min: 400 } }));
    expect(candidateSettings(ROWS, SETTINGS, ranges)).toEqual([SETTINGS]);
  });

  it('steps by equal ratios, as far as whole numbers allow', () => {
    const counts = [...new Set(candidates.map(({ maxMessageCount }) => maxMessageCount))]
      .filter((count) => count !== SETTINGS.maxMessageCount && count !== 41)
      .toSorted((a, b) => a - b);
    expect(counts.at(0)).toBe(7);
    expect(counts.at(-1)).toBe(333);
    // 23 steps from 7 to 333 are 18 % each; rounding moves a value by half at most.
    const step = (333 / 7) ** (1 / 23);
    counts.slice(1).forEach((count, i) => {
      expect(Math.abs(count - (counts[i] ?? 0) * step)).toBeLessThanOrEqual(0.5 + 0.5 * step);
    });
  });

  it('lets each knob stay where it is while the other moves', () => {
    const moved = candidates.filter(({ maxMessageCount }) => maxMessageCount === SETTINGS.maxMessageCount);
    expect(Math.min(...moved.map(({ batchTimeoutMs }) => batchTimeoutMs))).toBe(50);
    expect(Math.max(...moved.map(({ batchTimeoutMs }) => batchTimeoutMs))).toBe(1300);
  });

  it('takes the byte limits in force where the sweep did not vary them', () => {
    const current = { ...SETTINGS, preferredMaxBytes: 1_000_000 };
    const others = candidateSettings(ROWS, current).filter(
      (candidate) => !ROWS.some((row) => sameSettings({ ...SETTINGS, ...settingsOf(row) }, candidate)),
    );
    expect(new Set(others.map(({ preferredMaxBytes }) => preferredMaxBytes))).toEqual(new Set([1_000_000]));
  });

  it('tries each measured pair of byte limits where the sweep varied them', () => {
    const rows = [at(7, 50, { preferredMaxBytes: 65_536 }), at(333, 1300)];
    const tried = candidateSettings(rows, SETTINGS).map(({ preferredMaxBytes }) => preferredMaxBytes);
    expect(new Set(tried)).toEqual(new Set([SETTINGS.preferredMaxBytes, 65_536]));
    // Half of the grid each, and not only at the point that was measured with it.
    expect(tried.filter((bytes) => bytes === 65_536).length).toBeGreaterThan(400);
  });

  it('begins with the current settings', () => {
    expect(candidates[0]).toEqual(SETTINGS);
  });

  it('takes the byte limits in force where nobody recorded any', () => {
    const unknown = { preferredMaxBytes: undefined, absoluteMaxBytes: undefined };
    const rows = [at(7, 50, unknown), at(333, 1300, unknown)];
    for (const { preferredMaxBytes, absoluteMaxBytes } of candidateSettings(rows, SETTINGS))
      expect({ ...SETTINGS, preferredMaxBytes, absoluteMaxBytes }).toEqual(SETTINGS);
  });

  it('leaves out what was measured and no orderer takes: parts of a millisecond, no timeout', () => {
    const found = candidateSettings([at(7, 50.5), at(33, 1), at(10, 200.5)], SETTINGS);
    for (const candidate of found) expect(ordererSettingsSchema.safeParse(candidate).success).toBe(true);
    expect(Math.max(...found.map(({ batchTimeoutMs }) => batchTimeoutMs))).toBe(250);
    expect(found.some(({ batchTimeoutMs }) => batchTimeoutMs === 200)).toBe(true);
  });

  it('is the measured and the current setting where only one was measured', () => {
    expect(candidateSettings([at(7, 50)], SETTINGS)).toHaveLength(2);
  });
});

describe('outsideBox', () => {
  it('names the knobs that were not measured there', () => {
    const box = sweptBox(ROWS);
    expect(outsideBox({ ...SETTINGS, maxMessageCount: 333 }, box)).toEqual([]);
    expect(outsideBox({ ...SETTINGS, maxMessageCount: 334, batchTimeoutMs: 49 }, box)).toEqual([
      'maxMessageCount',
      'batchTimeoutMs',
    ]);
  });
});
