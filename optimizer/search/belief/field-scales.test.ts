import { describe, expect, it } from 'vitest';
import { entry } from '../../ann/queue/queue.fixture.js';
import { seededRandom } from '../../domain/random.js';
import { believedScales, LINE, seenOf } from './field.fixture.js';
import { middleScales, movedScales, scaleRounds, type FieldScales, type Variances } from './field-scales.js';

const BELIEFS = {
  smooth: { middle: 0.1, spread: 0.6 },
  own: { middle: 0.05, spread: 0.7 },
  noise: { middle: 0.08, spread: 0.5 },
};
/** Three rounds of candidate 2, one of candidate 0. */
const SEEN = seenOf([
  [2, 0.3],
  [0, -0.1],
  [2, 0.1],
  [2, 1.9],
]);
const PLAIN: Variances = { round: (_, noise) => noise ** 2, own: (_, own) => own ** 2 };
const scaled = (scales: FieldScales, variances = PLAIN, seen = SEEN) =>
  scaleRounds(scales, seen, { likeness: LINE, variances, beliefs: BELIEFS });

describe('scaleRounds', () => {
  /*
   * Expected densities from scipy, round by round and without putting replicates together: with `k` the Gaussian
   * kernel of the places 0, 0.5, 1.5, 4 (1e-6 added to its diagonal) and c = [2, 0, 2, 2], y = [0.3, -0.1, 0.1, 1.9],
   *   C = smooth**2 * k[np.ix_(c, c)] + own variance where c[i] == c[j] + diag(round variances)
   *   multivariate_normal.logpdf(y, np.zeros(4), C) + 2 * log(2 pi) - sum((log(scale / middle) / spread)**2 / 2)
   */
  it('gives rounds, replicates among them, and scales the density of a multivariate normal', () => {
    const found = scaled({ smooth: 0.2, own: 0.1, noise: 0.3 });
    expect(found?.logDensity).toBeCloseTo(-15.210580771377167, 9);
  });

  it('gives rounds and settings of other variance theirs', () => {
    // The last round, and candidate 0, with a variance of 1.5^2 more.
    const found = scaled(
      { smooth: 0.1, own: 0.05, noise: 0.08 },
      {
        round: (round, noise) => noise ** 2 + (round === 3 ? 1.5 ** 2 : 0),
        own: (candidate, own) => own ** 2 + (candidate === 0 ? 1.5 ** 2 : 0),
      },
    );
    expect(found?.logDensity).toBeCloseTo(-0.07229205619170864, 9);
  });

  it('weighs the rounds of a setting by their precision', () => {
    // Candidate 2: precisions 1, 1 and 1 / 4 of 0.3, 0.1 and 1.9; candidate 0: 1 of -0.1.
    const { means, precisions } = scaled(
      { smooth: 0.2, own: 0.1, noise: 1 },
      { round: (round, noise) => (round === 3 ? 4 : noise ** 2), own: PLAIN.own },
    ) ?? { means: [], precisions: [] };
    expect(entry(precisions, 0)).toBeCloseTo(2.25, 12);
    expect(entry(precisions, 1)).toBeCloseTo(1, 12);
    expect(entry(means, 0)).toBeCloseTo((0.3 + 0.1 + 1.9 / 4) / 2.25, 12);
    expect(entry(means, 1)).toBeCloseTo(-0.1, 12);
  });

  it('has no rounds to compare before the first', () => {
    // Only the beliefs of the scales are left.
    const before = scaled({ smooth: 0.2, own: 0.05, noise: 0.08 }, PLAIN, seenOf([]));
    expect(before?.logDensity).toBeCloseTo(-((Math.log(2) / 0.6) ** 2) / 2, 12);
  });

  it('answers undefined for scales beyond numbers', () => {
    expect(scaled({ smooth: 1e200, own: 0.1, noise: 0.1 })).toBeUndefined();
  });
});

describe('scales', () => {
  it('start at the middle of what is believed', () => {
    expect(middleScales(BELIEFS)).toEqual({ smooth: 0.1, own: 0.05, noise: 0.08 });
    const same = { smooth: 1, own: 2, noise: 3 };
    expect(middleScales(believedScales(same, 0.1))).toEqual(same);
  });

  it('move by factors, up as often as down, and each by itself', () => {
    const random = seededRandom(2);
    const start = { smooth: 0.1, own: 0.01, noise: 1 };
    const moves = Array.from({ length: 2000 }, () => movedScales(start, random));
    const logs = (name: keyof FieldScales) => moves.map((moved) => Math.log(moved[name] / start[name]));
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    for (const name of ['smooth', 'own', 'noise'] as const) {
      const spread = Math.sqrt(mean(logs(name).map((value) => value ** 2)));
      expect(spread).toBeGreaterThan(0);
      // Five standard errors.
      expect(Math.abs(mean(logs(name)))).toBeLessThan((5 * spread) / Math.sqrt(2000));
    }
    expect(logs('smooth')).not.toEqual(logs('own'));
  });
});
