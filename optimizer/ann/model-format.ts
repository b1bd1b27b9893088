import { createHash } from 'node:crypto';
import { z } from 'zod';
import { INPUT_NAMES, OUTPUT_NAMES } from '../dataset/columns.js';
import { faultsOf } from '../domain/settings.js';
import { kindOf, type ModelArtifact } from './artifact.js';
import { layerSizes, type NetworkShape } from './network.js';
import { ACTIVATIONS } from './network-activation.js';
import { scalerSchema } from './scaler.js';

const FORMAT = 'gridtune-model';
const VERSION = 2;

const count = z.int().min(1);
const range = z.strictObject({ min: z.number(), max: z.number() });
const contentSchema = z.strictObject({
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  kind: z.string(),
  shape: z.strictObject({
    members: count,
    inputs: count,
    hidden: z.array(count).min(1),
    outputs: count,
    activation: z.enum(ACTIVATIONS),
  }),
  inputs: z.array(z.string()),
  outputs: z.array(z.string()),
  scaler: scalerSchema,
  box: z.strictObject({ maxMessageCount: range, batchTimeoutMs: range, sendRateTps: range }),
  datasetHash: z.string(),
  seed: z.int(),
  /** Base64 of little-endian 32-bit floats, row-major, layer by layer. */
  weights: z.strictObject({ kernels: z.array(z.base64()), biases: z.array(z.base64()) }),
});
const fileSchema = contentSchema.extend({ checksum: z.string() });
type Content = z.infer<typeof contentSchema>;

/** The artifact as the text of a model file: one JSON document with a checksum over its content. */
export function modelText(artifact: ModelArtifact): string {
  const content: Content = {
    format: FORMAT,
    version: VERSION,
    kind: artifact.kind,
    shape: { ...artifact.shape, hidden: [...artifact.shape.hidden] },
    inputs: [...artifact.inputs],
    outputs: [...artifact.outputs],
    scaler: artifact.scaler,
    box: { ...artifact.box },
    datasetHash: artifact.datasetHash,
    seed: artifact.seed,
    weights: { kernels: artifact.weights.kernels.map(encode), biases: artifact.weights.biases.map(encode) },
  };
  return `${JSON.stringify({ ...content, checksum: checksumOf(content) }, null, 2)}\n`;
}

/** The artifact, or why the text is refused, as the end of a sentence that starts with the file. */
export type ParsedModel =
  | { readonly artifact: ModelArtifact; readonly problem?: never }
  | { readonly artifact?: never; readonly problem: string };

export function parseModel(text: string): ParsedModel {
  const json = parseJson(text);
  const foreign = foreignness(json);
  if (foreign !== undefined) return { problem: foreign };
  const parsed = fileSchema.safeParse(json);
  if (!parsed.success) {
    const faults = faultsOf(parsed.error).map(({ path: at, message }) => `${at}: ${message}`);
    return { problem: `is damaged: ${faults.join('; ')}` };
  }
  const { checksum, ...content } = parsed.data;
  if (checksum !== checksumOf(content)) {
    return { problem: 'is damaged: its content does not match its checksum' };
  }
  const mismatch = mismatches(content)[0];
  return mismatch === undefined ? { artifact: artifactOf(content) } : { problem: mismatch };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Told before anything else, so that a newer file is not called damaged. */
function foreignness(json: unknown): string | undefined {
  const head = z.looseObject({ format: z.literal(FORMAT), version: z.unknown() }).safeParse(json);
  if (!head.success) return `is not a gridtune model: it is not JSON with "format": "${FORMAT}"`;
  if (head.data.version === VERSION) return undefined;
  return `has version ${JSON.stringify(head.data.version)}, this program reads version ${VERSION}: train a model anew`;
}

/** Where a well-formed file does not fit this program, or one part of it another. */
function mismatches({ kind, shape, inputs, outputs, scaler, weights }: Content): string[] {
  const columns = (what: string, found: readonly string[], expected: readonly string[]): string[] =>
    found.join() === expected.join()
      ? []
      : [`was made for other ${what}: it has ${found.join(', ')}, this program uses ${expected.join(', ')}`];
  const differs = (what: string, found: string | number, expected: string | number): string[] =>
    found === expected ? [] : [`contradicts itself: ${what} is ${found}, its shape says ${expected}`];
  return [
    ...columns('inputs', inputs, INPUT_NAMES),
    ...columns('outputs', outputs, OUTPUT_NAMES),
    ...columns(
      'scaler inputs',
      scaler.inputs.map(({ name }) => name),
      INPUT_NAMES,
    ),
    ...columns(
      'scaler outputs',
      scaler.outputs.map(({ name }) => name),
      OUTPUT_NAMES,
    ),
    ...differs('its number of inputs', inputs.length, shape.inputs),
    ...differs('its number of outputs', outputs.length, shape.outputs),
    ...differs('its kind', kind, kindOf(shape)),
    ...weightFaults('kernels', weights.kernels, kernelLengths(shape)),
    ...weightFaults('biases', weights.biases, biasLengths(shape)),
  ];
}

const kernelLengths = (shape: NetworkShape): number[] =>
  layerSizes(shape).map((size) => shape.members * size.in * size.out);
const biasLengths = (shape: NetworkShape): number[] =>
  layerSizes(shape).map(({ out }) => shape.members * out);

function weightFaults(name: string, base64: readonly string[], lengths: readonly number[]): string[] {
  if (base64.length !== lengths.length) {
    return [`contradicts itself: it has ${base64.length} ${name}, its shape says ${lengths.length}`];
  }
  return base64.flatMap((text, layer) => {
    const bytes = Buffer.from(text, 'base64').length;
    const expected = 4 * (lengths[layer] ?? 0);
    if (bytes !== expected) {
      return [`contradicts itself: ${name}.${layer} has ${bytes} bytes, its shape says ${expected}`];
    }
    return decode(text).every(Number.isFinite)
      ? []
      : [`is unusable: ${name}.${layer} holds values that are not finite`];
  });
}

function artifactOf({ weights, kind, shape, inputs, outputs, ...rest }: Content): ModelArtifact {
  const { scaler, box, datasetHash, seed } = rest;
  const decoded = { kernels: weights.kernels.map(decode), biases: weights.biases.map(decode) };
  return { kind, shape, inputs, outputs, scaler, weights: decoded, datasetHash, box, seed };
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

/** SHA-256 over the content's JSON in the schema's key order, which parsing restores. */
function checksumOf(content: Content): string {
  return sha256(JSON.stringify(contentSchema.parse(content)));
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
