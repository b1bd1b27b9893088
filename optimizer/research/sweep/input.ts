import type { Observation } from '../../domain/inside.js';
import type { Round, Sweep } from '../../domain/round.js';
import type { NoiseFloor } from '../noise.js';

/** Everything that the report of a sweep is made from. Nothing else finds its way into it. */
export interface SweepReportInput {
  readonly sweep: Sweep;
  /** The sweep's rounds: measured and failed, in any order. */
  readonly rounds: readonly Round[];
  /** What was watched during the rounds; may be empty. */
  readonly observations: readonly Observation[];
  /** ISO 8601. */
  readonly generatedAt: string;
  /** How to make all of it again. */
  readonly commands: readonly string[];
  /** Scatter known from elsewhere, told where this sweep repeats no point. */
  readonly noise?: NoiseFloor | undefined;
  /** Seed that the order of the rounds was drawn from, if known. */
  readonly seed?: number | undefined;
}
