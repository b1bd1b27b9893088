import { regretBands, regretMedians, LEAST_DRAWN_PCT, type RegretCurve } from '../charts/regret-curves.js';
import { figure } from '../figure.js';
import { counted, number, plain, signed } from '../number-format.js';
import { pageFrame } from '../page-frame.js';
import { facts, html, table, type Html } from '../report-html.js';
import type { ComparisonDocument } from './document.js';
import { INFEASIBLE_REGRET_PCT } from './replay.js';
import { CLOSE_PCT } from './summary.js';

/** Names and colours of the strategies that come with the program; others take the colours left. */
const LOOKS: ReadonlyMap<string, readonly [label: string, color: string]> = new Map([
  ['gridtune', ['gridtune', 'var(--recommended)']],
  ['random', ['random', 'var(--parts-4)']],
  ['grid', ['grid', 'var(--parts-2)']],
  ['latinHypercube', ['Latin hypercube', 'var(--parts-5)']],
  ['thesisLoop', ['thesis loop', 'var(--parts-1)']],
]);
const OTHER_COLOR = 'var(--baseline)';

/**
 * A comparison on a recorded surface as one page that needs nothing else.
 * @param generatedAt - ISO 8601.
 */
export function renderSurfaceComparison(document: ComparisonDocument, generatedAt: string): string {
  const { goal, sendRateTps } = document;
  return pageFrame(
    { title: `Search for ${goal.objective} at ${plain(sendRateTps)} tps`, generatedAt },
    html`${headline(document)} ${figures(document)} ${differences(document)} ${again(document)}`,
  ).markup;
}

function labelOf(key: string): string {
  return LOOKS.get(key)?.[0] ?? key;
}

function headline(document: ComparisonDocument): Html {
  const { budget, seeds, strategies, surface, optimum, goal, warnings } = document;
  const ranked = Object.entries(strategies).toSorted(
    ([, a], [, b]) => a.regretPct.median - b.regretPct.median,
  );
  const [best] = ranked;
  const lead = best
    ? `${labelOf(best[0])} ends ${number(best[1].regretPct.median)} % from the best setting (median of ${counted(seeds, 'run')}; 90th percentile ${number(best[1].regretPct.p90)} %).`
    : '';
  return html`<section class="answer">
    <p class="lead">After ${counted(budget, 'round')}, ${lead}</p>
    ${warnings.map((warning) => html`<p class="warnings">${warning}</p>`)}
    <p>
      Of the ${counted(surface.cells, 'setting')} recorded, ${counted(surface.feasibleCells, 'setting')} keep
      every limit; the best has maxMessageCount ${plain(optimum.maxMessageCount)}, batchTimeoutMs
      ${plain(optimum.batchTimeoutMs)} and a ${valueName(goal)} of ${number(optimum.objective)}
      ${unitOf(goal)}.
    </p>
    ${table(
      `Regret after ${counted(budget, 'round')}, and rounds until it stays within ${CLOSE_PCT} %`,
      [
        { heading: 'Strategy' },
        { heading: 'median regret (%)', numeric: true },
        { heading: '90th percentile (%)', numeric: true },
        { heading: `rounds to ${CLOSE_PCT} %, median`, numeric: true },
        { heading: '90th percentile', numeric: true },
      ],
      ranked.map(([key, { regretPct, trialsToWithin5Pct }]) => [
        labelOf(key),
        ...[regretPct.median, regretPct.p90].map((value) => number(value)),
        ...[trialsToWithin5Pct.median, trialsToWithin5Pct.p90].map((rounds) =>
          rounds > budget ? 'never' : number(rounds, Number.isInteger(rounds) ? 0 : 1),
        ),
      ]),
    )}
  </section>`;
}

type GoalWords = Pick<ComparisonDocument['goal'], 'objective' | 'latency'>;

function valueName({ objective, latency }: GoalWords): string {
  const latencyName = latency === 'p95' ? '95th percentile of latency' : 'mean latency';
  if (objective === 'min-latency') return latencyName;
  return objective === 'max-throughput' ? 'throughput' : `ratio of throughput to ${latencyName}`;
}

function unitOf({ objective }: GoalWords): string {
  return { 'min-latency': 'ms', 'max-throughput': 'tps', balanced: '' }[objective];
}

function figures({ strategies, seeds }: ComparisonDocument): Html {
  const curves = Object.entries(strategies).map(([key, { curve, band }]): RegretCurve => {
    const [label, color] = LOOKS.get(key) ?? [key, OTHER_COLOR];
    return { label, color, median: curve, ...band };
  });
  return html`<section>
    <h2>Regret by rounds measured</h2>
    <p>
      Regret is how much worse the setting that a search would recommend is than the best one, both by the
      medians of all their recorded rounds. A setting that breaks a limit, or none, counts as
      ${plain(INFEASIBLE_REGRET_PCT)} %.
    </p>
    ${figure({
      panels: [regretMedians(curves, CLOSE_PCT)],
      className: 'wide',
      caption: html`<b>Median regret of ${counted(seeds, 'run')}.</b> The dashed line is ${CLOSE_PCT} %; less
        than ${LEAST_DRAWN_PCT} % is drawn as ${LEAST_DRAWN_PCT} %.`,
    })}
    ${figure({
      panels: regretBands(curves, CLOSE_PCT),
      caption: html`<b>Each strategy with its spread.</b> The band reaches from the 10th to the 90th
        percentile of the searches; grey lines are the medians of the others.`,
    })}
  </section>`;
}

function differences({ pairedDifferences: { of, minus }, seeds }: ComparisonDocument): Html | undefined {
  const rows = Object.entries(minus);
  if (rows.length === 0) return undefined;
  return html`<section>
    <h2>Seed by seed</h2>
    <p>
      With one seed every search finds the same rounds in a setting, so their regrets are compared in pairs:
      ${labelOf(of)} minus the other, below 0 where it ended closer to the best. The interval holds the mean
      with 95 % (bootstrap over ${counted(seeds, 'seed')}).
    </p>
    ${table(
      `Regret of ${labelOf(of)} minus that of others at the end, in points of %`,
      [
        { heading: 'Other' },
        { heading: 'mean', numeric: true },
        { heading: '95 % interval', numeric: true },
        { heading: 'median', numeric: true },
        { heading: 'better', numeric: true },
        { heading: 'equal', numeric: true },
        { heading: 'worse', numeric: true },
      ],
      rows.map(([key, { meanPct, interval95, medianPct, better, equal, worse }]) => [
        labelOf(key),
        signed(meanPct),
        `${signed(interval95.low)} to ${signed(interval95.high)}`,
        signed(medianPct),
        ...[better, equal, worse].map((count) => plain(count)),
      ]),
    )}
  </section>`;
}

function again({ surface, goal, sendRateTps, seedList, command }: ComparisonDocument): Html {
  const { least, most } = surface.replicates;
  const limits = goal.limits.join(', ');
  return html`<section>
    <h2>Again</h2>
    ${facts([
      ['Surface', surface.file],
      ['SHA-256', html`<code>${surface.sha256}</code>`],
      [
        'Rounds',
        `${plain(surface.rows)} at ${plain(sendRateTps)} tps, ${least === most ? plain(least) : `${plain(least)} to ${plain(most)}`} a setting`,
      ],
      ['Limits', limits || 'none but those of the objective'],
      ['Seeds', seedList.join(', ')],
    ])}
    <pre tabindex="0">${command}</pre>
  </section>`;
}
