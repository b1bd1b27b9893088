import { describeSettings } from '../../domain/settings.js';
import { clockTime } from '../number-format.js';
import { facts, html, type Html, type HtmlPart } from '../report-html.js';
import { contexts } from '../sections/contexts.js';
import type { SweepReportInput } from './input.js';

/** Where it was measured, under which id it is stored, and how to make all of it again. */
export function againSection({ sweep, rounds, commands, seed }: SweepReportInput): Html {
  const entries: [string, HtmlPart][] = [
    ['Sweep', html`<code>${sweep.id}</code>, ${clockTime(sweep.startedAt)}`],
    ['Plan', sweep.planName],
    ['Seed of the order', seed === undefined ? 'stands in the plan file' : String(seed)],
    ['Settings found before', describeSettings(sweep.original)],
    ['Network', `${sweep.networkId}, channel ${sweep.channel}`],
  ];
  return html`<section>
    <h2>How to make all of it again</h2>
    ${commands.length > 0 ? html`<pre tabindex="0"><code>${commands.join('\n')}</code></pre>` : html`<p>No commands were recorded.</p>`}
    ${facts(entries)}
    <h3 class="apart">Host and versions</h3>
    ${contexts(rounds)}
  </section>`;
}
