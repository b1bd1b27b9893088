import { describe, expect, it } from 'vitest';
import { equivalentPoints } from './design-equivalence.js';
import type { Load } from './load.js';
import { pointIdOf } from './plan.js';
import { KIB, MIB, type OrdererSettings } from './settings.js';

function point(change: Partial<OrdererSettings>, load: Partial<Load> = {}) {
  const settings = {
    maxMessageCount: 500,
    preferredMaxBytes: 2 * MIB,
    absoluteMaxBytes: 10 * MIB,
    batchTimeoutMs: 250,
    ...change,
  };
  const full: Load = { workload: 'publish', sendRateTps: 60, ...load };
  return { pointId: pointIdOf(settings, full), settings, load: full };
}

const raft = { txBytes: 3600, consensus: 'raft' } as const;

describe('equivalentPoints', () => {
  it('groups points whose only differences change nothing', () => {
    // 1 + 60 * 0.25 = 16 by timeout; 3,600 bytes make 582, 291 and 29 by preferredMaxBytes
    const same = [
      point({}),
      point({ maxMessageCount: 100, absoluteMaxBytes: 5 * MIB }),
      point({ preferredMaxBytes: MIB }),
    ];
    const others = [
      point({ maxMessageCount: 20 }), // below 2 x 16: may rule at times
      point({ preferredMaxBytes: 104 * KIB }),
      point({ batchTimeoutMs: 300 }), // rules
      point({}, { sendRateTps: 61 }),
      point({}, { workload: 'mixed' }),
    ];
    expect(equivalentPoints([...others, ...same], raft)).toEqual([
      { points: same, differIn: ['maxMessageCount', 'preferredMaxBytes', 'absoluteMaxBytes'] },
    ]);
  });

  it('keeps points apart where the difference is dead at one of them only', () => {
    // 16 by timeout; 500 messages are dead, 31 are not
    expect(equivalentPoints([point({}), point({ maxMessageCount: 31 })], raft)).toEqual([]);
  });

  it('groups points that rule by the same count whatever their timeouts', () => {
    const count = { maxMessageCount: 5 }; // 1 + 60 * 0.25 = 16 and 1 + 60 * 2 = 121
    const points = [point(count), point({ ...count, batchTimeoutMs: 2000 })];
    expect(equivalentPoints(points, raft)).toEqual([{ points, differIn: ['batchTimeoutMs'] }]);
  });

  it('goes by the writes of a mixed load and takes all settings of a reading one for equal', () => {
    // Half of 240 tps is written: 1 + 120 * 0.25 = 31, and 62 messages are twice that.
    const mixed = [62, 61].map((maxMessageCount) =>
      point({ maxMessageCount }, { workload: 'mixed', sendRateTps: 240 }),
    );
    const dead = point({}, { workload: 'mixed', sendRateTps: 240 });
    expect(equivalentPoints([...mixed, dead], raft).map(({ points }) => points)).toEqual([[mixed[0], dead]]);
    const reads = [point({ maxMessageCount: 1 }, { workload: 'read' }), point({}, { workload: 'read' })];
    expect(equivalentPoints(reads, raft)).toHaveLength(1);
  });
});
