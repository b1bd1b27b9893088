import { pageFrame } from './page-frame.js';
import { html } from './report-html.js';
import { againSection } from './sweep/again.js';
import { cutsSection } from './sweep/cuts.js';
import { headlineSection } from './sweep/headline.js';
import { heatMapsSection } from './sweep/heat-maps.js';
import type { SweepReportInput } from './sweep/input.js';
import { latencySection } from './sweep/latency.js';
import { noiseSection } from './sweep/noise-section.js';
import { viewOf } from './sweep/points.js';
import { roundsSection } from './sweep/rounds-table.js';
import { throughputSection } from './sweep/throughput.js';
import { timeSection } from './sweep/time-spent.js';

export type { SweepReportInput } from './sweep/input.js';

/**
 * Writes what one sweep measured as one HTML page that needs nothing else: no script, no font, no request.
 * Every figure and every sentence comes from `input`; what older rounds do not record is left out and said so.
 * @returns a complete document, at most 1.5 MB for a sweep of 300 rounds
 */
export function renderSweepReport(input: SweepReportInput): string {
  const { sweep, rounds, generatedAt } = input;
  const view = viewOf(sweep, rounds);
  return pageFrame(
    { title: `Sweep ${sweep.planName}`, generatedAt },
    html`${headlineSection(input, view)} ${heatMapsSection(view)} ${latencySection(view)}
    ${throughputSection(view)} ${cutsSection(view)} ${timeSection(input, view)} ${noiseSection(input, view)}
    ${roundsSection(view)} ${againSection(input)}`,
  ).markup;
}
