import type { Recommendation } from '../../domain/recommendation.js';
import { plainGoal } from '../../domain/goal.js';
import { safeRegionLegend, safeRegionMap } from '../charts/safe-region-map.js';
import { profileUnit, safeRegionProfiles } from '../charts/safe-region-profiles.js';
import { figure, type Legend } from '../figure.js';
import { plain } from '../number-format.js';
import { html, trusted, type Html } from '../report-html.js';

const MAP_SIZE = { width: 520, height: 380 } as const;

const PROFILE_LEGEND: Legend = {
  shape: 'dots',
  entries: [
    {
      label: 'as good',
      color: symbol(
        '<rect x="1" y="3" width="14" height="10" fill="var(--good-ground)" stroke="var(--good)"/>',
      ),
    },
    { label: 'limits kept', color: 'var(--recommended)' },
    {
      label: 'limits not sure enough',
      color: symbol('<circle cx="8" cy="8" r="4" fill="none" stroke="var(--bad)" stroke-width="2"/>'),
    },
    {
      label: 'most that is as good',
      color: symbol('<path d="M0 8h16" stroke="currentColor" stroke-dasharray="4 3"/>'),
    },
  ],
};

function symbol(shape: string): Html {
  return trusted(`<svg viewBox="0 0 16 16" aria-hidden="true">${shape}</svg>`);
}

/** How far the settings may be moved before it matters. */
export function roomSection(recommendation: Recommendation): Html | string {
  const { safeRegion, decision, objective, settings } = recommendation;
  if (!safeRegion || safeRegion.knobs.length === 0) return '';
  const goal = recommendation.goal ?? plainGoal(objective);
  const label = decision === 'stay' ? 'in force' : 'recommended';
  const profiles = figure({
    panels: safeRegionProfiles(safeRegion, profileUnit(goal), label),
    legend: PROFILE_LEGEND,
    caption: html`<b>One setting moved, the others as they are.</b> As good is an expected cost of at most
      ${plain(safeRegion.tolerancePct)} % above that of the settings marked, and every limit kept with a
      probability of ${plain(100 * safeRegion.confidence)} % or more. What is expected is the mean over all
      that may happen: it is worse than the figure of the table where much may go wrong.`,
  });
  return html`<section>
    <h2>How far the settings may move</h2>
    <ul class="findings">
      ${safeRegion.description.map((line) => html`<li>${line}</li>`)}
    </ul>
    ${profiles}
    ${
      safeRegion.grid
        ? figure({
            panels: [safeRegionMap(safeRegion.grid, safeRegion, { ...settings, label }, MAP_SIZE)],
            legend: { shape: 'squares', entries: safeRegionLegend(safeRegion.grid, safeRegion) },
            className: 'wide',
            caption: html`<b>Message count and timeout moved together.</b> Colours say how much higher the
              expected cost is than that of the settings marked.`,
          })
        : ''
    }
  </section>`;
}
