import { describe, expect, it } from 'vitest';
import { SETTINGS } from '../dataset/round.fixture.js';
import { safeRegionSchema, type KnobRange } from '../domain/recommendation-detail.js';
import type { OrdererSettings } from '../domain/settings.js';
import { safeRegion, type SafeRegionRequest, type SettingsScore } from './safe-region.js';

const CHOSEN: OrdererSettings = { ...SETTINGS, maxMessageCount: 50, batchTimeoutMs: 100 };
const BOX = { maxMessageCount: { min: 10, max: 500 }, batchTimeoutMs: { min: 10, max: 2000 } };
const BROKEN = { figure: 'throughputTps', bound: '>=', value: 57 } as const;

/** Good from 41 to 183 ms and from 33 messages on; limits break below 41 ms, and latency rises elsewhere. */
function scoreOf({ batchTimeoutMs, maxMessageCount }: OrdererSettings): SettingsScore {
  const slow = batchTimeoutMs > 183 || maxMessageCount < 33;
  const probability = batchTimeoutMs < 41 ? 0.4 : 0.97;
  return { cost: slow ? 53 : 50, probability, broken: BROKEN };
}

function regionOf(more: Partial<SafeRegionRequest> = {}): ReturnType<typeof safeRegion> {
  return safeRegion({
    chosen: CHOSEN,
    box: BOX,
    goal: { objective: 'min-latency', confidence: 0.9 },
    score: (settings) => settings.map(scoreOf),
    ...more,
  });
}

function knobOf({ knobs }: ReturnType<typeof safeRegion>, name: KnobRange['name']): KnobRange | undefined {
  return knobs.find((knob) => knob.name === name);
}

describe('safeRegion', () => {
  it('finds ends to the unit, and why there is no going further', () => {
    const region = regionOf();
    expect(safeRegionSchema.parse(region)).toEqual(region);
    expect(knobOf(region, 'batchTimeoutMs')).toMatchObject({
      chosen: 100,
      low: { value: 41, reason: 'limits', broken: BROKEN },
      high: { value: 183, reason: 'cost' },
    });
    expect(knobOf(region, 'maxMessageCount')).toMatchObject({
      low: { value: 33, reason: 'cost' },
      high: { value: 500, reason: 'box' },
    });
  });

  it('says so for people', () => {
    expect(regionOf().description).toEqual([
      'maxMessageCount: anything from 33 to 500 messages is as good; below 33 messages latency rises by more ' +
        'than 5 %; above 500 messages nothing was measured or is allowed',
      'batchTimeoutMs: anything from 41 to 183 ms is as good; below 41 ms throughputTps>=57 no longer holds ' +
        'with 90 % probability; above 183 ms latency rises by more than 5 %',
    ]);
    // 1 / 1.05 of the throughput is 4.8 % less.
    expect(regionOf({ goal: { objective: 'max-throughput', confidence: 0.9 } }).description[0]).toContain(
      'throughput falls by more than 4.8 %',
    );
  });

  it('ends at the first value that is worse, though better ones lie beyond', () => {
    const score = (settings: readonly OrdererSettings[]): SettingsScore[] =>
      settings.map(({ batchTimeoutMs }) => ({
        cost: batchTimeoutMs > 120 && batchTimeoutMs < 400 ? 60 : 50,
        probability: 1,
      }));
    expect(knobOf(regionOf({ score }), 'batchTimeoutMs')).toMatchObject({
      low: { value: 10, reason: 'box' },
      high: { value: 120, reason: 'cost' },
    });
  });

  it('takes a little more cost as as good, and not more', () => {
    const score = (settings: readonly OrdererSettings[]): SettingsScore[] =>
      settings.map(({ batchTimeoutMs }) => ({ cost: batchTimeoutMs, probability: 1 }));
    expect(knobOf(regionOf({ score }), 'batchTimeoutMs')?.high.value).toBe(105);
    expect(knobOf(regionOf({ score, tolerance: 0.2 }), 'batchTimeoutMs')?.high.value).toBe(120);
  });

  it.each([11, 12, 13, 14, 15, 16, 17])(
    'finds an end at %d, among values tried that differ by little',
    (end) => {
      const score = (settings: readonly OrdererSettings[]): SettingsScore[] =>
        settings.map(({ maxMessageCount }) => ({ cost: maxMessageCount < end ? 2 : 1, probability: 1 }));
      expect(knobOf(regionOf({ score }), 'maxMessageCount')?.low.value).toBe(end);
    },
  );

  it('finds ends of wide ranges too', () => {
    const box = { preferredMaxBytes: { min: 1024, max: 50_000_000 } };
    const score = (settings: readonly OrdererSettings[]): SettingsScore[] =>
      settings.map(({ preferredMaxBytes }) => ({
        cost: preferredMaxBytes < 123_456 ? 9 : 1,
        probability: 1,
      }));
    const region = regionOf({ box, score });
    expect(region.knobs.map(({ name }) => name)).toEqual(['preferredMaxBytes']);
    expect(region.grid).toBeUndefined();
    // The bytes that a block may hold never exceed those that it must not.
    expect(region.knobs[0]).toMatchObject({
      low: { value: 123_456, reason: 'cost' },
      high: { value: CHOSEN.absoluteMaxBytes, reason: 'box' },
    });
  });

  it('has a curve through the chosen value and across both ends', () => {
    const curve = knobOf(regionOf(), 'batchTimeoutMs')?.curve ?? [];
    const values = curve.map(({ value }) => value);
    expect(values).toEqual([...new Set(values)].toSorted((a, b) => a - b));
    expect(values).toEqual(expect.arrayContaining([10, 40, 41, 100, 183, 184, 2000]));
    expect(curve.find(({ value }) => value === 40)).toEqual({ value: 40, cost: 50, probability: 0.4 });
  });

  it('moves count and timeout together on the grid', () => {
    const { grid } = regionOf();
    const { maxMessageCounts = [], batchTimeoutsMs = [], safe = [], worsePct = [] } = grid ?? {};
    expect(maxMessageCounts).toContain(50);
    expect(batchTimeoutsMs).toContain(100);
    const cells = maxMessageCounts.flatMap((maxMessageCount) =>
      batchTimeoutsMs.map((batchTimeoutMs) => ({ ...CHOSEN, maxMessageCount, batchTimeoutMs })),
    );
    expect(worsePct).toHaveLength(cells.length);
    cells.forEach((cell, place) => {
      const { cost, probability } = scoreOf(cell);
      expect(worsePct[place]).toBeCloseTo(cost === 50 ? 0 : 6, 9);
      expect(safe[place]).toBe(cost === 50 && probability > 0.9);
    });
  });

  it('is the chosen value alone where its neighbours are worse', () => {
    const score = (settings: readonly OrdererSettings[]): SettingsScore[] =>
      settings.map(({ batchTimeoutMs }) => ({ cost: batchTimeoutMs === 100 ? 1 : 2, probability: 1 }));
    const region = regionOf({ score });
    expect(knobOf(region, 'batchTimeoutMs')).toMatchObject({ low: { value: 100 }, high: { value: 100 } });
    expect(region.description[1]).toContain('only 100 ms is as good');
  });

  it('reaches from a chosen value outside the box to its far end', () => {
    const score = (settings: readonly OrdererSettings[]): SettingsScore[] =>
      settings.map(() => ({ cost: 1, probability: 1 }));
    const region = regionOf({ chosen: { ...CHOSEN, batchTimeoutMs: 5000 }, score });
    expect(knobOf(region, 'batchTimeoutMs')).toMatchObject({
      low: { value: 10, reason: 'box' },
      high: { value: 5000, reason: 'box' },
    });
    const values = knobOf(region, 'batchTimeoutMs')?.curve.map(({ value }) => value) ?? [];
    expect(values.filter((value) => value > 2000 && value < 5000)).not.toEqual([]);
  });
});
