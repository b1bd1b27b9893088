import type { Me, Problem, ModelEntry, NetworkView, RecommendationEntry } from '../../api-views.js';
import type { Job } from '../../../domain/job.js';
import type { OrdererSettings } from '../../../domain/settings.js';
import { figure } from '../../format.js';
import { jobAddress } from '../../parts/job-address.js';
import { hrefOf } from '../../route.js';
import { mayActAs } from '../../shell/roles.js';

export interface NextStep {
  readonly kind: 'good' | 'info' | 'warn' | 'bad';
  readonly text: string;
  readonly link?: { readonly href: string; readonly text: string };
}

export interface Known {
  readonly me: Me;
  readonly network: NetworkView;
  /** Those that are not over, the newest first. */
  readonly jobs: readonly Job[];
  /** Measured rounds. */
  readonly rounds: number;
  readonly champion: ModelEntry | undefined;
  readonly recommendation: RecommendationEntry | undefined;
  /** Why some of this could not be asked. */
  readonly problem?: Problem | undefined;
}

/** What to do next, in one sentence: the first thing that stands in the way, from a healthy network to the best settings. */
export function nextStep(known: Known): NextStep {
  return troubleOf(known) ?? approvalOf(known) ?? workOf(known) ?? groundworkOf(known) ?? adviceOf(known);
}

function troubleOf({ network }: Known): NextStep | undefined {
  if (network.healthy) return undefined;
  return {
    kind: 'bad',
    text: `The network needs attention first: ${network.problem ?? 'a node does not answer'}.`,
  };
}

function approvalOf({ jobs, me }: Known): NextStep | undefined {
  const waiting = jobs.filter(({ status }) => status === 'awaiting-approval');
  if (waiting.length === 0) return undefined;
  const text =
    waiting.length === 1 ? 'A change waits for approval.' : `${waiting.length} changes wait for approval.`;
  const [first] = waiting;
  const href = first && waiting.length === 1 ? jobAddress(first) : hrefOf(['applications']);
  const who = mayActAs(me.role, 'approver') ? 'Look at it and decide' : 'See who has approved it';
  return { kind: 'warn', text, link: { href, text: who } };
}

function workOf({ jobs }: Known): NextStep | undefined {
  const job =
    jobs.find(({ status }) => status === 'running') ?? jobs.find(({ status }) => status === 'queued');
  if (!job) return undefined;
  const state = job.status === 'running' ? 'is under way' : 'waits for its turn';
  return {
    kind: 'info',
    text: `${JOB_WORDS[job.kind] ?? job.kind} ${state}; wait for it before the next step.`,
    link: { href: jobAddress(job), text: 'Watch it' },
  };
}

function groundworkOf({ rounds, champion, recommendation }: Known): NextStep | undefined {
  if (rounds === 0 && !champion)
    return {
      kind: 'info',
      text: 'Nothing has been measured yet: start a sweep, so that there is something to learn from.',
      link: { href: hrefOf(['sweeps', 'new']), text: 'Start a sweep' },
    };
  if (!champion)
    return {
      kind: 'info',
      text: 'There are measured rounds, and no model that learnt from them: train one.',
      link: { href: hrefOf(['models']), text: 'Train a model' },
    };
  if (!recommendation)
    return {
      kind: 'info',
      text: 'The champion is ready: ask it which settings suit your goal.',
      link: { href: hrefOf(['recommendation']), text: 'Ask for a recommendation' },
    };
  return undefined;
}

function adviceOf({ network, recommendation }: Known): NextStep {
  const again = { href: hrefOf(['recommendation']), text: 'Ask for a recommendation' };
  if (!recommendation) return { kind: 'info', text: 'Ask for a recommendation.', link: again };
  const { settings, current, decision, id, expectedGain } = recommendation;
  const link = { href: hrefOf(['recommendation', id]), text: 'See why' };
  const inForce = network.settings;
  if (inForce && same(settings, inForce))
    return {
      kind: 'good',
      text: 'The settings in force are those that were recommended last. Nothing is to be done.',
      link,
    };
  if (inForce && !same(current, inForce))
    return {
      kind: 'warn',
      text: 'The settings in force have changed since the last recommendation: ask for a new one.',
      link: again,
    };
  if (decision === 'stay')
    return {
      kind: 'good',
      text: 'No other settings are expected to do better beyond the noise. Nothing is to be done.',
      link,
    };
  const gain = expectedGain ? `: ${gainWords(expectedGain)}` : '';
  return {
    kind: 'info',
    text: `Other settings are recommended (${differences(inForce ?? current, settings)})${gain}.`,
    link: { href: link.href, text: 'Look at it and apply it' },
  };
}

/** What each kind of job is called at the beginning of a sentence. */
export const JOB_WORDS: Readonly<Record<string, string>> = {
  sweep: 'A sweep',
  'resume-sweep': 'A resumed sweep',
  search: 'A search',
  train: 'Training',
  'compare-surface': 'A comparison on recorded rounds',
  'compare-live': 'A live comparison',
  apply: 'A change of settings',
  rollback: 'A roll-back',
  'submit-proposal': 'The submission of a proposal',
  verify: 'A verification',
};

const FIGURE_WORDS = {
  latencyMeanMs: 'mean latency',
  latencyP95Ms: 'p95 latency',
  throughputTps: 'throughput',
  power: 'throughput per latency',
} as const;

function gainWords({
  figure: name,
  changePct,
  low,
  high,
}: NonNullable<RecommendationEntry['expectedGain']>): string {
  const direction = changePct < 0 ? 'lower' : 'higher';
  const sizes = [Math.abs(low), Math.abs(high)].toSorted((a, b) => a - b).map(figure);
  const span = Math.sign(low) === Math.sign(high) ? `, ${sizes.join(' to ')} % with 90 % probability` : '';
  return `${FIGURE_WORDS[name]} is expected to be ${figure(Math.abs(changePct))} % ${direction}${span}`;
}

const NAMES = ['maxMessageCount', 'preferredMaxBytes', 'absoluteMaxBytes', 'batchTimeoutMs'] as const;

function same(a: OrdererSettings, b: OrdererSettings): boolean {
  return NAMES.every((name) => a[name] === b[name]);
}

/** `batchTimeoutMs 2000 to 150` */
function differences(from: OrdererSettings, to: OrdererSettings): string {
  return NAMES.filter((name) => from[name] !== to[name])
    .map((name) => `${name} ${from[name]} to ${to[name]}`)
    .join(', ');
}
