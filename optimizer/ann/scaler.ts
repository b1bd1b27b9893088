import { z } from 'zod';
import {
  INPUT_NAMES,
  OUTPUT_NAMES,
  type ColumnName,
  type DataRow,
  type ModelInput,
} from '../dataset/columns.js';
import type { Prediction } from '../domain/objective.js';

/**
 * Every column is a positive quantity that works by ratios: from 10 to 20 messages matters as much as from
 * 100 to 200. So each is first taken to its natural logarithm, and then
 * `scaled = spread === 0 ? 0 : (log(value) - mean) / spread`. For an output, `value = exp(mean + spread * scaled)`.
 */
const columnScalerSchema = z.strictObject({
  name: z.string(),
  transform: z.literal('log'),
  /** Mean of the logarithms over the training rows. */
  mean: z.number(),
  /** Standard deviation of the logarithms; 0 silences the column. */
  spread: z.number().min(0),
});
export const scalerSchema = z.strictObject({
  inputs: z.array(columnScalerSchema).readonly(),
  outputs: z.array(columnScalerSchema).readonly(),
});
export type ColumnScaler = z.infer<typeof columnScalerSchema>;
export type Scaler = z.infer<typeof scalerSchema>;

/**
 * An input that varies by less than this share is a constant with noise, such as the achieved rates of a
 * single-rate sweep: blown up to unit spread, that noise would be learnt as if it were a condition.
 */
const MIN_INPUT_SPREAD = 0.02;

/**
 * An output that varies by less than this share is scaled as if it varied by it. Otherwise, where everything
 * sent commits, a throughput that differs in the third digit would weigh as much as latency in the loss.
 */
const MIN_OUTPUT_SPREAD = 0.05;

/** Fits on training rows only: a scaler that has seen the test rows leaks them. */
export function fitScaler(rows: readonly DataRow[]): Scaler {
  return {
    inputs: INPUT_NAMES.map((name) => {
      const { mean, spread } = logMoments(rows, name);
      return { name, transform: 'log', mean, spread: spread < MIN_INPUT_SPREAD ? 0 : spread };
    }),
    outputs: OUTPUT_NAMES.map((name) => {
      const { mean, spread } = logMoments(rows, name);
      return { name, transform: 'log', mean, spread: Math.max(spread, MIN_OUTPUT_SPREAD) };
    }),
  };
}

function logMoments(rows: readonly DataRow[], name: ColumnName): { mean: number; spread: number } {
  const logs = rows.map((row) => Math.log(row[name]));
  const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
  const variance = logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / logs.length;
  return { mean, spread: Math.sqrt(variance) };
}

/** @returns n x 3 scaled inputs, row after row, in the order of `INPUT_NAMES`. */
export function scaleInputs(scaler: Scaler, points: readonly ModelInput[]): Float32Array {
  return Float32Array.from(
    points.flatMap((point) => scaler.inputs.map((column, i) => scaled(column, inputOf(point, i)))),
  );
}

/** @returns n x 2 scaled outputs, row after row, in the order of `OUTPUT_NAMES`. */
export function scaleOutputs(scaler: Scaler, rows: readonly Prediction[]): Float32Array {
  return Float32Array.from(
    rows.flatMap((row) => scaler.outputs.map((column, i) => scaled(column, outputOf(row, i)))),
  );
}

/**
 * The way back of {@link scaleOutputs}.
 * @param values - n x 2 scaled outputs, row after row.
 * @returns n rows in tps and ms, both above 0.
 */
export function unscaleOutputs(scaler: Scaler, values: Float32Array): Prediction[] {
  const [throughput, latency] = scaler.outputs;
  if (!throughput || !latency) throw new RangeError('a scaler has two output columns');
  return Array.from({ length: values.length / 2 }, (_, row) => ({
    throughputTps: unscaled(throughput, values[2 * row] ?? Number.NaN),
    latencyMeanMs: unscaled(latency, values[2 * row + 1] ?? Number.NaN),
  }));
}

function scaled({ mean, spread }: ColumnScaler, value: number): number {
  return spread === 0 ? 0 : (Math.log(value) - mean) / spread;
}

function unscaled({ mean, spread }: ColumnScaler, value: number): number {
  return Math.exp(mean + spread * value);
}

function inputOf(point: ModelInput, column: number): number {
  const name = INPUT_NAMES[column];
  return name === undefined ? Number.NaN : point[name];
}

function outputOf(row: Prediction, column: number): number {
  const name = OUTPUT_NAMES[column];
  return name === undefined ? Number.NaN : row[name];
}
