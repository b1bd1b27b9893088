import { contextNames, INPUT_NAMES, OPTIONAL_NUMBER_NAMES, type DataRow } from '../dataset/columns.js';
import type { EnsembleModel } from './ensemble/ensemble-model.js';

/** The smallest and largest value of an input among the rows that a model was made from. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/** By name of the input; properties of network and workload stand beside the others. */
export type TrainingBox = Readonly<Record<string, Range>>;

/** A trained model: everything that a prediction needs, and what it was made from. Plain values. */
export interface ModelArtifact {
  /** Name and shape, such as `queue + 6 x feed-forward 8-16-3`. */
  readonly kind: string;
  readonly ensemble: EnsembleModel;
  readonly box: TrainingBox;
  readonly datasetHash: string;
  readonly seed: number;
}

const INPUTS = new Set(['preferredMaxBytes', 'absoluteMaxBytes', 'txBytes']);

/** @param rows - at least one. Inputs that some rows lack are described by those that have them. */
export function trainingBox(rows: readonly DataRow[]): TrainingBox {
  const box: Record<string, Range> = {};
  const add = (name: string, values: readonly number[]): void => {
    if (values.length === 0) return;
    box[name] = {
      min: values.reduce((a, b) => Math.min(a, b)),
      max: values.reduce((a, b) => Math.max(a, b)),
    };
  };
  for (const name of INPUT_NAMES)
    add(
      name,
      rows.map((row) => row[name]),
    );
  for (const name of OPTIONAL_NUMBER_NAMES.filter((each) => INPUTS.has(each))) {
    add(
      name,
      rows.flatMap((row) => row[name] ?? []),
    );
  }
  for (const name of contextNames(rows))
    add(
      name,
      rows.flatMap(({ context }) => context?.[name] ?? []),
    );
  return box;
}
