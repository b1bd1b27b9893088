import { z } from 'zod';
import type { ModelInput } from '../../dataset/columns.js';
import { median } from '../../domain/statistics.js';

/**
 * What a question may leave out, as every row that was learnt from had it: their middle. Without it a
 * question that says nothing of bytes would be taken for one about a network that nobody knows the limit of.
 */
export const typicalPointSchema = z
  .strictObject({
    preferredMaxBytes: z.number().optional(),
    absoluteMaxBytes: z.number().optional(),
    txBytes: z.number().optional(),
    consensus: z.enum(['raft', 'bft']).optional(),
  })
  .readonly();
export type TypicalPoint = z.infer<typeof typicalPointSchema>;

/** @param points - at least one. */
export function typicalPoint(points: readonly ModelInput[]): TypicalPoint {
  const middle = (name: 'preferredMaxBytes' | 'absoluteMaxBytes' | 'txBytes'): Partial<TypicalPoint> => {
    const values = points.flatMap((point) => point[name] ?? []);
    return values.length === points.length ? { [name]: median(values) } : {};
  };
  const [first] = points;
  const same = points.every(({ consensus }) => consensus === first?.consensus);
  return {
    ...middle('preferredMaxBytes'),
    ...middle('absoluteMaxBytes'),
    ...middle('txBytes'),
    ...(same && first?.consensus ? { consensus: first.consensus } : {}),
  };
}

/** `point` with what it leaves out; itself where that is nothing. */
export function completed(point: ModelInput, typical: TypicalPoint): ModelInput {
  const names = ['preferredMaxBytes', 'absoluteMaxBytes', 'txBytes', 'consensus'] as const;
  const missing = names.some((name) => point[name] === undefined && typical[name] !== undefined);
  if (!missing) return point;
  return {
    ...point,
    preferredMaxBytes: point.preferredMaxBytes ?? typical.preferredMaxBytes,
    absoluteMaxBytes: point.absoluteMaxBytes ?? typical.absoluteMaxBytes,
    txBytes: point.txBytes ?? typical.txBytes,
    consensus: point.consensus ?? typical.consensus,
  };
}
