import { describe, expect, it } from 'vitest';
import { entry } from '../../ann/queue/queue.fixture.js';
import { mean, median } from '../../domain/statistics.js';
import { believedScales, drawnFields, suspicionOf } from './field.fixture.js';
import type { FieldBeliefs, FieldDraw } from './field-sampler.js';

/** Scales that a proposed move always leaves far behind. */
const fixedAt = (smooth: number, own: number, noise: number): FieldBeliefs => ({
  scales: believedScales({ smooth, own, noise }, 1e-4),
  oddSpread: 1.5,
});
const valuesOf = (draws: readonly FieldDraw[], candidate: number) =>
  draws.map(({ residuals }) => entry(residuals, candidate));
const centredOf = (values: readonly number[]) => {
  const centre = mean(values);
  return values.map((value) => value - centre);
};
const spreadOf = (values: readonly number[]) => Math.sqrt(mean(centredOf(values).map((value) => value ** 2)));

describe('where nothing is odd', () => {
  /*
   * With `k` the Gaussian kernel of the places 0, 0.5, 1.5, 4 and rounds y = [0.4, 0.2, -0.3] of c = [0, 0, 2]:
   *   P = 0.3**2 * k + 0.2**2 * np.eye(4); A = P[np.ix_(c, c)] + 0.25**2 * np.eye(3); B = P[:, c]
   *   mean = B @ solve(A, y); deviation = sqrt(diag(P - B @ solve(A, B.T)))
   */
  const MEANS = [0.23114191, 0.07168027, -0.18169413, -0.00741859];
  const DEVIATIONS = [0.15818509, 0.28678962, 0.20404388, 0.36043972];
  const SHARED_0_1 = 0.014176545671123197;
  const draws = drawnFields(
    [
      [0, 0.4],
      [0, 0.2],
      [2, -0.3],
    ],
    fixedAt(0.3, 0.2, 0.25),
    suspicionOf(),
    { draws: 6000 },
  );

  it.each([0, 1, 2, 3])('draws candidate %i with mean and deviation of a Gaussian process', (candidate) => {
    const values = valuesOf(draws, candidate);
    const deviation = entry(DEVIATIONS, candidate);
    // Five standard errors; of a deviation that is s / sqrt(2 n).
    const margin = (5 * deviation) / Math.sqrt(values.length);
    expect(Math.abs(mean(values) - entry(MEANS, candidate))).toBeLessThan(margin);
    expect(Math.abs(spreadOf(values) - deviation)).toBeLessThan(margin / Math.SQRT2 + 0.002);
  });

  it('draws neighbours together', () => {
    const [a, b] = [centredOf(valuesOf(draws, 0)), centredOf(valuesOf(draws, 1))];
    const shared = mean(a.map((value, i) => value * entry(b, i)));
    expect(Math.abs(shared - SHARED_0_1)).toBeLessThan(
      (5 * entry(DEVIATIONS, 0) * entry(DEVIATIONS, 1)) / Math.sqrt(draws.length),
    );
  });

  it('tells how much one more round scatters', () => {
    for (const { noise } of draws.slice(0, 5)) {
      for (const value of noise) expect(value).toBeCloseTo(0.25, 2);
    }
  });
});

describe('replicates', () => {
  it('narrow what is drawn', () => {
    const spreads = [1, 2, 4, 8].map((rounds) =>
      spreadOf(
        valuesOf(
          drawnFields(
            Array.from({ length: rounds }, () => [0, 0.1] as const),
            fixedAt(0.3, 0.2, 0.25),
            suspicionOf(),
            { draws: 1500 },
          ),
          0,
        ),
      ),
    );
    expect(spreads).toEqual(spreads.toSorted((a, b) => b - a));
    // Four times the rounds, nearly half the spread.
    expect(entry(spreads, 3) / entry(spreads, 1)).toBeLessThan(0.6);
  });

  it('of a setting whose rounds scatter more tell less', () => {
    const spreads = [1, 3].map((noiseFactor) =>
      spreadOf(
        valuesOf(
          drawnFields([[0, 0.1]], fixedAt(0.3, 0.2, 0.25), suspicionOf({ noiseFactor }), { draws: 1500 }),
          0,
        ),
      ),
    );
    expect(entry(spreads, 1)).toBeGreaterThan(1.2 * entry(spreads, 0));
  });
});

describe('odd rounds', () => {
  const beliefs: FieldBeliefs = {
    scales: {
      smooth: { middle: 0.12, spread: 0.6 },
      own: { middle: 0.06, spread: 0.7 },
      noise: { middle: 0.08, spread: 0.6 },
    },
    oddSpread: 1.5,
  };
  const suspicion = suspicionOf({ oddRound: 0.2, oddSetting: 0.05 });
  /** Of one candidate, where one more round is as likely to be odd as the rounds make believe. */
  const valuesAfter = (residuals: readonly number[]) =>
    valuesOf(
      drawnFields(
        residuals.map((residual) => [0, residual] as const),
        beliefs,
        suspicion,
        { draws: 1500 },
      ),
      0,
    );
  const farShare = (values: readonly number[]) =>
    values.filter((value) => value > 1.2).length / values.length;

  it('are few: one stall among four rounds hardly moves their setting', () => {
    const values = valuesAfter([0, 2.4, 0, 0]);
    expect(Math.abs(median(values))).toBeLessThan(0.05);
    // About as often as it happened.
    expect(farShare(values)).toBeLessThan(0.3);
  });

  it('are few: two of three rounds are more likely the usual ones', () => {
    const [one, two, three] = [
      [0, 0, 2.4],
      [0, 2.4, 2.4],
      [2.4, 2.4, 2.4],
    ].map((residuals) => farShare(valuesAfter(residuals)));
    expect(two).toBeGreaterThan((one ?? NaN) + 0.1);
    expect(three).toBeGreaterThan((two ?? NaN) + 0.05);
    expect(three).toBeGreaterThan(0.8);
  });

  it('come again where they came: a setting that goes either way is drawn either way', () => {
    const share = farShare(valuesAfter([0, 2.4, 0, 2.4]));
    expect(share).toBeGreaterThan(0.15);
    expect(share).toBeLessThan(0.85);
  });

  it('make one more round of such a setting tell less', () => {
    const noiseAfter = (residuals: readonly number[]) =>
      median(
        drawnFields(
          residuals.map((residual) => [0, residual] as const),
          fixedAt(0.12, 0.06, 0.08),
          suspicion,
          { draws: 500 },
        ).map(({ noise }) => entry(noise, 0)),
      );
    expect(noiseAfter([0, 2.4, 0, 2.4])).toBeGreaterThan(1.5 * noiseAfter([0, 0, 0, 0]));
  });

  it('do not move other settings', () => {
    const rounds = [0, 2.4, 0, 0].map((residual) => [0, residual] as const);
    const neighbour = valuesOf(drawnFields(rounds, beliefs, suspicion, { draws: 1500 }), 1);
    expect(Math.abs(median(neighbour))).toBeLessThan(0.05);
  });
});

describe('odd settings', () => {
  const beliefs: FieldBeliefs = { ...fixedAt(0.12, 0.06, 0.08), oddSpread: 1.5 };
  /** Candidate 1 lies far off the others, as often as it was measured. */
  const rounds = [[0, 0], [2, 0], ...Array.from({ length: 4 }, () => [1, 0.7])].map(
    ([candidate = NaN, residual = NaN]) => [candidate, residual] as const,
  );
  const values = (oddSetting: number, candidate: number) =>
    valuesOf(drawnFields(rounds, beliefs, suspicionOf({ oddSetting }), { draws: 1500 }), candidate);

  it('are told by their rounds: one that lies far off is believed to, however rare that is', () => {
    const far = Array.from({ length: 4 }, () => [1, 0.5] as const);
    const scales = { ...fixedAt(0.03, 0.03, 0.08), oddSpread: 1.5 };
    const found = valuesOf(drawnFields(far, scales, suspicionOf({ oddSetting: 0.05 }), { draws: 1500 }), 1);
    // Not odd, it would be drawn half way back: 0.5 * (0.03^2 + 0.03^2) / (0.03^2 + 0.03^2 + 0.08^2 / 4) = 0.26.
    expect(median(found)).toBeGreaterThan(0.4);
  });

  it('keep what is their own to themselves', () => {
    expect(Math.abs(median(values(0.3, 0)))).toBeLessThan(0.1);
    expect(Math.abs(median(values(0.3, 2)))).toBeLessThan(0.1);
    // Where none may be odd, the neighbours have to go along.
    expect(median(values(0, 0))).toBeGreaterThan(0.1);
  });
});

it('draws alike for one seed', () => {
  const drawn = (seed: number) =>
    drawnFields([[0, 0.6]], fixedAt(0.3, 0.2, 0.25), suspicionOf({ oddRound: 0.4 }), { draws: 20, seed });
  expect(drawn(5)).toEqual(drawn(5));
  expect(drawn(5)).not.toEqual(drawn(6));
});

it('draws from what is believed before any round', () => {
  const draws = drawnFields([], fixedAt(0.3, 0.4, 0.25), suspicionOf(), { draws: 3000 });
  const values = valuesOf(draws, 3);
  // Smooth and own together: sqrt(0.3^2 + 0.4^2) = 0.5; five standard errors.
  expect(Math.abs(mean(values))).toBeLessThan((5 * 0.5) / Math.sqrt(3000));
  expect(Math.abs(spreadOf(values) - 0.5)).toBeLessThan((5 * 0.5) / Math.sqrt(6000));
});
