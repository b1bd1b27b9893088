import type { components } from '../../../client/schema.js';
import type { PairedInterval } from '../../../domain/paired.js';

type Comparison = components['schemas']['Comparison'];

/** A comparison, with the part of what it prints that is shown here. */
export type ComparisonDetail = Omit<Comparison, 'kind' | 'document'> &
  (
    | { readonly kind: 'live'; readonly document: LiveFindings | null }
    | { readonly kind: 'surface'; readonly document: SurfaceFindings | null }
  );

interface Middle {
  readonly median: number;
  readonly p90: number;
}

/** Searches replayed on recorded rounds: the part of the document that is shown. */
export interface SurfaceFindings {
  readonly budget: number;
  readonly seeds: number;
  readonly sendRateTps: number;
  readonly strategies: Readonly<
    Record<
      string,
      {
        readonly regretPct: Middle;
        readonly trialsToWithin5Pct: Middle;
        /** Median regret after 1, 2, ... rounds, %. */
        readonly curve: readonly number[];
        readonly band: { readonly p10: readonly number[]; readonly p90: readonly number[] };
      }
    >
  >;
  readonly pairedDifferences: {
    readonly of: string;
    readonly minus: Readonly<
      Record<
        string,
        { readonly meanPct: number; readonly interval95: { readonly low: number; readonly high: number } }
      >
    >;
  };
  readonly warnings: readonly string[];
  readonly command: string;
}

/** Settings held against each other in alternating rounds: the part of the document that is shown. */
export interface LiveFindings {
  readonly comparisons: readonly {
    readonly sendRateTps: number;
    readonly baseline: string;
    readonly contender: string;
    readonly pairs: number;
    readonly reason: string | null;
    readonly figures: readonly {
      readonly figure: string;
      readonly difference: PairedInterval;
      readonly changeIntervalPct: { readonly low: number; readonly high: number } | null;
      readonly pHolm: number | null;
    }[];
  }[];
  readonly command: string;
}

/** The document of each kind of comparison is written by this program; the service hands it on as it is. */
export function detailOf(comparison: Comparison): ComparisonDetail {
  // Its schema says no more than that it is JSON.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return comparison as ComparisonDetail;
}
