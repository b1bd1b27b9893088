import type { AveragedRow } from '../../dataset/averaged-points.js';
import { at } from './at.js';
import { minimise, type Linearised, type Minimised } from './least-squares.js';
import { columnsOf, type QueueColumns, type QueueLayout } from './queue-layout.js';
import { PLACE, type Parameter } from './queue-parameters.js';
import { cutColumns, respond, type CutColumns, type QueueResponse } from './queue-response.js';
import { EXPECTED_SPREAD, influence, spreadOf, surprise, type QueueSpread } from './queue-spread.js';

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
  /** Blocks at the cap asked for last: a step that helped is looked at twice. */
  #cut: CutColumns | undefined;

  constructor(layout: QueueLayout, parameters: readonly Parameter[], points: readonly AveragedRow[]) {
    this.#layout = layout;
    this.#parameters = parameters;
    this.#columns = columnsOf(layout, points);
    this.#logLatency = Float64Array.from(points, ({ latencyMeanMs }) => Math.log(latencyMeanMs));
    this.#logThroughput = Float64Array.from(points, ({ throughputTps }) => Math.log(throughputTps));
    this.#weights = Float64Array.from(points, ({ weight }) => weight);
  }

  get rows(): number {
    return this.#columns.n;
  }

  /** Whether any row's blocks depend on the learnt cap. */
  get learnsCap(): boolean {
    return this.#columns.knownCap.some(Number.isNaN);
  }

  descend(theta: ArrayLike<number>, spread: QueueSpread, maxSteps: number): Minimised {
    return minimise(
      Float64Array.from(theta),
      (place) => this.linearise(place, spread),
      (place) => this.cost(place, spread),
      { maxSteps },
    );
  }

  /** A step towards the spread that makes these residuals most probable, with the expected one as some rows. */
  spreadAt(theta: ArrayLike<number>, now: QueueSpread): QueueSpread {
    const { logLatency, logThroughput } = this.#respond(theta);
    return {
      latency: spreadOf(this.#logLatency, logLatency, this.#weights, {
        now: now.latency,
        before: EXPECTED_SPREAD.latency,
      }),
      throughput: spreadOf(this.#logThroughput, logThroughput, this.#weights, {
        now: now.throughput,
        before: EXPECTED_SPREAD.throughput,
      }),
    };
  }

  cost(theta: ArrayLike<number>, spread: QueueSpread): number {
    const { logLatency, logThroughput } = this.#respond(theta);
    let cost = 0;
    for (let i = 0; i < this.#columns.n; i += 1) {
      const weight = at(this.#weights, i);
      cost += weight * surprise((at(this.#logLatency, i) - at(logLatency, i)) / spread.latency);
      cost += weight * surprise((at(this.#logThroughput, i) - at(logThroughput, i)) / spread.throughput);
    }
    this.#parameters.forEach(({ mean, spread: believed }, place) => {
      cost += (((theta[place] ?? NaN) - mean) / believed) ** 2 / 2;
    });
    return cost;
  }

  /** Gradient of the cost, and its curvature as Gauss and Newton have it. */
  linearise(theta: Float64Array, spread: QueueSpread): Linearised {
    const p = theta.length;
    const here = this.#respond(theta);
    const moved = Array.from(theta, (_, place) => this.#respondMoved(theta, place));
    const system: Linearised = { curvature: new Float64Array(p * p), slope: new Float64Array(p) };
    const add = (output: 'logLatency' | 'logThroughput', measured: Float64Array, scale: number): void => {
      const values = moved.map((response) => response[output]);
      this.#addOutput(system, here[output], values, measured, scale);
    };
    add('logLatency', this.#logLatency, spread.latency);
    add('logThroughput', this.#logThroughput, spread.throughput);
    this.#parameters.forEach(({ mean, spread: believed }, place) => {
      const diagonal = place * p + place;
      system.curvature[diagonal] = at(system.curvature, diagonal) + believed ** -2;
      system.slope[place] = at(system.slope, place) + (at(theta, place) - mean) / believed ** 2;
    });
    return system;
  }

  #addOutput(
    system: Linearised,
    here: Float64Array,
    moved: readonly Float64Array[],
    measured: Float64Array,
    scale: number,
  ): void {
    const derivatives = new Float64Array(moved.length);
    for (let i = 0; i < measured.length; i += 1) {
      const expected = at(here, i);
      const error = (expected - at(measured, i)) / scale;
      moved.forEach((values, place) => {
        derivatives[place] = (at(values, i) - expected) / DIFFERENCE / scale;
      });
      accumulate(system, derivatives, at(this.#weights, i) * influence(error), error);
    }
  }

  #respond(theta: ArrayLike<number>): QueueResponse {
    const cap = Math.exp(theta[PLACE.capTransactions] ?? NaN);
    if (this.#cut?.capTransactions !== cap) this.#cut = cutColumns(this.#columns, cap);
    return respond(this.#layout, theta, this.#columns, this.#cut);
  }

  #respondMoved(theta: Float64Array, place: number): QueueResponse {
    const moved = Float64Array.from(theta);
    moved[place] = at(theta, place) + DIFFERENCE;
    if (place !== PLACE.capTransactions) return this.#respond(moved);
    // Not through the memory: all the other derivatives are at the cap that is there now.
    const cut = cutColumns(this.#columns, Math.exp(at(moved, place)));
    return respond(this.#layout, moved, this.#columns, cut);
  }
}

/** Adds one weighted error; of the curvature only the lower triangle. */
function accumulate(
  { curvature, slope }: Linearised,
  derivatives: Float64Array,
  weight: number,
  error: number,
): void {
  const p = derivatives.length;
  for (let a = 0; a < p; a += 1) {
    const weighted = weight * at(derivatives, a);
    slope[a] = at(slope, a) + weighted * error;
    for (let b = 0; b <= a; b += 1) {
      curvature[a * p + b] = at(curvature, a * p + b) + weighted * at(derivatives, b);
    }
  }
}
