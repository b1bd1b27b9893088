import type { AspectBelief, SurfaceBelief } from './surface-belief.js';

/** What a hand-made belief says of one candidate on one surface. */
export interface Told {
  readonly latencyMs: number;
  /** Share of the send rate that is committed; all of it where nothing is said. */
  readonly share?: number;
}

/** @param surfaces - of each surface, each candidate. @param noise - of ln latency, one a candidate. */
export function beliefOf(
  surfaces: readonly (readonly Told[])[],
  noise: readonly number[] = [],
): SurfaceBelief {
  const samples = surfaces.length;
  const candidates = surfaces[0]?.length ?? 0;
  const told = surfaces.flat();
  const aspect = (
    name: AspectBelief['name'],
    value: (told: Told) => number,
    noiseOf: (candidate: number) => number,
  ): AspectBelief => ({
    name,
    values: Float64Array.from(told, value),
    noise: Float64Array.from(told, (_, place) => noiseOf(place % candidates)),
  });
  return {
    samples,
    candidates,
    aspects: [
      aspect(
        'latency',
        ({ latencyMs }) => Math.log(latencyMs),
        (candidate) => noise[candidate] ?? 0.1,
      ),
      aspect(
        'share',
        ({ share = 1 }) => Math.log(share),
        () => 0.01,
      ),
    ],
  };
}

/** Surfaces on which everything is committed. @param latencies - of each surface, each candidate's, ms. */
export function latencyBelief(
  latencies: readonly (readonly number[])[],
  noise: readonly number[] = [],
): SurfaceBelief {
  return beliefOf(
    latencies.map((row) => row.map((latencyMs) => ({ latencyMs }))),
    noise,
  );
}
