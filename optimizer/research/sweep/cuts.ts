import { PART_COLOR } from '../charts/palette.js';
import { figure } from '../figure.js';
import { counted, number, plain, whole } from '../number-format.js';
import { html, type Html } from '../report-html.js';
import { drawBars } from './bar-layout.js';
import { blockSizeOf, cutsOf, idleSettings, totalOf, type CutCounts, type IdleSetting } from './findings.js';
import type { MeasuredPoint, SweepView } from './points.js';
import { listWords, sharePct } from './words.js';

/** From the bottom of a bar up. */
const CAUSES = ['count', 'bytes', 'timeout', 'config'] as const;
const WORDS: Readonly<Record<(typeof CAUSES)[number], string>> = {
  count: 'count: maxMessageCount was reached',
  bytes: 'bytes: preferredMaxBytes was reached',
  timeout: 'timeout: batchTimeoutMs was over',
  config: 'config: a channel update',
};

/** Which rule of the block cutter ended the blocks. */
export function cutsSection(view: SweepView): Html {
  const watched = view.rounds.filter((round) => cutsOf([round]) !== undefined);
  if (watched.length === 0) {
    return html`<section>
      <h2>What cut the blocks</h2>
      <p>None of these rounds tells what cut its blocks, so this part is left out.</p>
    </section>`;
  }
  const { panels, leftOut } = drawBars(view, {
    contentOf,
    yLabel: 'blocks (%)',
    alt: 'What cut the blocks',
  });
  const total = cutsOf(watched);
  const met = CAUSES.filter((cause) => (total?.[cause] ?? 0) > 0);
  const silent = view.rounds.length - watched.length;
  const remarks = idleSettings(view).flatMap(remarkOf);
  return html`<section>
    <h2>What cut the blocks</h2>
    <p>
      ${turnSentence(view)}${silent > 0 ? ` ${counted(silent, 'round')} without this record left out.` : ''}
    </p>
    ${
      remarks.length > 0
        ? html`<ul class="plain">
            ${remarks.map((remark) => html`<li>${remark}</li>`)}
          </ul>`
        : ''
    }
    ${leftOut === '' ? '' : html`<p class="note">${leftOut}</p>`}
    ${figure({
      panels,
      className: panels.length === 1 ? 'wide' : '',
      legend: {
        shape: 'squares',
        entries: met.map((cause) => ({ label: WORDS[cause], color: PART_COLOR[cause] })),
      },
      caption: html`<b>Share of the blocks by what cut them.</b> Above each bar, where there is room: mean
        transactions in a block.`,
    })}
  </section>`;
}

function contentOf({ rounds, rateTps }: MeasuredPoint) {
  const cuts = cutsOf(rounds);
  if (!cuts) return undefined;
  const size = blockSizeOf(rounds);
  const note = size === undefined ? {} : { note: number(size, size < 9.95 ? 1 : 0) };
  const parts = CAUSES.map((cause) => ({
    color: PART_COLOR[cause],
    value: (100 * cuts[cause]) / totalOf(cuts),
    title: `${plain(rateTps)} tps: ${whole(cuts[cause])} of ${whole(totalOf(cuts))} blocks cut by ${cause}${size === undefined ? '' : `\n${number(size)} transactions a block on average`}`,
  }));
  return { parts, ...note };
}

/** How the causes differ between the lowest and the highest rate, and between small and large blocks. */
function turnSentence(view: SweepView): string {
  const watched = view.measured.filter(({ rounds }) => cutsOf(rounds) !== undefined);
  const low = watched[0]?.rateTps;
  const high = watched.at(-1)?.rateTps;
  const at = (rate: number | undefined): CutCounts | undefined =>
    cutsOf(watched.filter(({ rateTps }) => rateTps === rate).flatMap(({ rounds }) => rounds));
  const [first, last] = [at(low), at(high)];
  if (!first || !last || low === undefined || high === undefined) return '';
  if (low === high) return `At ${plain(low)} tps, ${causesWords(first)}.`;
  return `At ${plain(low)} tps, ${causesWords(first)}; at ${plain(high)} tps, ${causesWords(last)}.`;
}

function causesWords(cuts: CutCounts): string {
  const met = CAUSES.filter((cause) => cuts[cause] > 0).toSorted((a, b) => cuts[b] - cuts[a]);
  const shares = met.map((cause) => `${sharePct(cuts[cause], totalOf(cuts))} by ${cause}`);
  return `blocks were cut ${listWords(shares)}`;
}

/** Where every point that differs in one setting alone had no block cut by its rule, it changed nothing. */
function remarkOf({ name, cause, idle, groups }: IdleSetting): Html[] {
  if (cause === undefined) {
    return [
      html`<b>${name}</b> took several values, but no rule of the block cutter uses it: it only bounds the
        size of a transaction.`,
    ];
  }
  if (idle === 0) return [];
  const what = html`<b>${name}</b> was varied with all else alike in ${counted(groups, 'group')} of points`;
  if (idle === groups)
    return [
      html`${what}, and no block of any was cut by ${cause}: it changed nothing in how blocks were cut.`,
    ];
  return [
    html`${what}; in ${whole(idle)} of them no block was cut by ${cause}, so it changed nothing there.`,
  ];
}
