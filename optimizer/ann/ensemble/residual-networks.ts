import { runMembers, type NetworkShape, type NetworkWeights } from '../network.js';
import type { FitOptions } from '../recipe.js';
import { trainNetwork } from '../training.js';
import { fitFeatureScaler, robustSpread, scaleFeatures, type FeatureScaler } from './features.js';
import type { Targets } from './targets.js';

/** Networks that learn what the queueing model leaves, with the scales that their numbers mean something under. */
export interface ResidualNetworks {
  readonly shape: NetworkShape;
  readonly weights: NetworkWeights;
  /** Of each member, or one for all. */
  readonly scalers: readonly FeatureScaler[];
  /** Of each member, or one for all: what a scaled output of 1 stands for, output by output. */
  readonly spreads: readonly (readonly number[])[];
}

/** What one member sees. Members that share the object share the tensors too. */
export interface MemberView {
  readonly features: readonly Float64Array[];
  /** What the outputs are counted from: the queueing model's answer. */
  readonly base: Targets;
}

export interface MemberRows extends MemberView {
  /** Weight of each row; 0 keeps it from this member. */
  readonly weights: Float64Array;
}

/** Least scale of each output: differences below that are noise whatever the rows say. */
const LEAST_SPREADS = [0.02, 0.008, 0.02];
/** Beyond that the rows hold outliers. */
const MOST_SPREAD = 1;

/** Chosen by measurement on the development sets: docs/prediction.md. */
const TRAINING = {
  learningRate: 0.01,
  schedule: 'cosine',
  loss: { kind: 'huber', delta: 1.5 },
  patience: Infinity,
  minEpochs: 1,
  // A residual starts near 0.
  initialOutputScale: 0.1,
} as const;

/** Weight decay is this, divided by the number of rows: a belief weighs less the more rows speak. */
const DECAY = 0.5;

interface Size {
  readonly hidden: readonly number[];
  readonly epochs: number;
  readonly batchSize: number | undefined;
}

/** Neurons and steps by the number of rows: more rows can carry more. */
function sizeFor(rows: number): Size {
  if (rows <= 600) return { hidden: [16], epochs: 300, batchSize: undefined };
  const [batchSize, steps] = rows <= 4000 ? [256, 1200] : [512, 2500];
  return { hidden: [32], epochs: Math.ceil((steps * batchSize) / rows), batchSize };
}

/**
 * Trains one member for each element of `members`, all at once.
 * @param targets - NaN where nothing was measured.
 * @throws CancelledError
 */
export async function trainResiduals(
  targets: Targets,
  members: readonly MemberRows[],
  { seed, signal, onProgress }: FitOptions,
): Promise<ResidualNetworks> {
  const [first] = members;
  if (!first) throw new RangeError('there is no member to train');
  const n = first.weights.length;
  const shared = members.every((member) => member === first);
  const prepared = (shared ? [first] : members).map((member) => prepare(targets, member));
  const { hidden, epochs, batchSize } = sizeFor(n);
  const shape: NetworkShape = {
    members: members.length,
    inputs: first.features.length,
    hidden,
    outputs: targets.length,
    activation: 'tanh',
  };
  const ownWeights = prepared.map(({ weights }) => weights);
  const { weights } = await trainNetwork(
    shape,
    {
      inputs: joined(prepared.map(({ inputs }) => inputs)),
      outputs: joined(prepared.map(({ outputs }) => outputs)),
      weights: joined(shared ? members.flatMap(() => ownWeights) : ownWeights),
      rows: n,
    },
    undefined,
    {
      ...TRAINING,
      seed,
      signal,
      l2: DECAY / n,
      maxEpochs: epochs,
      batchSize,
      onEpoch: (epoch, last) => onProgress?.(epoch / last),
    },
  );
  return {
    shape,
    weights,
    scalers: prepared.map(({ scaler }) => scaler),
    spreads: prepared.map(({ spreads }) => spreads),
  };
}

interface Prepared {
  readonly scaler: FeatureScaler;
  readonly spreads: readonly number[];
  readonly inputs: Float32Array;
  readonly outputs: Float32Array;
  readonly weights: Float32Array;
}

function prepare(targets: Targets, { features, base, weights }: MemberRows): Prepared {
  const n = weights.length;
  const use = (row: number): boolean => (weights[row] ?? 0) > 0;
  const scaler = fitFeatureScaler(features, use);
  const outputs = new Float32Array(n * targets.length);
  const outputWeights = new Float32Array(n * targets.length);
  const spreads = targets.map((target, place) => {
    const errors = target.map((value, row) => value - (base[place]?.[row] ?? NaN));
    const spread = spreadOf(place, errors, use);
    errors.forEach((error, row) => {
      if (!Number.isFinite(error)) return;
      outputs[row * targets.length + place] = error / spread;
      outputWeights[row * targets.length + place] = weights[row] ?? 0;
    });
    return spread;
  });
  return { scaler, spreads, inputs: scaleFeatures(scaler, features), outputs, weights: outputWeights };
}

function spreadOf(place: number, errors: Float64Array, use: (row: number) => boolean): number {
  const known = [...errors].filter((error, row) => use(row) && Number.isFinite(error));
  const least = LEAST_SPREADS[place] ?? 0;
  if (known.length === 0) return least;
  return Math.min(MOST_SPREAD, Math.max(least, robustSpread(known, 0)));
}

/**
 * The targets as each member has them, from one pass.
 * @param views - one a member, or one for all.
 * @returns member by member.
 */
export function runResiduals(networks: ResidualNetworks, views: readonly MemberView[]): Targets[] {
  const { shape, weights, scalers, spreads } = networks;
  const n = views[0]?.features[0]?.length ?? 0;
  // Scales of their own give members inputs of their own, also of a view that all share.
  const inputs = joined(
    Array.from({ length: Math.max(views.length, scalers.length) }, (_, member) =>
      scaleFeatures(of(scalers, member), of(views, member).features),
    ),
  );
  const outputs = runMembers(shape, weights, inputs, n);
  return Array.from({ length: shape.members }, (_, member) => {
    const { base } = of(views, member);
    return of(spreads, member).map((spread, place) => {
      const target = Float64Array.from(base[place] ?? []);
      const first = member * n * shape.outputs + place;
      for (let row = 0; row < n; row += 1) {
        target[row] = (target[row] ?? NaN) + spread * (outputs[first + row * shape.outputs] ?? NaN);
      }
      return target;
    });
  });
}

/** Of a member, or the one that all share. */
function of<T>(list: readonly T[], member: number): T {
  const found = list.length === 1 ? list[0] : list[member];
  if (found === undefined) throw new RangeError(`there is nothing for member ${member}`);
  return found;
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const [first] = parts;
  if (parts.length === 1 && first) return first;
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
