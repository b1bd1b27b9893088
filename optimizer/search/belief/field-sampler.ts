import { at } from '../../ann/queue/at.js';
import { solve } from '../../ann/queue/cholesky.js';
import { betaDraw, type Random } from '../../domain/random.js';
import {
  middleScales,
  movedScales,
  scaleRounds,
  type FieldScales,
  type ScaleBeliefs,
  type ScaledRounds,
  type Variances,
} from './field-scales.js';
import { smoothField, type Likeness } from './likeness.js';
import type { SeenRounds, Suspicion } from './seen-rounds.js';

export interface FieldBeliefs {
  readonly scales: ScaleBeliefs;
  /** Standard deviation of how far odd rounds, and odd settings, lie off. */
  readonly oddSpread: number;
}

/** One field that may be behind the rounds. One entry a candidate. */
export interface FieldDraw {
  /** What the median of three more rounds would differ by from what was expected. */
  readonly residuals: Float64Array;
  /** Standard deviation of a round that is not odd, times how hard it is to tell which rounds are odd. */
  readonly noise: Float64Array;
}

/** Moves of the scales that are tried a sweep. */
const MOVES = 2;
/** What is believed of the share of odd rounds counts as so many rounds. */
const ROUNDS_BELIEVED = 4;
const LEAST_ODD_SHARE = 1e-3;
const MOST_ODD_SHARE = 0.9;
/** Where every second round is odd a round tells nothing; hardly ever is it that bad. */
const LEAST_CLARITY = 0.05;

/**
 * Draws fields of residuals, one after the other, by Gibbs sampling: scales, field, which rounds are odd, which
 * settings are odd, and each setting's share of odd rounds, each given the others.
 *
 * Rounds are normal about their setting but for odd ones: a stall, or luck near saturation. That keeps one lucky
 * round from making a setting the best, and one stall from ruling it out, until replicates have said which it was.
 */
export class FieldSampler {
  readonly #likeness: Likeness;
  readonly #beliefs: FieldBeliefs;
  readonly #seen: SeenRounds;
  readonly #suspicion: Suspicion;
  readonly #random: Random;
  readonly #oddRounds: Uint8Array;
  readonly #oddSettings: Uint8Array;
  readonly #oddShares: Float64Array;
  readonly #variances: Variances;
  #scales: FieldScales;

  constructor(
    likeness: Likeness,
    beliefs: FieldBeliefs,
    seen: SeenRounds,
    suspicion: Suspicion,
    random: Random,
  ) {
    this.#likeness = likeness;
    this.#beliefs = beliefs;
    this.#seen = seen;
    this.#suspicion = suspicion;
    this.#random = random;
    this.#oddRounds = new Uint8Array(seen.residuals.length);
    this.#oddSettings = new Uint8Array(likeness.size);
    this.#oddShares = Float64Array.from(suspicion.oddRound);
    this.#scales = middleScales(beliefs.scales);
    const odd = beliefs.oddSpread ** 2;
    this.#variances = {
      round: (round, noise) =>
        (noise * at(suspicion.noiseFactor, this.#candidateOf(round))) ** 2 +
        (this.#oddRounds[round] ? odd : 0),
      own: (candidate, own) => own ** 2 + (this.#oddSettings[candidate] ? odd : 0),
    };
  }

  /** One sweep. The first few of a sampler still show where it began. */
  next(): FieldDraw {
    const scaled = this.#moveScales();
    const { field, own } = this.#drawField(scaled);
    this.#judgeRounds(field);
    this.#judgeSettings(own);
    const residuals = this.#drawOddShares(field);
    const noise = this.#suspicion.noiseFactor.map((factor, candidate) => {
      const clarity = Math.max(LEAST_CLARITY, Math.abs(1 - 2 * at(this.#oddShares, candidate)));
      return (this.#scales.noise * factor) / clarity;
    });
    return { residuals, noise };
  }

  #candidateOf(round: number): number {
    return at(this.#seen.tried, at(this.#seen.places, round));
  }

  #scaled(scales: FieldScales): ScaledRounds | undefined {
    return scaleRounds(scales, this.#seen, {
      likeness: this.#likeness,
      variances: this.#variances,
      beliefs: this.#beliefs.scales,
    });
  }

  /** Metropolis steps. */
  #moveScales(): ScaledRounds {
    let now = this.#scaled(this.#scales);
    for (let move = 0; move < MOVES; move += 1) {
      const next = this.#scaled(movedScales(this.#scales, this.#random));
      if (!next) continue;
      if (now && Math.log(1 - this.#random.next()) >= next.logDensity - now.logDensity) continue;
      now = next;
      this.#scales = next.scales;
    }
    if (!now) throw new RangeError('figures of rounds are too far apart to be compared');
    return now;
  }

  /**
   * A draw given scales and odd ones, by Matheron's rule (Wilson et al. 2020, Efficiently sampling functions from
   * Gaussian process posteriors).
   */
  #drawField({ scales, means, precisions, root }: ScaledRounds): { field: Float64Array; own: Float64Array } {
    const random = this.#random;
    const { size, matrix } = this.#likeness;
    const { tried } = this.#seen;
    const normals = (): Float64Array => Float64Array.from({ length: size }, () => random.normal());
    const own = normals().map((value, i) => Math.sqrt(this.#variances.own(i, scales.own)) * value);
    const smooth = smoothField(this.#likeness, normals());
    const field = own.map((value, i) => value + scales.smooth * at(smooth, i));
    const gaps = means.map(
      (mean, place) =>
        mean - at(field, at(tried, place)) - random.normal() / Math.sqrt(at(precisions, place)),
    );
    const weights = solve(root, gaps);
    for (let place = 0; place < tried.length; place += 1) {
      const candidate = at(tried, place);
      const weight = at(weights, place);
      const shared = weight * scales.smooth ** 2;
      for (let i = 0; i < size; i += 1) field[i] = at(field, i) + shared * at(matrix, i * size + candidate);
      const more = weight * this.#variances.own(candidate, scales.own);
      own[candidate] = at(own, candidate) + more;
      field[candidate] = at(field, candidate) + more;
    }
    return { field, own };
  }

  #judgeRounds(field: Float64Array): void {
    for (let round = 0; round < this.#oddRounds.length; round += 1) {
      const candidate = this.#candidateOf(round);
      const error = at(this.#seen.residuals, round) - at(field, candidate);
      const usual = this.#scales.noise * at(this.#suspicion.noiseFactor, candidate);
      this.#oddRounds[round] = this.#isOdd(error, usual, at(this.#oddShares, candidate));
    }
  }

  #judgeSettings(own: Float64Array): void {
    for (let candidate = 0; candidate < own.length; candidate += 1) {
      const probability = at(this.#suspicion.oddSetting, candidate);
      this.#oddSettings[candidate] = this.#isOdd(at(own, candidate), this.#scales.own, probability);
    }
  }

  /** Whether a distance is odd, drawn with the odds of the two: 1 or 0. */
  #isOdd(distance: number, usual: number, probability: number): number {
    const wide = Math.hypot(usual, this.#beliefs.oddSpread);
    const odd = (probability / wide) * Math.exp(-((distance / wide) ** 2) / 2);
    const not = ((1 - probability) / usual) * Math.exp(-((distance / usual) ** 2) / 2);
    return this.#random.next() * (odd + not) < odd ? 1 : 0;
  }

  /**
   * Draws each setting's share of odd rounds, and with it whether most of three more rounds would be odd: then their
   * median is an odd one, and a setting that goes either way is not worth its luck.
   */
  #drawOddShares(field: Float64Array): Float64Array {
    const { count, odd, distance } = this.#oddOnes(field);
    return field.map((value, candidate) => {
      const believed = ROUNDS_BELIEVED * at(this.#suspicion.oddRound, candidate);
      const odds = at(odd, candidate);
      const drawn = betaDraw(
        believed + odds,
        ROUNDS_BELIEVED - believed + at(count, candidate) - odds,
        this.#random,
      );
      const share = Math.min(MOST_ODD_SHARE, Math.max(LEAST_ODD_SHARE, drawn));
      this.#oddShares[candidate] = share;
      const mostOfThree = share ** 2 * (3 - 2 * share);
      if (this.#random.next() >= mostOfThree) return value;
      const off = odds > 0 ? at(distance, candidate) / odds : this.#beliefs.oddSpread * this.#random.normal();
      return value + off;
    });
  }

  /** Rounds, odd rounds, and how far these lie off in sum, by candidate. */
  #oddOnes(field: Float64Array): { count: Float64Array; odd: Float64Array; distance: Float64Array } {
    const { size } = this.#likeness;
    const [count, odd, distance] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)];
    for (let round = 0; round < this.#oddRounds.length; round += 1) {
      const candidate = this.#candidateOf(round);
      count[candidate] = at(count, candidate) + 1;
      if (!this.#oddRounds[round]) continue;
      odd[candidate] = at(odd, candidate) + 1;
      distance[candidate] = at(distance, candidate) + at(this.#seen.residuals, round) - at(field, candidate);
    }
    return { count, odd, distance };
  }
}
