import type { Figures, Goal, LimitedFigure } from '../../domain/goal.js';
import { limitsOf } from '../../domain/goal.js';
import type { SearchTask, Trial } from '../strategy.js';
import type { FieldBeliefs } from './field-sampler.js';

/** What is believed about as one surface: a figure, or what it is apart from another one, as a logarithm. */
export interface Aspect {
  readonly name: 'latency' | 'share' | 'tail' | 'failures';
  /** What a round says of it; undefined where it says nothing. */
  readonly measured: (figures: Trial['figures'], sendRateTps: number) => number | undefined;
  readonly beliefs: FieldBeliefs;
  /** What is expected of every setting where the queueing model says nothing. */
  readonly middle: number;
}

/** Failures are told from 0.01 % on. */
export const LEAST_FAILED_PCT = 0.01;
/** Of a round that commits next to nothing. */
const LEAST_SHARE = 1e-4;

function logOf(value: number | undefined): number | undefined {
  return value !== undefined && value > 0 && Number.isFinite(value) ? Math.log(value) : undefined;
}

const LATENCY: Aspect = {
  name: 'latency',
  measured: ({ latencyMeanMs }) => logOf(latencyMeanMs),
  beliefs: {
    scales: {
      smooth: { middle: 0.12, spread: 0.6 },
      own: { middle: 0.06, spread: 0.7 },
      noise: { middle: 0.08, spread: 0.6 },
    },
    oddSpread: 1.5,
  },
  middle: Math.log(200),
};

const SHARE: Aspect = {
  name: 'share',
  measured: ({ throughputTps }, sendRateTps) => Math.log(Math.max(LEAST_SHARE, throughputTps / sendRateTps)),
  beliefs: {
    scales: {
      smooth: { middle: 0.02, spread: 0.6 },
      own: { middle: 0.005, spread: 0.7 },
      noise: { middle: 0.01, spread: 0.6 },
    },
    oddSpread: 0.3,
  },
  middle: 0,
};

/** ln (p95 / mean latency). */
const TAIL: Aspect = {
  name: 'tail',
  measured: ({ latencyP95Ms, latencyMeanMs }) => logOf((latencyP95Ms ?? NaN) / latencyMeanMs),
  beliefs: {
    scales: {
      smooth: { middle: 0.3, spread: 0.5 },
      own: { middle: 0.05, spread: 0.7 },
      noise: { middle: 0.1, spread: 0.6 },
    },
    oddSpread: 0.6,
  },
  middle: Math.log(1.8),
};

/** ln (failed % + 0.01 %). */
const FAILURES: Aspect = {
  name: 'failures',
  measured: ({ failedPct }) => logOf((failedPct ?? NaN) + LEAST_FAILED_PCT),
  beliefs: {
    scales: {
      smooth: { middle: 1.5, spread: 0.6 },
      own: { middle: 0.2, spread: 0.7 },
      noise: { middle: 0.3, spread: 0.6 },
    },
    oddSpread: 2.5,
  },
  middle: Math.log(LEAST_FAILED_PCT),
};

/** Those that the goal cannot be judged without; latency and share always come first. */
export function aspectsOf({
  goal,
  sendRateTps,
}: Pick<SearchTask, 'goal' | 'sendRateTps'>): readonly Aspect[] {
  const limited = new Set(limitsOf(goal, sendRateTps).map(({ figure }) => figure));
  return [
    LATENCY,
    SHARE,
    ...(isAboutP95(goal, limited) ? [TAIL] : []),
    ...(limited.has('failedPct') ? [FAILURES] : []),
  ];
}

function isAboutP95({ latency }: Goal, limited: ReadonlySet<LimitedFigure>): boolean {
  return limited.has('latencyP95Ms') || latency === 'p95';
}

/** Figures of the logarithms of the aspects. */
export function figuresOf(
  aspects: readonly Pick<Aspect, 'name'>[],
  values: (aspect: number) => number,
  sendRateTps: number,
): Figures {
  const of = (name: Aspect['name']): number | undefined => {
    const place = aspects.findIndex((aspect) => aspect.name === name);
    return place < 0 ? undefined : values(place);
  };
  const latency = of('latency') ?? NaN;
  const tail = of('tail');
  const failures = of('failures');
  return {
    throughputTps: sendRateTps * Math.exp(of('share') ?? NaN),
    latencyMeanMs: Math.exp(latency),
    ...(tail === undefined ? {} : { latencyP95Ms: Math.exp(latency + Math.max(0, tail)) }),
    ...(failures === undefined ? {} : { failedPct: Math.max(0, Math.exp(failures) - LEAST_FAILED_PCT) }),
  };
}
