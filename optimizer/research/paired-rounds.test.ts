import { describe, expect, it } from 'vitest';
import { measuredRound, SETTINGS } from '../dataset/round.fixture.js';
import { failuresOf, pairsOf, sideMean } from './paired-rounds.js';
import { RECOMMENDED, verificationRounds } from './report.fixture.js';

const sides = { baseline: SETTINGS, recommended: RECOMMENDED };

describe('pairsOf', () => {
  it('matches rounds by replicate, in whatever order they come', () => {
    const pairs = pairsOf(verificationRounds().toReversed(), sides);
    expect(pairs.map(({ replicate }) => replicate)).toEqual([4, 3, 2, 1]);
    for (const { baseline, recommended } of pairs) {
      expect(baseline.settings).toEqual(SETTINGS);
      expect(recommended.settings).toEqual(RECOMMENDED);
      expect(recommended.replicate).toBe(baseline.replicate);
    }
  });

  it('leaves out rounds with other settings', () => {
    const other = measuredRound({ settings: { maxMessageCount: 7 }, replicate: 1 });
    expect(pairsOf([other, ...verificationRounds()], sides)).toHaveLength(4);
  });

  it('pairs no round with itself where both sides have equal settings', () => {
    expect(pairsOf(verificationRounds(), { baseline: SETTINGS, recommended: SETTINGS })).toEqual([]);
  });
});

describe('sideMean', () => {
  it('takes the mean over one side', () => {
    const pairs = pairsOf(verificationRounds(), sides);
    expect(sideMean(pairs, 'baseline', 'latencyMeanMs')).toBe((980 + 1010 + 955 + 995) / 4);
    expect(sideMean(pairs, 'recommended', 'latencyMeanMs')).toBe((58 + 63 + 57 + 66) / 4);
  });
});

describe('failuresOf', () => {
  it('counts failures of all that was sent', () => {
    const pairs = pairsOf(verificationRounds(), sides);
    expect(failuresOf(pairs, 'recommended')).toEqual({
      failed: 20,
      all: 4 * (295 + 5),
      sharePct: (100 * 20) / 1200,
    });
  });
});
