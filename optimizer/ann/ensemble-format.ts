import { z } from 'zod';
import { calibrationSchema } from './ensemble/calibration.js';
import { ensembleName, type EnsembleModel } from './ensemble/ensemble-model.js';
import { featureNames, featureScalerSchema } from './ensemble/features.js';
import type { ResidualNetworks } from './ensemble/residual-networks.js';
import { typicalPointSchema } from './ensemble/typical-point.js';
import { ACTIVATIONS } from './network-activation.js';
import { layerSizes, type NetworkShape } from './network.js';
import { queueLayoutSchema } from './queue/queue-layout.js';
import { parametersOf } from './queue/queue-parameters.js';

const count = z.int().min(1);
const numbers = z.array(z.number()).readonly();

/** An ensemble as a model file holds it. Checked against itself by {@link ensembleMismatches}. */
export const ensembleContentSchema = z.strictObject({
  typical: typicalPointSchema,
  layout: queueLayoutSchema,
  queue: z.strictObject({
    theta: numbers,
    spread: z.strictObject({ latency: z.number().positive(), throughput: z.number().positive() }),
    draws: z.array(numbers).min(1).readonly(),
  }),
  tail: z.number().nullable(),
  shares: z.array(z.number().min(0).max(1)).readonly(),
  calibrations: z.array(calibrationSchema).readonly(),
  networks: z
    .strictObject({
      shape: z.strictObject({
        members: count,
        inputs: count,
        hidden: z.array(count).min(1),
        outputs: count,
        activation: z.enum(ACTIVATIONS),
      }),
      scalers: z.array(featureScalerSchema).min(1).readonly(),
      spreads: z.array(z.array(z.number().positive()).readonly()).min(1).readonly(),
      /** Base64 of little-endian 32-bit floats, row-major, layer by layer. */
      weights: z.strictObject({ kernels: z.array(z.base64()), biases: z.array(z.base64()) }),
    })
    .optional(),
});
type EnsembleContent = z.infer<typeof ensembleContentSchema>;
type NetworksContent = NonNullable<EnsembleContent['networks']>;

export function ensembleContent({ networks, ...rest }: EnsembleModel): EnsembleContent {
  return networks ? { ...rest, networks: networksContent(networks) } : rest;
}

function networksContent({ shape, weights, ...rest }: ResidualNetworks): NetworksContent {
  return {
    ...rest,
    shape: { ...shape, hidden: [...shape.hidden] },
    weights: { kernels: weights.kernels.map(encode), biases: weights.biases.map(encode) },
  };
}

export function ensembleOf({ networks, ...rest }: EnsembleContent): EnsembleModel {
  if (!networks) return rest;
  const { weights, ...other } = networks;
  const decoded = { kernels: weights.kernels.map(decode), biases: weights.biases.map(decode) };
  return { ...rest, networks: { ...other, weights: decoded } };
}

/** Where a well-formed file does not fit this program, or one part of it another: ends of sentences. */
export function ensembleMismatches(kind: string, ensemble: EnsembleContent): string[] {
  const { layout, queue, tail, shares, calibrations, networks } = ensemble;
  const parameters = parametersOf(layout).length;
  const outputs = tail === null ? 2 : 3;
  const differs = (what: string, found: string | number, expected: string | number): string[] =>
    found === expected
      ? []
      : [`contradicts itself or this program: ${what} is ${found}, expected ${expected}`];
  return [
    ...[queue.theta, ...queue.draws].flatMap((theta) =>
      differs('its number of queue parameters', theta.length, parameters),
    ),
    ...differs('its number of shares', shares.length, outputs),
    ...differs('its number of calibrations', calibrations.length, outputs),
    ...(networks ? networkMismatches(networks, featureNames(layout).length, outputs) : []),
    ...differs('its kind', kind, ensembleName({ networks: networks && ensembleOf(ensemble).networks })),
  ];
}

function networkMismatches(
  { shape, scalers, spreads, weights }: NetworksContent,
  inputs: number,
  outputs: number,
): string[] {
  const lengths = (of: (layer: { in: number; out: number }) => number): number[] =>
    layerSizes(shape).map((layer) => shape.members * of(layer));
  return [
    ...(shape.inputs === inputs
      ? []
      : [`was made for ${shape.inputs} inputs, this program gives it ${inputs}`]),
    ...(shape.outputs === outputs
      ? []
      : [`was made for ${shape.outputs} outputs, this program reads ${outputs}`]),
    ...(scalers.every((scaler) => scaler.length === inputs)
      ? []
      : ['contradicts itself: its scalers do not fit its inputs']),
    ...(spreads.every((each) => each.length === outputs)
      ? []
      : ['contradicts itself: its spreads do not fit its outputs']),
    ...weightFaults(
      'kernels',
      weights.kernels,
      lengths((layer) => layer.in * layer.out),
      shape,
    ),
    ...weightFaults(
      'biases',
      weights.biases,
      lengths((layer) => layer.out),
      shape,
    ),
  ];
}

function weightFaults(
  name: string,
  layers: readonly string[],
  expected: readonly number[],
  { hidden }: NetworkShape,
): string[] {
  if (layers.length !== hidden.length + 1) {
    return [
      `contradicts itself: it has ${name} of ${layers.length} layers, its shape says ${hidden.length + 1}`,
    ];
  }
  return layers.flatMap((base64, layer) => {
    const bytes = Buffer.from(base64, 'base64').length;
    const size = 4 * (expected[layer] ?? 0);
    if (bytes !== size) {
      return [`contradicts itself: ${name} of layer ${layer} have ${bytes} bytes, its shape says ${size}`];
    }
    return decode(base64).every(Number.isFinite)
      ? []
      : [`is unusable: ${name} of layer ${layer} hold values that are not finite`];
  });
}

function encode(values: Float32Array): string {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, i) => bytes.writeFloatLE(value, 4 * i));
  return bytes.toString('base64');
}

function decode(base64: string): Float32Array {
  const bytes = Buffer.from(base64, 'base64');
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(4 * i));
}
