import type { CutCause } from '../../domain/inside.js';
import type { MeasuredRound, Round, Sweep } from '../../domain/round.js';
import { counted, decimalsFor, number, plain, signed, whole } from '../number-format.js';
import { facts, html, table, type Html, type HtmlPart } from '../report-html.js';
import { bestAtEachRate, cutsOf, saturationOf, totalOf, type BestAtRate } from './findings.js';
import type { SweepReportInput } from './input.js';
import { knowsQuality, valuesOf, type MeasuredPoint, type SweepView } from './points.js';
import { settingsLabel, SETTING_TITLES, tickOf } from './settings-words.js';
import { durationWords, listWords, rangeWords, sharePct } from './words.js';

const MOST_VALUES_LISTED = 16;

/** What was swept and the three findings that most readers come for. */
export function headlineSection({ sweep, rounds }: SweepReportInput, view: SweepView): Html {
  const { badge, tone } = badgeOf(sweep, rounds);
  return html`<section class="answer">
    <p class="badge ${tone}">${badge}</p>
    ${
      view.measured.length === 0
        ? html`<p class="lead">No round gave figures, so there is nothing to find.</p>`
        : html`<ul class="findings">
            <li>${latencyFinding(view)}</li>
            <li>${saturationFinding(view)}</li>
            <li>${cutFinding(view)}</li>
          </ul>`
    }
    ${facts(sweptFacts(sweep, view))} ${view.measured.length > 0 ? bestTable(view) : ''}
  </section>`;
}

function badgeOf(
  sweep: Sweep,
  rounds: readonly Round[],
): { badge: string; tone: 'good' | 'bad' | 'neutral' } {
  const left = sweep.rounds.length - rounds.length;
  const failed = rounds.filter(({ kind }) => kind === 'failed').length;
  const missing = left > 0 ? `; ${counted(left, 'planned round')} not run` : '';
  if (sweep.status === 'stopped')
    return { badge: `Stopped: ${sweep.reason ?? 'no reason was recorded'}${missing}`, tone: 'bad' };
  if (sweep.status === 'running') return { badge: `Running or cut short${missing}`, tone: 'neutral' };
  return left > 0
    ? { badge: `Finished${missing}`, tone: 'neutral' }
    : {
        badge: `Finished: every planned round was run${failed > 0 ? `, ${whole(failed)} failed` : ''}`,
        tone: failed > 0 ? 'neutral' : 'good',
      };
}

function sweptFacts(sweep: Sweep, view: SweepView): [string, HtmlPart][] {
  const { points, varied, rates } = view;
  const axes = varied.map((name): [string, HtmlPart] => [
    SETTING_TITLES[name],
    valuesWords(valuesOf(points, name), (value) => tickOf(name, value)),
  ]);
  const [first] = points;
  const fixed = first && varied.length === 0 ? settingsLabel(first.settings, []) : 'no setting was varied';
  return [
    ...(axes.length > 0 ? axes : [['Settings', fixed] satisfies [string, HtmlPart]]),
    ['Send rates asked (tps)', valuesWords(rates, plain)],
    ['Rounds', roundsWords(view)],
    ['Duration', durationOf(sweep, view)],
    ['Window of a round', windowWords(sweep, view.rounds)],
  ];
}

/** All of them, or both ends of many. */
function valuesWords(values: readonly number[], write: (value: number) => string): string {
  if (values.length === 0) return 'none';
  if (values.length <= MOST_VALUES_LISTED) return values.map(write).join(', ');
  return `${rangeWords(values, write)} (${values.length} values)`;
}

function roundsWords({ points, rounds, failed, anchors }: SweepView): string {
  const repeated = rounds.filter(({ quality }) => (quality?.attempts ?? 1) > 1).length;
  return [
    `${whole(rounds.length)} measured`,
    `${whole(failed.length)} failed`,
    `${counted(points.length, 'point')} of settings and rate`,
    ...(knowsQuality(rounds) ? [`${whole(repeated)} run more than once`] : []),
    ...(anchors.length > 0 ? [`${counted(anchors.length, 'anchor')} among them`] : []),
  ].join('; ');
}

function durationOf(sweep: Sweep, { rounds, failed }: SweepView): string {
  const ends = [...rounds, ...failed].map(({ endedAt }) => Date.parse(endedAt));
  const end = sweep.endedAt === undefined ? Math.max(...ends) : Date.parse(sweep.endedAt);
  if (!Number.isFinite(end)) return 'not known';
  return durationWords((end - Date.parse(sweep.startedAt)) / 1000);
}

function windowWords({ window, precision }: Sweep, rounds: readonly MeasuredRound[]): string {
  const { warmupS, minS, maxS } = window;
  const warmup = `${plain(warmupS)} s of warm-up`;
  if (!precision || minS === maxS) return `${warmup}, then ${plain(maxS)} s`;
  const early = rounds.filter(({ quality }) => quality?.endedBy === 'precision').length;
  const ended = knowsQuality(rounds) ? `; ${whole(early)} of ${whole(rounds.length)} rounds ended so` : '';
  return `${warmup}, then ${plain(minS)} to ${plain(maxS)} s: it may end once the 95 % intervals are within ±${plain(precision.meanPct)} % (mean latency) and ±${plain(precision.p95Pct)} % (p95)${ended}`;
}

/** `maxMessageCount 10 has the lowest mean latency at 30 to 150 tps (34.1 to 80.2 ms)`, rates of one winner together. */
function latencyFinding(view: SweepView): Html {
  const all = bestAtEachRate(view);
  const answered = all.filter(({ best }) => best !== undefined);
  const none = all.filter(({ best, measured }) => best === undefined && measured > 0);
  const missed = none.length > 0 ? `nothing sustained ${ratesWords(none, view)}` : '';
  if (answered.length === 0) return html`<b>Latency:</b> ${missed}.`;
  const runs = runsOf(answered, view).map((run) => runWords(run, view));
  const words = [...runs, ...(missed === '' ? [] : [missed])];
  const question =
    view.varied.length > 0
      ? 'Lowest mean latency among the settings that sustained the rate'
      : 'Mean latency where the rate was sustained';
  return html`<b>${question}:</b> ${words.join('; ')}.`;
}

function runsOf(answers: readonly BestAtRate[], { varied }: SweepView): BestAtRate[][] {
  const runs: BestAtRate[][] = [];
  let last: string | undefined;
  for (const answer of answers) {
    const label = answer.best && settingsLabel(answer.best.settings, varied);
    if (label === last) runs.at(-1)?.push(answer);
    else runs.push([answer]);
    last = label;
  }
  return runs;
}

function runWords(run: readonly BestAtRate[], { varied }: SweepView): string {
  const latencies = run.flatMap(({ best }) => (best ? [best.figures.latencyMeanMs] : []));
  const rates = rangeWords(run.flatMap((answer) => answer.rates));
  const [first] = run;
  const winner =
    varied.length > 0 && first?.best ? `${settingsLabel(first.best.settings, varied)} at ` : 'at ';
  return `${winner}${rates} tps (${rangeWords(latencies, number)} ms)`;
}

function ratesWords(answers: readonly BestAtRate[], { rates }: SweepView): string {
  const own = answers.flatMap((answer) => answer.rates);
  const above = rates.filter((rate) => rate >= (own[0] ?? 0));
  if (own.length > 1 && own.length === above.length) return `${plain(own[0] ?? 0)} tps or more`;
  return `${listWords(own.map(plain))} tps`;
}

function saturationFinding(view: SweepView): Html {
  const { firstRateTps, first, allFromTps, count } = saturationOf(view);
  const highest = plain(view.rates.at(-1) ?? 0);
  const byRule = knowsQuality(view.rounds)
    ? ''
    : ' Rounds without a record of their queue count as saturated where under 95 % of what was offered was committed.';
  if (firstRateTps === undefined)
    return html`<b>Saturation:</b> no point saturated up to ${highest} tps, the highest rate asked.${byRule}`;
  const where = `${whole(count)} of ${counted(view.measured.length, 'point')} saturated, the first at ${plain(firstRateTps)} tps${who(first, view)}`;
  const all = allFromTps === undefined ? '' : `; every one ${allWords(allFromTps, view)}`;
  return html`<b>Saturation:</b> ${where}${all}.${byRule}`;
}

function who(first: readonly MeasuredPoint[], { varied }: SweepView): string {
  if (varied.length === 0) return '';
  const labels = first.map(({ settings }) => settingsLabel(settings, varied));
  return labels.length > 3 ? ` (${labels.length} settings)` : ` (${labels.join('; ')})`;
}

function allWords(rateTps: number, { rates }: SweepView): string {
  return rateTps === rates.at(-1) ? `at ${plain(rateTps)} tps` : `from ${plain(rateTps)} tps on`;
}

export const CAUSE_WORDS: Readonly<Record<CutCause, string>> = {
  count: 'the message count',
  bytes: 'the preferred size',
  timeout: 'the batch timeout',
  config: 'a configuration change',
};

function cutFinding({ rounds }: SweepView): Html {
  const cuts = cutsOf(rounds);
  if (!cuts) return html`<b>Blocks:</b> no round tells what cut its blocks.`;
  const total = totalOf(cuts);
  const causes = (['count', 'bytes', 'timeout', 'config'] as const)
    .filter((cause) => cuts[cause] > 0)
    .toSorted((a, b) => cuts[b] - cuts[a]);
  const words = causes.map((cause) => `${sharePct(cuts[cause], total)} by ${CAUSE_WORDS[cause]}`);
  return html`<b>Blocks:</b> ${counted(total, 'block')} cut in the windows, ${listWords(words)}.`;
}

function bestTable(view: SweepView): Html {
  const answers = bestAtEachRate(view);
  if (view.varied.length === 0) return html``;
  const columns = [
    { heading: 'Rate (tps)' },
    { heading: 'Lowest mean latency' },
    { heading: 'Mean (ms)', numeric: true },
    { heading: 'p95 (ms)', numeric: true },
    { heading: 'Throughput (tps)', numeric: true },
    { heading: 'Next best' },
    { heading: 'Sustained by', numeric: true },
  ];
  return html`${table(
      'Lowest mean latency at each rate, among the settings that sustained it',
      columns,
      answers.map((answer) => bestRow(answer, view)),
    )}
    <p class="note">
      A rate is sustained where the generator offered it, at least 95 % of what it offered was committed, and
      the point is not saturated.
    </p>`;
}

function bestRow({ label, best, next, sustained, measured }: BestAtRate, { varied }: SweepView): string[] {
  const share = `${whole(sustained)} of ${whole(measured)}`;
  if (!best) return [label, measured > 0 ? 'none sustained it' : 'not measured', '', '', '', '', share];
  const { latencyMeanMs, latencyP95Ms, throughputTps } = best.figures;
  const behind = next ? 100 * (next.figures.latencyMeanMs / latencyMeanMs - 1) : 0;
  const second = next
    ? `${settingsLabel(next.settings, varied)} (${signed(behind, Math.min(1, decimalsFor(behind)))} %)`
    : 'none';
  return [
    label,
    settingsLabel(best.settings, varied),
    number(latencyMeanMs),
    number(latencyP95Ms),
    number(throughputTps),
    second,
    share,
  ];
}
