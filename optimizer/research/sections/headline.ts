import type { Application, Comparison, Verification } from '../../domain/application.js';
import type { Objective } from '../../domain/objective.js';
import type { Recommendation } from '../../domain/recommendation.js';
import {
  describeSettings,
  SETTING_NAMES,
  type OrdererSettings,
  type SettingName,
} from '../../domain/settings.js';
import { counted, differenceWithInterval, number, plain } from '../number-format.js';
import { COMPARED, pairsOf, sideMean, sidesOf, type Compared, type RoundPair } from '../paired-rounds.js';
import { html, table, type Html } from '../report-html.js';
import type { ReportInput } from '../report-input.js';

const OBJECTIVE_WORDS: Readonly<Record<Objective, string>> = {
  'min-latency': 'the lowest mean latency',
  'max-throughput': 'the highest throughput',
  balanced: 'a balance of latency and throughput',
};

interface Answer {
  readonly badge: string;
  readonly tone: 'good' | 'bad' | 'neutral';
  readonly sentence: string;
}

/** What was recommended and what became of it, in one sentence, and the settings it is about. */
export function headlineSection(input: ReportInput): Html {
  const { badge, tone, sentence } = answerOf(input);
  const { recommendation } = input;
  const { load, objective, warnings, candidates } = recommendation;
  return html`<section class="answer">
    <p class="badge ${tone}">${badge}</p>
    <p class="lead">${sentence}</p>
    <p>
      The goal was ${OBJECTIVE_WORDS[objective]} for a ${load.workload} load of ${plain(load.sendRateTps)} tps
      (transactions per second); the model compared ${counted(candidates, 'candidate setting')}.
      ${predictedSentence(recommendation)}
    </p>
    ${
      warnings.length > 0
        ? html`<ul class="warnings">
            ${warnings.map((warning) => html`<li>${warning}</li>`)}
          </ul>`
        : ''
    }
    ${settingsTable(input)}
  </section>`;
}

function predictedSentence({ predicted, predictedCurrent }: Recommendation): string {
  const side = ({ latencyMeanMs, throughputTps }: Recommendation['predicted']): string =>
    `${number(latencyMeanMs)} ms mean latency and ${number(throughputTps)} tps`;
  return `It predicted ${side(predicted)} for the recommended settings, ${side(predictedCurrent)} for the settings in force.`;
}

function answerOf({ recommendation, application, verification, verificationRounds }: ReportInput): Answer {
  if (verification) return verified(verification, recommendation, verificationRounds);
  if (application) return applied(application);
  const { decision, current, settings, candidates } = recommendation;
  if (decision === 'stay') {
    return {
      badge: 'No change needed',
      tone: 'good',
      sentence: `The model expects none of ${counted(candidates, 'candidate')} to do better than the settings in force (${describeSettings(current)}), so nothing was changed.`,
    };
  }
  return {
    badge: 'Not applied',
    tone: 'neutral',
    sentence: `Recommended: ${changeWords(current, settings)}; it was not applied, so nothing was measured with it.`,
  };
}

function applied({ status, before, after, blockNumber, reason }: Application): Answer {
  const change = changeWords(before, after);
  const block = blockNumber === undefined ? '' : ` in block ${blockNumber}`;
  const unsettled: Answer = {
    badge: 'Outcome unknown',
    tone: 'bad',
    sentence: `The change of ${change} was started, and no record says how it ended: read the channel before relying on either.`,
  };
  const answers: Record<Application['status'], Answer> = {
    verified: {
      badge: 'Applied, not compared',
      tone: 'neutral',
      sentence: `Applied${block}: ${change}; no verification compares it with the baseline yet.`,
    },
    unchanged: {
      badge: 'Already in force',
      tone: 'neutral',
      sentence: `The channel already had the recommended settings: ${describeSettings(after)}.`,
    },
    failed: {
      badge: 'Could not be applied',
      tone: 'bad',
      sentence: `Recommended: ${change}; the change failed: ${reason ?? 'no reason was recorded'}.`,
    },
    intended: unsettled,
    sent: unsettled,
    committed: unsettled,
    watching: {
      badge: 'Being watched',
      tone: 'neutral',
      sentence: `Changed: ${change}; live transactions are being watched, and the change is taken back if they suffer.`,
    },
  };
  return answers[status];
}

function verified(
  verification: Verification,
  recommendation: Recommendation,
  rounds: ReportInput['verificationRounds'],
): Answer {
  const { verdict, reason, comparison, baseline, applied: settings } = verification;
  const pairs = pairsOf(rounds, sidesOf({ verification, recommendation }));
  const change = changeWords(baseline, settings);
  const evidence = comparison
    ? `; ${measuredWords(verification, comparison, recommendation.objective, pairs)}`
    : '';
  return verdict === 'kept'
    ? { badge: 'Kept', tone: 'good', sentence: `Kept: ${change}, because ${reason}${evidence}.` }
    : {
        badge: 'Rolled back',
        tone: 'bad',
        sentence: `Rolled back: ${change} was tried and the baseline put back, because ${reason}${evidence}.`,
      };
}

/** `at 60 tps asked, mean latency fell from 981 to 59 ms (−922 ms, 95 % interval −1,003 to −841) ...`. */
function measuredWords(
  { load }: Verification,
  comparison: Comparison,
  objective: Objective,
  pairs: readonly RoundPair[],
): string {
  const order = objective === 'max-throughput' ? ([0, 1] as const) : ([1, 0] as const);
  const clauses = order.map((index) => clause(COMPARED[index], comparison, pairs));
  return `at ${plain(load.sendRateTps)} tps asked, ${clauses.join(', and ')}, over ${counted(comparison.pairs, 'pair')} of rounds`;
}

function clause(figure: Compared, comparison: Comparison, pairs: readonly RoundPair[]): string {
  const interval = comparison[figure.name];
  const { mean, low, high } = differenceWithInterval(interval);
  const { unit } = figure;
  const confidence = plain(100 * comparison.confidence);
  const between =
    pairs.length > 0
      ? ` from ${number(sideMean(pairs, 'baseline', figure.name))} to ${number(sideMean(pairs, 'recommended', figure.name))} ${unit}`
      : '';
  return `${figure.inSentence} ${direction(interval)}${between} (${mean} ${unit}, ${confidence} % interval ${low} to ${high} ${unit})`;
}

/** A change counts as one only when its whole interval lies on one side of zero. */
function direction({ low, high }: { readonly low: number; readonly high: number }): string {
  if (high < 0) return 'fell';
  return low > 0 ? 'rose' : 'stayed within the noise,';
}

const SETTING_UNITS: Readonly<Record<SettingName, string>> = {
  maxMessageCount: 'transactions',
  preferredMaxBytes: 'bytes',
  absoluteMaxBytes: 'bytes',
  batchTimeoutMs: 'ms',
};

/** `maxMessageCount from 100 to 5 transactions and batchTimeoutMs from 2,000 to 100 ms`. */
function changeWords(before: OrdererSettings, after: OrdererSettings): string {
  const changed = SETTING_NAMES.filter((name) => before[name] !== after[name]).map(
    (name) => `${name} from ${plain(before[name])} to ${plain(after[name])} ${SETTING_UNITS[name]}`,
  );
  return changed.join(' and ') || `no difference from ${describeSettings(before)}`;
}

function settingsTable(input: ReportInput): Html {
  const { baseline, recommended } = sidesOf(input);
  return table(
    'Orderer settings',
    [
      { heading: 'Setting' },
      { heading: 'Baseline', numeric: true },
      { heading: 'Recommended', numeric: true },
    ],
    SETTING_NAMES.map((name) => [
      `${name} (${SETTING_UNITS[name]})`,
      plain(baseline[name]),
      plain(recommended[name]),
    ]),
  );
}
