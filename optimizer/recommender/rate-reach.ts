import type { DataRow } from '../dataset/columns.js';
import { NotEnoughDataError } from '../domain/errors.js';

/** The rate that a generator achieves is a little off the one that was asked for. */
const TOLERANCE = 0.05;

/**
 * How far beyond the measured rates a model is still asked. The load of every part of a network grows in
 * proportion to the rate, and a part shows how much it can take only from about a third of that on: below, it
 * adds less than half of its own time to the latency, which rounds that differ by a tenth hide. So at three times
 * the highest measured rate a part may be beyond its limit of which no round told anything. What holds upwards is
 * used downwards too.
 */
const FARTHEST = 3;

/** @throws NotEnoughDataError for a rate of which the rows say nothing */
export function refuseFarRates(rows: readonly DataRow[], sendRatesTps: readonly number[]): void {
  const { min, max } = ratesOf(rows);
  const far = sendRatesTps.filter((rate) => rate < min / FARTHEST || rate > max * FARTHEST);
  if (far.length === 0) return;
  throw new NotEnoughDataError(
    `${list(far)} is more than ${FARTHEST} times outside the measured rates, ${range(rows)}: nothing is known ` +
      `about it; measure with "gridtune sweep", with sendRateTps: [${far.join(', ')}] in its plan`,
  );
}

export function rateWarnings(rows: readonly DataRow[], sendRatesTps: readonly number[]): string[] {
  const { min, max } = ratesOf(rows);
  return sendRatesTps
    .filter((rate) => rate < min * (1 - TOLERANCE) || rate > max * (1 + TOLERANCE))
    .map(
      (rate) => `the send rate of ${rate} tps is outside the measured rates, ${range(rows)}: measure at it`,
    );
}

function ratesOf(rows: readonly DataRow[]): { min: number; max: number } {
  return {
    min: rows.reduce((least, { sendRateTps }) => Math.min(least, sendRateTps), Infinity),
    max: rows.reduce((most, { sendRateTps }) => Math.max(most, sendRateTps), -Infinity),
  };
}

function range(rows: readonly DataRow[]): string {
  const { min, max } = ratesOf(rows);
  return `${min.toFixed(1)} to ${max.toFixed(1)} tps`;
}

function list(rates: readonly number[]): string {
  return rates.length === 1
    ? `the send rate of ${rates[0]} tps`
    : `each of the send rates ${rates.join(', ')} tps`;
}
