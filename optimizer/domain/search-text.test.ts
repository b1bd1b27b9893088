import { describe, expect, it } from 'vitest';
import { describeBelief, describeClosest } from './search-text.js';
import { MIB } from './settings.js';

const settings = {
  maxMessageCount: 10,
  preferredMaxBytes: 2 * MIB,
  absoluteMaxBytes: 10 * MIB,
  batchTimeoutMs: 100,
};
const measured = { rounds: 2, throughputTps: 59.94, latencyMeanMs: 45.27, latencyP95Ms: 81, failedPct: 0 };

describe('describeBelief', () => {
  it('tells settings, expectation with intervals, measured medians, sureness, gain and rounds left', () => {
    const belief = {
      rounds: 7,
      recommended: settings,
      measured,
      expected: {
        throughputTps: 60,
        latencyMeanMs: 44,
        latencyP95Ms: 80,
        interval90: {
          throughputTps: { low: 58, high: 61 },
          latencyMeanMs: { low: 40, high: 51.26 },
          latencyP95Ms: { low: 70, high: 95 },
        },
      },
      probabilityBest: 0.625,
      expectedImprovementPct: 3.14,
    };
    expect(describeBelief(belief, 18)).toBe(
      'best so far: 10 messages, 100 ms, preferred 2 MiB, absolute 10 MiB: ' +
        'expected 60 tps (58 to 61), mean 44 ms (40 to 51.3), p95 80 ms (70 to 95), ' +
        'measured 59.9 tps, mean 45.3 ms, p95 81 ms in 2 rounds; the best with probability 62.5 %; ' +
        'one more round may gain 3.14 %; 18 rounds left',
    );
  });

  it('says where nothing is known of a recommended setting but its name', () => {
    expect(describeBelief({ rounds: 1, recommended: settings }, 1)).toMatch(
      /: not measured itself; 1 round left$/,
    );
  });
});

describe('describeClosest', () => {
  it('tells which limits are broken and by what', () => {
    const closest = {
      settings,
      measured: { ...measured, rounds: 1, failedPct: 2.5 },
      broken: ['latencyP95Ms<=50', 'failedPct<=1'],
    };
    expect(describeClosest({ rounds: 3, closest })).toBe(
      'nothing acceptable known so far; closest: 10 messages, 100 ms, preferred 2 MiB, absolute 10 MiB, ' +
        'which breaks latencyP95Ms<=50, failedPct<=1: 59.9 tps, mean 45.3 ms, p95 81 ms, 2.5 % failed in 1 round',
    );
  });

  it('tells limits that are kept, but not surely enough, from broken ones', () => {
    const closest = { settings, measured, broken: [] };
    expect(describeBelief({ rounds: 3, closest }, 2)).toMatch(
      /keeps the limits, but not surely enough: .*; 2 rounds left$/,
    );
  });
});
