import type { Expected, Recommendation } from '../../domain/recommendation.js';
import { sameSettings, SETTING_NAMES } from '../../domain/settings.js';
import { plain, signed } from '../number-format.js';
import { html, table, type Html } from '../report-html.js';
import { limitWords, percent, SETTING_UNITS, withInterval } from './words.js';

const FIGURES = [
  { name: 'latencyMeanMs', label: 'mean latency (ms)' },
  { name: 'latencyP95Ms', label: '95th percentile of latency (ms)' },
  { name: 'throughputTps', label: 'throughput (tps)' },
] as const;

/** Settings, expected figures and limits, side by side for what is in force and what is recommended. */
export function beforeAfterSection(recommendation: Recommendation): Html {
  const other = otherSide(recommendation);
  return html`<section>
    <h2>Before and after</h2>
    ${settingsTable(recommendation, other)} ${figuresTable(recommendation, other)}
    ${limitsTable(recommendation)} ${ratesTable(recommendation)}
  </section>`;
}

/** Of a recommendation to stay, the best of the other candidates is compared with what is in force. */
interface Side {
  readonly heading: string;
  readonly settings: Recommendation['settings'];
  readonly predicted: Expected;
}

function otherSide({ settings, current, predicted, contender }: Recommendation): Side | undefined {
  if (!sameSettings(settings, current)) return { heading: 'Recommended', settings, predicted };
  return contender && { heading: 'Best other candidate', ...contender };
}

function settingsTable({ current }: Recommendation, other: Side | undefined): Html {
  return table(
    'Orderer settings',
    [
      { heading: 'Setting' },
      { heading: 'In force', numeric: true },
      ...(other ? [{ heading: other.heading, numeric: true }] : []),
    ],
    SETTING_NAMES.map((name) => [
      `${name} (${SETTING_UNITS[name]})`,
      plain(current[name]),
      ...(other ? [plain(other.settings[name])] : []),
    ]),
  );
}

function figuresTable({ predictedCurrent, load }: Recommendation, other: Side | undefined): Html {
  const rows = FIGURES.filter(({ name }) => predictedCurrent[name] !== undefined).map(({ name, label }) => {
    const after = other?.predicted[name];
    const before = predictedCurrent[name];
    const change =
      before === undefined || after === undefined || before === 0
        ? 'n/a'
        : `${signed(100 * (after / before - 1), 0)} %`;
    return [
      label,
      withInterval(before, predictedCurrent.interval90?.[name]),
      ...(other ? [withInterval(after, other.predicted.interval90?.[name]), change] : []),
    ];
  });
  return table(
    `Expected at ${plain(load.sendRateTps)} tps, with the range that holds 90 of 100 rounds; change relative to what is in force`,
    [
      { heading: 'Figure' },
      { heading: 'In force', numeric: true },
      ...(other
        ? [
            { heading: other.heading, numeric: true },
            { heading: 'Change', numeric: true },
          ]
        : []),
    ],
    rows,
  );
}

function limitsTable({ limits = [], goal }: Recommendation): Html | string {
  if (limits.length === 0) return '';
  const asked = goal ? `, asked for with ${percent(goal.confidence)}` : '';
  return table(
    `Probability that limits hold${asked}`,
    [{ heading: 'Limit' }, { heading: 'In force', numeric: true }, { heading: 'Recommended', numeric: true }],
    limits.map(({ limit, probability, probabilityCurrent }) => [
      limitWords(limit),
      percent(probabilityCurrent),
      percent(probability),
    ]),
  );
}

/** One settings for several rates: how it does at each. */
function ratesTable({ rates = [] }: Recommendation): Html | string {
  if (rates.length === 0) return '';
  const timed = rates.some(({ from }) => from !== undefined);
  return table(
    'At each send rate that the settings were chosen for',
    [
      { heading: timed ? 'From' : 'Send rate (tps)', numeric: !timed },
      ...(timed ? [{ heading: 'Send rate (tps)', numeric: true }] : []),
      { heading: 'Mean latency in force (ms)', numeric: true },
      { heading: 'Recommended (ms)', numeric: true },
      { heading: 'Throughput in force (tps)', numeric: true },
      { heading: 'Recommended (tps)', numeric: true },
      { heading: 'Better with', numeric: true },
      { heading: 'Worse than the best at this rate alone', numeric: true },
    ],
    rates.map(({ sendRateTps, from, predicted, predictedCurrent, probabilityBetter, regretPct }) => [
      ...(timed ? [from ?? '', plain(sendRateTps)] : [plain(sendRateTps)]),
      withInterval(predictedCurrent.latencyMeanMs, predictedCurrent.interval90?.latencyMeanMs),
      withInterval(predicted.latencyMeanMs, predicted.interval90?.latencyMeanMs),
      withInterval(predictedCurrent.throughputTps, predictedCurrent.interval90?.throughputTps),
      withInterval(predicted.throughputTps, predicted.interval90?.throughputTps),
      percent(probabilityBetter),
      `${signed(regretPct, 0)} %`,
    ]),
  );
}
