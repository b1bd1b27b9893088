import type { AveragedRow } from '../../dataset/averaged-points.js';
import { minimise, type Linearised, type Minimised } from './least-squares.js';
import { columnsOf, type QueueColumns, type QueueLayout } from './queue-layout.js';
import { PLACE, type Parameter } from './queue-parameters.js';
import { cutColumns, respond, type CutColumns, type QueueResponse } from './queue-response.js';

/** How far measured values lie from the model's, as standard deviations of logarithms. */
export interface QueueSpread {
  readonly latency: number;
  readonly throughput: number;
}

/** Expected before any row is seen; it counts as much as {@link SPREAD_WEIGHT} rows. */
export const EXPECTED_SPREAD: QueueSpread = { latency: 0.12, throughput: 0.06 };
const SPREAD_WEIGHT = 4;
const MIN_SPREAD = 0.01;

/** Degrees of freedom of Student's t: rows far off weigh little (Lange, Little and Taylor 1989). */
const FREEDOM = 3;

/** A step of the difference that stands for a derivative. */
const DIFFERENCE = 1e-5;

/** The negative logarithm of what is believed of the parameters once the points are seen. */
export class QueuePosterior {
  readonly #layout: QueueLayout;
  readonly #parameters: readonly Parameter[];
  readonly #columns: QueueColumns;
  readonly #logLatency: Float64Array;
  readonly #logThroughput: Float64Array;
  readonly #weights: Float64Array;
  #cut: CutColumns | undefined;

  constructor(layout: QueueLayout, parameters: readonly Parameter[], points: readonly AveragedRow[]) {
    this.#layout = layout;
    this.#parameters = parameters;
    this.#columns = columnsOf(layout, points);
    this.#logLatency = Float64Array.from(points, ({ latencyMeanMs }) => Math.log(latencyMeanMs));
    this.#logThroughput = Float64Array.from(points, ({ throughputTps }) => Math.log(throughputTps));
    this.#weights = Float64Array.from(points, ({ weight }) => weight);
  }

  descend(theta: ArrayLike<number>, spread: QueueSpread, maxSteps: number): Minimised {
    return minimise(
      Float64Array.from(theta),
      (place) => this.linearise(place, spread),
      (place) => this.cost(place, spread),
      { maxSteps },
    );
  }

  /** The spread that makes these residuals most probable, with the expected one as if of some rows. */
  spreadAt(theta: ArrayLike<number>, { latency, throughput }: QueueSpread): QueueSpread {
    const response = this.#respond(theta);
    const of = (measured: Float64Array, expected: Float64Array, now: number, before: number): number => {
      let sum = SPREAD_WEIGHT * before ** 2;
      let count = SPREAD_WEIGHT;
      for (let i = 0; i < measured.length; i += 1) {
        const weight = this.#weights[i] ?? 0;
        const error = (measured[i] ?? NaN) - (expected[i] ?? NaN);
        sum += weight * influence(error / now) * error ** 2;
        count += weight;
      }
      return Math.max(MIN_SPREAD, Math.sqrt(sum / count));
    };
    return {
      latency: of(this.#logLatency, response.logLatency, latency, EXPECTED_SPREAD.latency),
      throughput: of(this.#logThroughput, response.logThroughput, throughput, EXPECTED_SPREAD.throughput),
    };
  }

  #respond(theta: ArrayLike<number>): QueueResponse {
    const cap = Math.exp(theta[PLACE.capTransactions] ?? NaN);
    if (this.#cut?.capTransactions !== cap) this.#cut = cutColumns(this.#columns, cap);
    return respond(this.#layout, theta, this.#columns, this.#cut);
  }

  cost(theta: ArrayLike<number>, spread: QueueSpread): number {
    const { logLatency, logThroughput } = this.#respond(theta);
    let cost = 0;
    for (let i = 0; i < this.#columns.n; i += 1) {
      const weight = this.#weights[i] ?? 0;
      cost += weight * surprise(((this.#logLatency[i] ?? NaN) - (logLatency[i] ?? NaN)) / spread.latency);
      cost +=
        weight * surprise(((this.#logThroughput[i] ?? NaN) - (logThroughput[i] ?? NaN)) / spread.throughput);
    }
    this.#parameters.forEach(({ mean, spread: believed }, place) => {
      cost += (((theta[place] ?? NaN) - mean) / believed) ** 2 / 2;
    });
    return cost;
  }

  linearise(theta: Float64Array, spread: QueueSpread): Linearised {
    const p = theta.length;
    const here = this.#respond(theta);
    const slopes = Array.from(theta, (_, place) => {
      const moved = Float64Array.from(theta);
      moved[place] = (moved[place] ?? NaN) + DIFFERENCE;
      return this.#respond(moved);
    });
    const system = {
      cost: this.cost(theta, spread),
      curvature: new Float64Array(p * p),
      slope: new Float64Array(p),
    };
    const add = (output: 'logLatency' | 'logThroughput', measured: Float64Array, of: number): void => {
      const derivatives = new Float64Array(p);
      for (let i = 0; i < measured.length; i += 1) {
        const expected = here[output][i] ?? NaN;
        const error = (expected - (measured[i] ?? NaN)) / of;
        const weight = (this.#weights[i] ?? 0) * influence(error);
        slopes.forEach((response, place) => {
          derivatives[place] = ((response[output][i] ?? NaN) - expected) / DIFFERENCE / of;
        });
        accumulate(system, derivatives, weight, error);
      }
    };
    add('logLatency', this.#logLatency, spread.latency);
    add('logThroughput', this.#logThroughput, spread.throughput);
    this.#parameters.forEach(({ mean, spread: believed }, place) => {
      system.curvature[place * p + place] = (system.curvature[place * p + place] ?? 0) + believed ** -2;
      system.slope[place] = (system.slope[place] ?? 0) + ((theta[place] ?? NaN) - mean) / believed ** 2;
    });
    return system;
  }
}

function accumulate(
  { curvature, slope }: Linearised,
  derivatives: Float64Array,
  weight: number,
  error: number,
): void {
  const p = derivatives.length;
  for (let a = 0; a < p; a += 1) {
    const weighted = weight * (derivatives[a] ?? 0);
    slope[a] = (slope[a] ?? 0) + weighted * error;
    for (let b = 0; b < p; b += 1) {
      curvature[a * p + b] = (curvature[a * p + b] ?? 0) + weighted * (derivatives[b] ?? 0);
    }
  }
}

/** Negative log density of Student's t, but for a constant. */
function surprise(error: number): number {
  return ((FREEDOM + 1) / 2) * Math.log1p(error ** 2 / FREEDOM);
}

/** Weight of a squared error that has the same derivative as its {@link surprise}. */
function influence(error: number): number {
  return (FREEDOM + 1) / (FREEDOM + error ** 2);
}
