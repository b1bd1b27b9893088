import type { NetworkShape, NetworkWeights } from './network.js';

/** Scaled, without the weight decay; one number a member. */
export interface MemberLosses {
  readonly train: Float32Array;
  readonly validation?: Float32Array | undefined;
}

/** Keeps the weights that did best on the validation rows, each member's from a pass of its own. */
export interface Watch {
  /** @returns whether every member's patience has run out. */
  readonly look: (epoch: number, losses: Float32Array, weights: NetworkWeights) => boolean;
  /** @returns the best so far. */
  readonly best: () => {
    readonly weights: NetworkWeights;
    readonly epochs: readonly number[];
    readonly validationLosses: readonly number[];
  };
}

/**
 * A member that went `patience` passes without a better loss is done: what it does later, while others go on,
 * does not count. Nothing counts before `minEpochs`.
 */
export function createWatch(
  { members }: NetworkShape,
  limits: { readonly minEpochs: number; readonly maxEpochs: number; readonly patience: number },
): Watch {
  const first = Math.min(limits.minEpochs, limits.maxEpochs);
  const epochs = Array<number>(members).fill(0);
  const lowest = Array<number>(members).fill(Infinity);
  let kept: NetworkWeights = { kernels: [], biases: [] };
  const isDone = (member: number, epoch: number): boolean => {
    const at = epochs[member] ?? 0;
    return at > 0 && epoch - at >= limits.patience;
  };
  return {
    look: (epoch, losses, weights) => {
      if (epoch < first) return false;
      const better = [...losses.keys()].filter(
        // The first look counts even if the loss is not a number, so that there is something to give.
        (member) => epochs[member] === 0 || (losses[member] ?? Infinity) < (lowest[member] ?? 0),
      );
      for (const member of better) {
        if (isDone(member, epoch - 1)) continue;
        epochs[member] = epoch;
        lowest[member] = losses[member] ?? Number.NaN;
        kept = withMember(kept, weights, member, members);
      }
      return epochs.every((_, member) => isDone(member, epoch));
    },
    best: () => ({ weights: kept, epochs, validationLosses: lowest }),
  };
}

/** Copies one member's part of `from` over that of `into`. */
function withMember(
  into: NetworkWeights,
  from: NetworkWeights,
  member: number,
  members: number,
): NetworkWeights {
  const merge = (old: readonly Float32Array[], now: readonly Float32Array[]): Float32Array[] =>
    now.map((values, layer) => {
      const merged = old[layer] ?? values.slice();
      const length = values.length / members;
      merged.set(values.subarray(member * length, (member + 1) * length), member * length);
      return merged;
    });
  return { kernels: merge(into.kernels, from.kernels), biases: merge(into.biases, from.biases) };
}
