import { describeLimit, plainGoal, type Goal } from '../domain/goal.js';

/** The options of the command line that ask for a goal, as they are typed; what is usual is left out. */
export function writtenGoal({
  objective,
  latency,
  limits,
  weights,
  confidence,
  throughputTolerance,
}: Goal): string[] {
  const usual = plainGoal(objective);
  const tolerancePct = Number((100 * throughputTolerance).toPrecision(12));
  const { latency: ofLatency, throughput: ofThroughput } = weights;
  const unusualWeights = ofLatency !== usual.weights.latency || ofThroughput !== usual.weights.throughput;
  return [
    `--objective ${objective}`,
    ...(latency === usual.latency ? [] : [`--latency ${latency}`]),
    ...limits.map((limit) => `--limit '${describeLimit(limit)}'`),
    ...(unusualWeights ? [`--weights latency=${ofLatency},throughput=${ofThroughput}`] : []),
    ...(confidence === usual.confidence ? [] : [`--confidence ${confidence}`]),
    ...(throughputTolerance === usual.throughputTolerance ? [] : [`--throughput-tolerance ${tolerancePct}`]),
  ];
}
