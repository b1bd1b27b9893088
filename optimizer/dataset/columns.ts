import type { Consensus } from '../domain/consensus.js';
import type { Prediction } from '../domain/objective.js';

/** What a model is asked about: the settings it knows and the load. Whole transactions, ms and tps. */
export interface ModelInput {
  readonly maxMessageCount: number;
  readonly batchTimeoutMs: number;
  /** The rate that reaches the network, which may be less than the one asked for. */
  readonly sendRateTps: number;
  /** Undefined where nobody recorded it: a limit may rule all the same. */
  readonly preferredMaxBytes?: number | undefined;
  readonly absoluteMaxBytes?: number | undefined;
  /** Bytes of a transaction as the block cutter counts them: payload and signature. */
  readonly txBytes?: number | undefined;
  /** Raft where it is not said. */
  readonly consensus?: Consensus | undefined;
  /** Other numeric properties of network and workload, by name: `{ orderers: 3, readShare: 0.5 }`. */
  readonly context?: Readonly<Record<string, number>> | undefined;
}

/**
 * Predicts every point in one pass.
 * @returns one prediction a point, in the same order.
 */
export type Predict = (points: readonly ModelInput[]) => readonly Prediction[];

/** The network's input columns, in this order. One that does not vary stays: the scaler silences it. */
export const INPUT_NAMES = ['maxMessageCount', 'batchTimeoutMs', 'sendRateTps'] as const;
export type InputName = (typeof INPUT_NAMES)[number];

/** The network's output columns, in this order. */
export const OUTPUT_NAMES = ['throughputTps', 'latencyMeanMs'] as const;
export type OutputName = (typeof OUTPUT_NAMES)[number];

export const COLUMN_NAMES = [...INPUT_NAMES, ...OUTPUT_NAMES] as const;
export type ColumnName = (typeof COLUMN_NAMES)[number];

/** One measured round as training sees it. */
export interface DataRow extends ModelInput, Prediction {
  readonly roundId: string;
  /** Rows of one point belong together: a split never parts them. */
  readonly pointId: string;
  /** 95th percentile of latency, where it was measured. */
  readonly latencyP95Ms?: number | undefined;
  /** Length of the measured window, where it is known: an overloaded queue grows with it. */
  readonly durationS?: number | undefined;
  /** ISO 8601, where it is known. */
  readonly measuredAt?: string | undefined;
}

/** Numbers that a row may lack, in the order in which they are described. Each is above 0 where it is there. */
export const OPTIONAL_NUMBER_NAMES = [
  'preferredMaxBytes',
  'absoluteMaxBytes',
  'txBytes',
  'latencyP95Ms',
  'durationS',
] as const satisfies readonly (keyof DataRow)[];

/** The names of the properties that at least one of the rows has, sorted. */
export function contextNames(rows: readonly Pick<ModelInput, 'context'>[]): string[] {
  return [...new Set(rows.flatMap(({ context }) => Object.keys(context ?? {})))].toSorted();
}
