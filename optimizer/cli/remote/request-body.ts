import { describeLimit, type Goal } from '../../domain/goal.js';

type Given<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** As it goes over the wire: JSON has no undefined, and the client's types have none either. */
export function given<T extends object>(value: T): Given<T> {
  return JSON.parse(JSON.stringify(value));
}

/** A goal as the service reads it. */
export function goalBody({ objective, latency, throughputTolerance, weights, limits, confidence }: Goal) {
  const { latency: ofLatency, throughput } = weights;
  return {
    objective,
    latency,
    throughputTolerance,
    weights: { latency: ofLatency, throughput },
    limits: limits.map(describeLimit),
    confidence,
  };
}
