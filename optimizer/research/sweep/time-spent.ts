import { mean } from '../../domain/statistics.js';
import type { Limit, Phases } from '../../domain/inside.js';
import type { MeasuredRound } from '../../domain/round.js';
import { PART_COLOR } from '../charts/palette.js';
import { figure } from '../figure.js';
import { groupBy } from '../group-by.js';
import { counted, number, plain, whole } from '../number-format.js';
import { html, table, type Html } from '../report-html.js';
import { drawBars } from './bar-layout.js';
import type { SweepReportInput } from './input.js';
import type { MeasuredPoint, SweepView } from './points.js';
import { processTable } from './processes.js';
import { sharePct } from './words.js';

/** From the bottom of a bar up, in the order in which a transaction passes them. */
const PHASES = [
  { name: 'endorseMs', key: 'endorse', words: 'endorse: until the endorsed transaction was there' },
  { name: 'orderMs', key: 'order', words: 'order: until the block was delivered' },
  { name: 'commitMs', key: 'commit', words: 'commit: until the client knew' },
] as const satisfies readonly { name: keyof Phases; key: keyof typeof PART_COLOR; words: string }[];

/** Which part of the network held a transaction for how long, and what ran short. */
export function timeSection({ observations }: SweepReportInput, view: SweepView): Html {
  return html`<section>
    <h2>Where the time went</h2>
    ${phasesPart(view)} ${limitsPart(view.rounds)} ${processTable(observations)}
  </section>`;
}

function phasesPart(view: SweepView): Html {
  const split = view.measured.flatMap(({ rounds }) => phasesOf(rounds) ?? []);
  if (split.length === 0)
    return html`<p>None of these rounds tells its latency apart by phase, so this part is left out.</p>`;
  const missing = view.measured.length - split.length;
  return html`<p>
      ${largestSentence(view)}${missing > 0 ? ` ${counted(missing, 'point')} without this record left out.` : ''}
    </p>
    ${scalesOf(view).map(phaseFigure)}`;
}

/** Queues of saturated points grow with the window and would flatten every other bar: they get a scale of their own. */
function scalesOf(view: SweepView): { readonly view: SweepView; readonly words: string }[] {
  const parts = [
    { saturated: false, words: ' at the points that kept up' },
    { saturated: true, words: ' at the saturated points, on a scale of their own' },
  ].map(({ saturated, words }) => ({ words, view: only(view, saturated) }));
  const filled = parts.filter((part) => part.view.measured.length > 0);
  return filled.length === 2 ? filled : [{ view, words: '' }];
}

function only(view: SweepView, saturated: boolean): SweepView {
  const measured = view.measured.filter(
    ({ figures, rounds }) => figures.saturated === saturated && phasesOf(rounds) !== undefined,
  );
  return { ...view, measured, rates: [...new Set(measured.map(({ rateTps }) => rateTps))] };
}

function phaseFigure({ view, words }: { readonly view: SweepView; readonly words: string }): Html {
  const { panels, leftOut } = drawBars(view, {
    contentOf: barOf,
    yLabel: 'mean latency (ms)',
    alt: `Mean latency by phase${words}`,
  });
  return html`${leftOut === '' ? '' : html`<p class="note">${leftOut}</p>`}
  ${figure({
    panels,
    className: panels.length === 1 ? 'wide' : '',
    legend: {
      shape: 'squares',
      entries: PHASES.map(({ key, words: label }) => ({ label, color: PART_COLOR[key] })),
    },
    caption: html`<b>Mean latency by phase</b>${words}. The parts of a bar add up to the mean latency of its
      point.`,
  })}`;
}

/** Means over the rounds that know their phases. */
function phasesOf(rounds: readonly MeasuredRound[]): Phases | undefined {
  const known = rounds.flatMap(({ inside }) => inside?.phases ?? []);
  if (known.length === 0) return undefined;
  return {
    endorseMs: mean(known.map(({ endorseMs }) => endorseMs)),
    orderMs: mean(known.map(({ orderMs }) => orderMs)),
    commitMs: mean(known.map(({ commitMs }) => commitMs)),
  };
}

function barOf({ rounds, rateTps }: MeasuredPoint) {
  const phases = phasesOf(rounds);
  if (!phases) return undefined;
  const parts = PHASES.map(({ name, key }) => ({
    color: PART_COLOR[key],
    value: phases[name],
    title: `${plain(rateTps)} tps: ${key} ${number(phases[name])} ms`,
  }));
  return { parts };
}

/** The phase that took most at the points that kept up, and at those that did not. */
function largestSentence({ measured }: SweepView): string {
  const clauses = [
    { points: measured.filter(({ figures }) => !figures.saturated), words: 'Where the network kept up' },
    { points: measured.filter(({ figures }) => figures.saturated), words: 'where it was saturated' },
  ].flatMap(({ points, words }) => {
    const phases = phasesOf(points.flatMap(({ rounds }) => rounds));
    if (!phases) return [];
    const [largest] = PHASES.toSorted((a, b) => phases[b.name] - phases[a.name]);
    const total = PHASES.reduce((sum, { name }) => sum + phases[name], 0);
    if (!largest || total === 0) return [];
    return [
      `${words}, ${VERBS[largest.key]} took most: ${sharePct(phases[largest.name], total)} of the mean latency`,
    ];
  });
  const text = clauses.join('; ');
  return text === '' ? '' : `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

const VERBS = { endorse: 'endorsement', order: 'ordering', commit: 'the commit' } as const;

/** Which resource was nearest to its end, and in how many rounds. */
function limitsPart(rounds: readonly MeasuredRound[]): Html {
  const limits = rounds.flatMap(({ inside }) => inside?.limitedBy ?? []);
  if (limits.length === 0)
    return html`<p>No round tells which resource was nearest to its end, so that table is left out.</p>`;
  const groups = [...groupBy(limits, ({ resource, process }) => `${resource} ${process ?? ''}`).values()];
  const sorted = groups.toSorted((a, b) => b.length - a.length);
  const rows = sorted.map((group) => limitRow(group, limits.length));
  return html`<p>${limitSentence(sorted[0] ?? [], limits.length)}</p>
    ${table(
      `The resource that was used up or nearest to it, over ${counted(limits.length, 'round')}`,
      [
        { heading: 'Resource' },
        { heading: 'Process that used most' },
        { heading: 'In use, mean (%)', numeric: true },
        { heading: 'In use, most (%)', numeric: true },
        { heading: 'Rounds', numeric: true },
      ],
      rows,
    )}`;
}

function limitSentence(group: readonly Limit[], all: number): string {
  const [first] = group;
  if (!first) return '';
  const rounds = `in ${whole(group.length)} of ${counted(all, 'round')}`;
  if (first.resource === 'none') return `Every resource had room to spare ${rounds}.`;
  const by = first.process === undefined ? '' : `, used most by ${first.process}`;
  return `The resource most often nearest to its end was ${RESOURCE_WORDS[first.resource]}${by}, ${rounds}.`;
}

const RESOURCE_WORDS: Readonly<Record<Limit['resource'], string>> = {
  cpu: 'the CPU',
  memory: 'memory',
  disk: 'the disk',
  network: 'the network interface',
  'load-generator': 'the load generator',
  none: 'none: all had room to spare',
};

function limitRow(group: readonly Limit[], all: number): string[] {
  const [first] = group;
  const shares = group.flatMap(({ utilisation }) => (utilisation === undefined ? [] : [100 * utilisation]));
  const share = (value: number): string => (shares.length > 0 ? number(value, 0) : 'n/a');
  return [
    RESOURCE_WORDS[first?.resource ?? 'none'],
    first?.process ?? 'n/a',
    share(mean(shares)),
    share(Math.max(...shares)),
    `${whole(group.length)} of ${whole(all)}`,
  ];
}
