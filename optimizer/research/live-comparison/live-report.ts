import { CONTENDER_NAME } from '../charts/comparison-colors.js';
import { clockTime, plain } from '../number-format.js';
import { pageFrame } from '../page-frame.js';
import { facts, html, type Html, type HtmlPart } from '../report-html.js';
import { contexts } from '../sections/contexts.js';
import { contendersSection } from './contenders.js';
import { differencesSection } from './differences.js';
import type { LiveFindings } from './document.js';
import { failuresSection } from './failures.js';
import { headlineSection } from './headline.js';
import { thesisSection } from './thesis.js';

/**
 * Writes a live comparison as one HTML page that needs nothing else: no script, no font, no request.
 * @returns a complete document
 */
export function renderLiveComparison(findings: LiveFindings): string {
  const { comparison, generatedAt } = findings.input;
  return pageFrame(
    { title: `Comparison ${comparison.id}`, generatedAt },
    html`${headlineSection(findings)} ${contendersSection(findings)} ${differencesSection(findings)}
    ${failuresSection(findings)} ${thesisSection(findings)} ${againSection(findings)}`,
  ).markup;
}

function againSection({ input }: LiveFindings): Html {
  const { comparison, command, rounds } = input;
  const { plan, searches, gridSweepId, contestSweepId, seed } = comparison;
  const code = (text: string): Html => html`<code>${text}</code>`;
  const { warmupS, minS, maxS } = plan.window;
  const entries: [string, HtmlPart][] = [
    ['Comparison', html`${code(comparison.id)}, ${clockTime(comparison.startedAt)}`],
    ['Plan', html`${plan.name} (${code(plan.file)}), ${plan.grid.length} settings, ${plan.workload}`],
    [
      'Rounds',
      `${plain(warmupS)} s warm-up, ${plain(minS)} to ${plain(maxS)} s window, ends at ${plan.precision.meanPct} % of the mean and ${plan.precision.p95Pct} % of p95`,
    ],
    ['Seeds', `${seed} for the orders; searches: ${searchSeeds(searches) || 'none'}`],
    ['Sweep of the grid', gridSweepId === undefined ? 'none' : code(gridSweepId)],
    ['Sweep of the rounds', contestSweepId === undefined ? 'none' : code(contestSweepId)],
    ['Searches', searches.length === 0 ? 'none' : code(searches.map(({ sweepId }) => sweepId).join(', '))],
    ['Code', code(comparison.codeVersion)],
  ];
  return html`<section>
    <h2>How to make it again</h2>
    <pre tabindex="0"><code>${command}</code></pre>
    <div style="height: 14px"></div>
    ${facts(entries)}
    <h3 class="apart">Host and versions</h3>
    ${contexts(rounds)}
  </section>`;
}

function searchSeeds(searches: LiveFindings['input']['comparison']['searches']): string {
  return searches
    .map(
      ({ contender, sendRateTps, seed }) =>
        `${CONTENDER_NAME[contender]} at ${plain(sendRateTps)} tps ${seed}`,
    )
    .join(', ');
}
