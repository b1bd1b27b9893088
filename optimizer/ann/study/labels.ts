import type { DataRow } from '../../dataset/columns.js';
import { groupByPoint } from '../../dataset/rows.js';
import type { Prediction } from '../../domain/objective.js';
import { mean } from '../../domain/statistics.js';
import type { Confusion, LabelRule } from '../../domain/study.js';

/**
 * Version 1: at about its send rate, figures are optimal if the network keeps up and is about as quick as the
 * best setting known there.
 *
 * - An operator chooses settings, not the load: a setting can only be compared with others at the same rate.
 * - 95 % of the rate: in a steady state all that is sent commits. Less, beyond what the ends of a window cost,
 *   means a queue that grows, whatever the latency of this window.
 * - 25 % above the best: replicates of one point differ by several percent, and the best of many points is
 *   partly luck. What cannot be told from the best must not be called worse.
 * - 10 % about the rate, as generators miss what is asked; at least three points, as designs that fill a
 *   space measure each rate once.
 */
export const LABEL_RULE: LabelRule = {
  version: 1,
  minCommittedShare: 0.95,
  maxLatencyRatio: 1.25,
  rateTolerance: 0.1,
  minReferencePoints: 3,
};

/** Whether figures at a send rate are optimal, measured or predicted ones. */
export type Labeller = (sendRateTps: number, figures: Prediction) => boolean;

/**
 * @param train - the training part: nothing else takes part in the rule, so that a label of a test row gives
 * nothing of the other test rows away. Replicates of a point are averaged first.
 */
export function createLabeller(train: readonly DataRow[], rule: LabelRule = LABEL_RULE): Labeller {
  const points = [...groupByPoint(train).values()].map((rows) => ({
    sendRateTps: mean(rows.map((row) => row.sendRateTps)),
    throughputTps: mean(rows.map((row) => row.throughputTps)),
    latencyMeanMs: mean(rows.map((row) => row.latencyMeanMs)),
  }));
  const keepsUp = (sendRateTps: number, { throughputTps }: Prediction): boolean =>
    throughputTps >= rule.minCommittedShare * sendRateTps;
  return (sendRateTps, figures) => {
    if (!keepsUp(sendRateTps, figures)) return false;
    const distance = (rate: number): number => Math.abs(Math.log(rate / sendRateTps));
    const reference = points
      .toSorted((a, b) => distance(a.sendRateTps) - distance(b.sendRateTps))
      .filter(
        (point, i) =>
          i < rule.minReferencePoints || distance(point.sendRateTps) <= Math.log(1 + rule.rateTolerance),
      );
    const latencies = reference
      .filter((point) => keepsUp(point.sendRateTps, point))
      .map(({ latencyMeanMs }) => latencyMeanMs);
    // Where no known setting keeps up, the one that does is the best.
    return figures.latencyMeanMs <= rule.maxLatencyRatio * Math.min(...latencies);
  };
}

/** @param answers - one a label, in the same order. */
export function confusionOf(labels: readonly boolean[], answers: readonly boolean[]): Confusion {
  const count = (label: boolean, answer: boolean): number =>
    labels.filter((each, i) => each === label && answers[i] === answer).length;
  return {
    truePositives: count(true, true),
    falseNegatives: count(true, false),
    falsePositives: count(false, true),
    trueNegatives: count(false, false),
  };
}

/** Share of right answers. */
export function accuracyOf(confusion: Confusion): number {
  const { truePositives, falseNegatives, falsePositives, trueNegatives } = confusion;
  return (truePositives + trueNegatives) / (truePositives + falseNegatives + falsePositives + trueNegatives);
}
