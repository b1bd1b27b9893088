import type { Application, Verification } from '../domain/application.js';
import type { Prediction } from '../domain/objective.js';
import type { ModelRecord } from '../domain/model-record.js';
import type { Recommendation } from '../domain/recommendation.js';
import type { FailedRound, MeasuredRound, Round } from '../domain/round.js';
import type { OrdererSettings } from '../domain/settings.js';

/** The two knobs that a predicted surface is drawn over. */
export type SurfaceSettings = Pick<OrdererSettings, 'maxMessageCount' | 'batchTimeoutMs'>;

/** What the model predicts at one place of the surface. */
export interface SurfacePoint {
  readonly settings: SurfaceSettings;
  readonly predicted: Prediction;
}

/** A grid of predictions under one load: every message count crossed with every timeout. */
export interface Surface {
  readonly sendRateTps: number;
  readonly points: readonly SurfacePoint[];
}

/** Everything a report is made from. Nothing else finds its way into it. */
export interface ReportInput {
  readonly title: string;
  /** ISO 8601. */
  readonly generatedAt: string;
  /** The sweep: measured and failed. */
  readonly rounds: readonly Round[];
  readonly model: ModelRecord;
  readonly surface: readonly Surface[];
  readonly recommendation: Recommendation;
  readonly application?: Application | undefined;
  readonly verification?: Verification | undefined;
  /** Rounds of the verification; the settings of each tell baseline from applied. */
  readonly verificationRounds: readonly Round[];
  /** How to make all of it again. */
  readonly commands: readonly string[];
}

export function measuredOf(rounds: readonly Round[]): MeasuredRound[] {
  return rounds.filter((round) => round.kind === 'measured');
}

export function failedOf(rounds: readonly Round[]): FailedRound[] {
  return rounds.filter((round) => round.kind === 'failed');
}
