import { pageFrame } from './page-frame.js';
import { html } from './report-html.js';
import type { ReportInput } from './report-input.js';
import { comparisonSection } from './sections/comparison.js';
import { headlineSection } from './sections/headline.js';
import { measuredSection } from './sections/measured.js';
import { modelSection } from './sections/model.js';
import { provenanceSection } from './sections/provenance.js';
import { surfaceSection } from './sections/surface.js';

export type { ReportInput, Surface, SurfacePoint, SurfaceSettings } from './report-input.js';

/**
 * Writes the whole way from measured rounds to an applied recommendation as one HTML page that needs nothing
 * else: no script, no font, no request. Every figure in it comes from `input`.
 * @returns a complete document, at most 1 MB for a sweep of 1,500 rounds
 */
export function renderReport(input: ReportInput): string {
  return pageFrame(
    input,
    html`${headlineSection(input)} ${comparisonSection(input)} ${measuredSection(input)}
    ${surfaceSection(input)} ${modelSection(input.model)} ${provenanceSection(input)}`,
  ).markup;
}
