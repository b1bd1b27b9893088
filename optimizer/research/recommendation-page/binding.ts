import type { Binding, CutLimit } from '../../domain/recommendation-detail.js';
import type { Recommendation } from '../../domain/recommendation.js';
import { number, plain } from '../number-format.js';
import { html, table, type Html } from '../report-html.js';

const NAMES: Readonly<Record<CutLimit, string>> = {
  count: 'message count',
  bytes: 'byte limit',
  timeout: 'timeout (ms)',
};

/** What ends blocks under the settings: the only limit whose change does anything at first. */
export function bindingSection({ binding }: Recommendation): Html | string {
  if (!binding) return '';
  return html`<section>
    <h2>What ends blocks</h2>
    <p>${sentence(binding)}.</p>
    ${table(
      `Limits of a block; ${number(binding.blockTransactions, 1)} transactions on average, which wait ${number(binding.waitMs)} ms for the cut`,
      [
        { heading: 'Limit' },
        { heading: 'Set to', numeric: true },
        { heading: 'Ends of blocks (%)', numeric: true },
        { heading: 'Would rule from', numeric: true },
      ],
      binding.limits.map(({ limit, value, sharePct, bindsAt }) => [
        NAMES[limit],
        value === undefined ? 'not recorded' : plain(value),
        sharePct === undefined ? 'unknown' : number(sharePct, 1),
        bindsAtText(sharePct, bindsAt),
      ]),
    )}
    <p class="note">
      From the closed form of block cutting with transactions at random moments, not from measurement. A limit
      rules from the value in the last column down, the other limits as they are.
    </p>
  </section>`;
}

function sentence({ description }: Binding): string {
  return description.charAt(0).toUpperCase() + description.slice(1);
}

function bindsAtText(sharePct: number | undefined, bindsAt: number | undefined): string {
  if (sharePct === undefined) return 'unknown';
  return bindsAt === undefined ? 'no value' : plain(bindsAt);
}
