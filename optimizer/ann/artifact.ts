import type { DataRow, InputName } from '../dataset/columns.js';
import type { NetworkShape, NetworkWeights } from './network.js';
import type { Scaler } from './scaler.js';

/** The smallest and largest value of an input among the rows that a model was made from. */
export interface Range {
  readonly min: number;
  readonly max: number;
}
export type TrainingBox = Readonly<Record<InputName, Range>>;

/** A trained model: everything that a prediction needs, and what it was made from. Plain values. */
export interface ModelArtifact {
  /** Name and shape, such as `feed-forward 3-20-2`. */
  readonly kind: string;
  readonly shape: NetworkShape;
  /** Input and output columns in the order in which the network takes and gives them. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly scaler: Scaler;
  readonly weights: NetworkWeights;
  readonly datasetHash: string;
  readonly box: TrainingBox;
  readonly seed: number;
}

export function kindOf({ inputs, hidden, outputs }: NetworkShape): string {
  return `feed-forward ${[inputs, ...hidden, outputs].join('-')}`;
}

/** @param rows - at least one. */
export function trainingBox(rows: readonly DataRow[]): TrainingBox {
  const range = (name: InputName): Range => ({
    min: rows.reduce((least, row) => Math.min(least, row[name]), Infinity),
    max: rows.reduce((most, row) => Math.max(most, row[name]), -Infinity),
  });
  return {
    maxMessageCount: range('maxMessageCount'),
    batchTimeoutMs: range('batchTimeoutMs'),
    sendRateTps: range('sendRateTps'),
  };
}
