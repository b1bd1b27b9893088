import { z } from 'zod';
import { mean, quantile } from '../../domain/statistics.js';

/** How wide an interval is at a point: `spread * (1 + saturation * nearness + doubt * disagreement)`. */
export const calibrationSchema = z
  .strictObject({
    saturation: z.number().min(0),
    doubt: z.number().min(0),
    /** Errors, of widths as above with a spread of 1, between which 90 of 100 lie. */
    low: z.number(),
    high: z.number(),
  })
  .readonly();
export type Calibration = z.infer<typeof calibrationSchema>;

/** What makes an error likely to be large. */
export interface Doubt {
  /** 0 to 1, as `nearness` gives it. */
  readonly nearness: ArrayLike<number>;
  /** Standard deviation over the parameters held possible and the ways of predicting, of logarithms. */
  readonly disagreement: ArrayLike<number>;
}

const SATURATION_FACTORS = [0, 1, 2, 4, 8, 16];
const DOUBT_FACTORS = [0, 2, 5, 10, 20];
/** Log-likelihood that a factor must gain before it is believed. */
const PRICE = 2;

export const COVERAGE = 0.9;
/** Rows from which the two sides are told apart. */
const ROWS_OF_TWO_SIDES = 100;
/** Beyond the largest error of few rows the next one may well lie: by this factor. */
const FACTOR_OF_FEW = 1.15;

/**
 * Fits widths and quantiles to errors of rows that the predictions had not seen: conformal intervals scaled by
 * what makes errors large (Lei et al. 2018, Distribution-free predictive inference for regression). The factors are
 * those that make the errors most likely as Laplace's; the quantile is that of n + 1 errors, the new one included.
 * @param errors - measured minus predicted, of logarithms; NaN where nothing was measured.
 */
export function calibrate(errors: ArrayLike<number>, doubt: Doubt): Calibration {
  const rows = Array.from({ length: errors.length }, (_, row) => row).filter((row) =>
    Number.isFinite(errors[row]),
  );
  if (rows.length === 0) return { saturation: 0, doubt: 0, low: 0, high: 0 };
  const best = SATURATION_FACTORS.flatMap((saturation) =>
    DOUBT_FACTORS.map((factor) => {
      const widths = rows.map((row) => widthAt({ saturation, doubt: factor }, doubt, row));
      const scaled = rows.map((row, i) => (errors[row] ?? NaN) / (widths[i] ?? NaN));
      const size = mean(scaled.map(Math.abs)) + Number.EPSILON;
      const used = Number(saturation > 0) + Number(factor > 0);
      const likelihood =
        -rows.length * Math.log(size) - widths.reduce((sum, width) => sum + Math.log(width), 0);
      return { saturation, doubt: factor, scaled, score: likelihood - PRICE * used };
    }),
  ).reduce((a, b) => (b.score > a.score ? b : a));
  return { saturation: best.saturation, doubt: best.doubt, ...boundsOf(best.scaled) };
}

/**
 * Added to either side, as a logarithm: figures are written rounded, and many may lie at one place, such as a
 * throughput of just the rate, so that a bound without it would fall among equals by chance.
 */
const RESOLUTION = 0.002;

function boundsOf(scaled: readonly number[]): { low: number; high: number } {
  const n = scaled.length;
  const level = (share: number): number => Math.min(1, (share * (n + 1)) / n);
  if (n >= ROWS_OF_TWO_SIDES) {
    const side = (1 + COVERAGE) / 2;
    return {
      low: quantile(scaled, 1 - level(side)) - RESOLUTION,
      high: quantile(scaled, level(side)) + RESOLUTION,
    };
  }
  const few = COVERAGE * (n + 1) > n ? FACTOR_OF_FEW : 1;
  const high = few * quantile(scaled.map(Math.abs), level(COVERAGE)) + RESOLUTION;
  return { low: -high, high };
}

export function widthAt(
  { saturation, doubt: factor }: Pick<Calibration, 'saturation' | 'doubt'>,
  doubt: Doubt,
  row: number,
): number {
  return 1 + saturation * (doubt.nearness[row] ?? 0) + factor * (doubt.disagreement[row] ?? 0);
}
