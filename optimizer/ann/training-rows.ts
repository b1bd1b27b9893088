import * as tf from '@tensorflow/tfjs-core';
import { layerInput, type LayerInput, type NetworkShape } from './network.js';

/** Scaled rows to fit or to watch, row-major. */
export interface TrainingRows {
  /** Either n x inputs, the same for every member, or members x n x inputs. */
  readonly inputs: Float32Array;
  /** Either n x outputs, the same for every member, or members x n x outputs. */
  readonly outputs: Float32Array;
  /**
   * members x n x outputs weights of each output's loss, all 1 where they are left out. 0 leaves a value out:
   * a missing target (NaN) or a row that is held out from that member.
   */
  readonly weights?: Float32Array | undefined;
  /** n. Must be given where each member has outputs of its own. */
  readonly rows?: number | undefined;
}

export function rowCount(shape: NetworkShape, { outputs, rows }: TrainingRows): number {
  return rows ?? outputs.length / shape.outputs;
}

/** Some rows as tensors. */
export interface Batch {
  readonly input: LayerInput;
  /** [members, outputs, n], or [1, outputs, n] where the members share them. */
  readonly targets: tf.Tensor3D;
  /** Of the mean loss of each member: [members, outputs, n] that sum to 1 a member over all rows, or one for all. */
  readonly weights: tf.Tensor3D | tf.Scalar;
}

/** Rows made ready for cutting batches out of them. */
export interface PreparedRows {
  readonly count: number;
  /** @param indices - of the rows wanted; all of them, in order, without. The caller disposes of the tensors. */
  readonly batch: (indices?: readonly number[]) => Batch;
}

/**
 * @throws RangeError if the numbers do not fit the shape, a member has no weight at all, or a target that
 * counts is not a number.
 */
export function prepareRows(shape: NetworkShape, rows: TrainingRows): PreparedRows {
  const n = rowCount(shape, rows);
  const { members, inputs: width, outputs: height } = shape;
  const weights = rows.weights && meanWeights(rows.weights, members, n * height);
  const outputs = finiteTargets(rows.outputs, rows.weights);
  const outputMembers = outputs.length / (n * height);
  if (outputMembers !== 1 && outputMembers !== members) {
    throw new RangeError(
      `${outputs.length} outputs are neither ${n} rows of ${height} nor those of ${members} members`,
    );
  }
  const cube = (values: Float32Array, count: number): tf.Tensor3D =>
    tf.tidy(() =>
      tf.transpose(tf.tensor3d(values, [values.length / (count * height), count, height]), [0, 2, 1]),
    );
  return {
    count: n,
    batch: (indices) => {
      const count = indices?.length ?? n;
      const pick = (values: Float32Array, columns: number): Float32Array =>
        indices ? pickRows(values, { n, columns, indices }) : values;
      return {
        input: layerInput(pick(rows.inputs, width), { members, n: count, columns: width }),
        targets: cube(pick(outputs, height), count),
        // A part of the rows stands for all of them.
        weights: weights
          ? tf.tidy(() => tf.mul<tf.Tensor3D>(cube(pick(weights, height), count), n / count))
          : tf.scalar(1 / (count * height)),
      };
    },
  };
}

export function disposeBatch({ input, targets, weights }: Batch): void {
  tf.dispose([targets, weights, ...(input.shared ? [input.columns, input.rows] : [input.values])]);
}

/** Divides each member's weights by their sum. */
function meanWeights(weights: Float32Array, members: number, perMember: number): Float32Array {
  if (weights.length !== members * perMember) {
    throw new RangeError(
      `${weights.length} weights are not those of ${members} members with ${perMember} outputs`,
    );
  }
  const means = new Float32Array(weights.length);
  for (let start = 0; start < weights.length; start += perMember) {
    const own = weights.subarray(start, start + perMember);
    const sum = own.reduce((total, weight) => total + weight, 0);
    if (!(sum > 0)) throw new RangeError(`member ${start / perMember} has no row with a weight above 0`);
    means.set(
      own.map((weight) => weight / sum),
      start,
    );
  }
  return means;
}

/** A missing target times a weight of 0 must give 0, which NaN does not. */
function finiteTargets(outputs: Float32Array, weights: Float32Array | undefined): Float32Array {
  return outputs.map((value, i) => {
    if (Number.isFinite(value)) return value;
    for (let at = i; at < (weights?.length ?? 0); at += outputs.length) {
      if (weights?.[at] !== 0) throw new RangeError(`target ${i} is ${value} and has a weight`);
    }
    if (!weights) throw new RangeError(`target ${i} is ${value}`);
    return 0;
  });
}

function pickRows(
  values: Float32Array,
  {
    n,
    columns,
    indices,
  }: { readonly n: number; readonly columns: number; readonly indices: readonly number[] },
): Float32Array {
  const blocks = values.length / (n * columns);
  const picked = new Float32Array(blocks * indices.length * columns);
  for (let block = 0; block < blocks; block += 1) {
    indices.forEach((row, i) => {
      const start = (block * n + row) * columns;
      picked.set(values.subarray(start, start + columns), (block * indices.length + i) * columns);
    });
  }
  return picked;
}
