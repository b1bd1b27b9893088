import { quantile } from '../domain/statistics.js';
import { figuresOf } from './belief/aspects.js';
import { judge, type Judgement } from './belief/judgement.js';
import { bestRound, type RoundValue } from './belief/round-value.js';
import { believe, type SurfaceBelief } from './belief/surface-belief.js';
import { START_ROUNDS, startCandidate } from './start-design.js';
import type { Belief, NextTrial, SearchTask, Strategy, Trial } from './strategy.js';

/** Gains below this share of the best cost are lost in the noise of any verification. */
const LEAST_GAIN = 0.002;
/** What knowing everything would gain at the most when a search may end. */
const LEAST_DOUBT = 0.01;

/** With less hope that all limits hold a setting is not told as recommended on a live network. */
const LEAST_HOPE = 0.5;

/** Everything that follows from some trials; asked for twice a round. */
interface Insight {
  readonly belief: SurfaceBelief;
  readonly judgement: Judgement;
  readonly value: RoundValue;
}

/**
 * gridtune's own strategy: a start design, then always the round that is expected to improve the recommendation
 * most, under what is believed of the surface (docs/search.md). Settings near the best are so repeated until it is
 * clear which is better, and knobs that make no difference are not tried twice.
 */
export function gridtuneStrategy(): Strategy {
  const insights = new WeakMap<readonly Trial[], { readonly task: SearchTask; readonly insight: Insight }>();
  const insightOf = (task: SearchTask, trials: readonly Trial[]): Insight => {
    const known = insights.get(trials);
    if (known?.task === task) return known.insight;
    const belief = believe(task, trials);
    const judgement = judge(task, belief);
    const insight = { belief, judgement, value: bestRound(belief, judgement) };
    insights.set(trials, { task, insight });
    return insight;
  };
  return {
    name: 'gridtune',
    next: async (task, trials): Promise<NextTrial> => {
      if (task.candidates.length === 0) return { kind: 'stop', reason: 'there is no candidate to measure' };
      if (trials.length < START_ROUNDS) return { kind: 'measure', candidate: startCandidate(task, trials) };
      const insight = insightOf(task, trials);
      const reason = task.mayEndEarly ? stopReason(insight) : undefined;
      return reason === undefined
        ? { kind: 'measure', candidate: insight.value.candidate }
        : { kind: 'stop', reason };
    },
    recommend: async (task, trials) => insightOf(task, trials).judgement.recommended,
    describe: async (task, trials) => described(task, insightOf(task, trials)),
  };
}

/** Undefined where another round may still show something. */
function stopReason({ judgement, value: { gain, mostGain } }: Insight): string | undefined {
  if (judgement.acceptable.every((probability) => probability === 0))
    return 'no candidate has a chance to keep the limits';
  if (gain >= LEAST_GAIN || mostGain >= LEAST_DOUBT) return undefined;
  const most = (100 * mostGain).toFixed(1);
  return `even knowing everything would gain no more than ${most} %, which no round can show`;
}

function described(task: SearchTask, { belief, judgement, value }: Insight): Belief {
  const { recommended, loss, acceptable, kept } = judgement;
  const { samples, candidates } = belief;
  const isBest = (sample: number): boolean =>
    loss.subarray(sample * candidates, (sample + 1) * candidates).indexOf(0) === recommended;
  const bestIn = Array.from({ length: samples }, (_, sample) => isBest(sample)).filter(Boolean).length;
  const isSafe =
    (kept[recommended] ?? 0) >= task.goal.confidence && (acceptable[recommended] ?? 0) >= LEAST_HOPE;
  return {
    recommended: isSafe ? recommended : undefined,
    expected: expectedOf(task, belief, recommended),
    limitsHold: acceptable[recommended],
    probabilityBest: bestIn / samples,
    expectedImprovementPct: 100 * value.gain,
  };
}

/** Medians over the drawn surfaces, and the range that holds 90 % of them. */
function expectedOf(task: SearchTask, belief: SurfaceBelief, candidate: number): Belief['expected'] {
  const { samples, candidates, aspects } = belief;
  const all = Array.from({ length: samples }, (_, sample) =>
    figuresOf(
      aspects,
      (aspect) => aspects[aspect]?.values[sample * candidates + candidate] ?? NaN,
      task.sendRateTps,
    ),
  );
  const told = (of: (figures: (typeof all)[number]) => number) => {
    const values = all.map(of);
    return { point: quantile(values, 0.5), low: quantile(values, 0.05), high: quantile(values, 0.95) };
  };
  const throughput = told(({ throughputTps }) => throughputTps);
  const latency = told(({ latencyMeanMs }) => latencyMeanMs);
  const p95 = all[0]?.latencyP95Ms === undefined ? undefined : told((each) => each.latencyP95Ms ?? NaN);
  const interval = ({ low, high }: { low: number; high: number }): { low: number; high: number } => ({
    low,
    high,
  });
  return {
    throughputTps: throughput.point,
    latencyMeanMs: latency.point,
    ...(p95 && { latencyP95Ms: p95.point }),
    interval90: {
      throughputTps: interval(throughput),
      latencyMeanMs: interval(latency),
      ...(p95 && { latencyP95Ms: interval(p95) }),
    },
  };
}
