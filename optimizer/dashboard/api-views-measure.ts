import type { CutRule, ExpectedCut } from '../domain/block-cut.js';
import type { Consensus } from '../domain/consensus.js';
import type { ModelRecord } from '../domain/model-record.js';
import type { PlannedPoint, PlannedRound } from '../domain/plan.js';
import type { NodeStatus } from '../domain/ports.js';
import type { Interval, IntervalPrediction } from '../domain/prediction.js';
import type { Measurement, Sweep } from '../domain/round.js';
import type { Search } from '../domain/search.js';
import type { OrdererSettings } from '../domain/settings.js';

/** What the service answers about network, sweeps, models and predictions, as far as the page uses it. */

/** Null is what could not be asked; `problem` says why. */
export interface NetworkView {
  readonly id: string | null;
  readonly channel: string | null;
  readonly consensus: Consensus | null;
  readonly settings: OrdererSettings | null;
  readonly configSequence: number | null;
  readonly height: number | null;
  readonly nodes: readonly NodeStatus[];
  readonly healthy: boolean;
  readonly problem: string | null;
}

export interface LiveLoadView {
  readonly since: string;
  readonly windowS: number;
  readonly offeredTps: number | null;
  readonly throughputTps: number | null;
  readonly latencyMeanMs: number | null;
  readonly latencyP95Ms: number | null;
  readonly failedPct: number | null;
  readonly transactions: number;
  readonly blocks: readonly {
    readonly at: string;
    readonly number: number;
    readonly transactions: number;
    readonly latencyMeanMs: number | null;
  }[];
  readonly notes: readonly string[];
}

export interface PlanView {
  readonly name: string;
  readonly points: number;
  readonly replicates: number;
  readonly workload: string;
  readonly sendRatesTps: readonly number[];
}

export interface PlanPreview {
  readonly plan: string;
  readonly planned: number;
  readonly skipped?: number;
  readonly points: readonly (PlannedPoint & {
    readonly replicates: number;
    readonly expectedCut: ExpectedCut | null;
  })[];
  readonly expectedSeconds: { readonly min: number; readonly max: number };
  readonly warnings: readonly string[];
}

export interface SweepPoint extends PlannedPoint {
  readonly planned: number;
  readonly measured: number;
  readonly failed: number;
  readonly figures: Pick<
    Measurement,
    'achievedRateTps' | 'throughputTps' | 'latencyMeanMs' | 'latencyP95Ms'
  > | null;
}

export type SweepEntry = Pick<
  Sweep,
  'id' | 'planName' | 'networkId' | 'status' | 'startedAt' | 'endedAt' | 'reason'
> & {
  readonly kind: 'plan' | 'search';
  /** Somebody measures it now; one that was killed says `running` without. */
  readonly atWork: boolean;
  readonly planned: number;
  readonly measured: number;
  readonly failed: number;
};

export type SweepView = SweepEntry &
  Pick<Sweep, 'original' | 'window'> & {
    readonly current: PlannedRound | null;
    readonly secondsLeft: number | null;
    readonly points: readonly SweepPoint[];
    readonly search: Search | null;
  };

export type ModelEntry = Pick<
  ModelRecord,
  'id' | 'createdAt' | 'kind' | 'status' | 'statusReason' | 'networkId' | 'scores'
> & { readonly rows: number };

export const FIGURE_NAMES = ['throughputTps', 'latencyMeanMs', 'latencyP95Ms'] as const;
export type FigureName = (typeof FIGURE_NAMES)[number];

export interface FitView {
  readonly heldOutNote: string;
  readonly total: number;
  readonly rows: readonly {
    readonly roundId: string;
    readonly pointId: string;
    readonly sendRateTps: number;
    readonly settings: Partial<OrdererSettings>;
    readonly heldOut: boolean;
    readonly figures: Readonly<
      Partial<
        Record<
          FigureName,
          {
            readonly measured: number;
            readonly predicted: number;
            readonly interval90: Interval;
            readonly residual: number;
          }
        >
      >
    >;
  }[];
}

export interface PredictionAsk {
  /** The champion by default. */
  readonly modelId?: string;
  readonly settings: OrdererSettings;
  readonly sendRateTps: number;
}

export type PredictionView = Omit<IntervalPrediction, 'interval90'> & {
  readonly interval90?: IntervalPrediction['interval90'];
  readonly modelId: string;
  readonly warnings: readonly string[];
};

/** Row by row of counts, each with one cell a timeout. */
export interface SurfaceFigure {
  readonly values: readonly number[];
  readonly intervalWidths: readonly number[];
}

export interface SurfaceView {
  readonly modelId: string;
  readonly sendRateTps: number;
  readonly preferredMaxBytes: number;
  readonly absoluteMaxBytes: number;
  readonly txBytes?: number;
  readonly maxMessageCounts: readonly number[];
  readonly batchTimeoutsMs: readonly number[];
  readonly throughputTps: SurfaceFigure;
  readonly latencyMeanMs: SurfaceFigure;
  readonly latencyP95Ms?: SurfaceFigure;
  readonly binding: readonly CutRule[];
  readonly warnings: readonly string[];
  readonly measured: readonly {
    readonly maxMessageCount: number;
    readonly batchTimeoutMs: number;
    readonly sendRateTps: number;
    readonly throughputTps: number;
    readonly latencyMeanMs: number;
    readonly latencyP95Ms?: number;
    readonly rounds: number;
  }[];
}
