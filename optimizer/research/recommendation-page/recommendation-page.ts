import type { Recommendation } from '../../domain/recommendation.js';
import { pageFrame } from '../page-frame.js';
import { html } from '../report-html.js';
import { beforeAfterSection } from './before-after.js';
import { bindingSection } from './binding.js';
import { evidenceSection } from './evidence.js';
import { headlineSection } from './headline.js';
import { roomSection } from './room.js';
import { tradeOffsSection } from './trade-offs.js';

export interface RecommendationPageInput {
  readonly recommendation: Recommendation;
  readonly generatedAt: string;
  /** What can be run next, one command line each. */
  readonly commands: readonly string[];
}

/**
 * Writes one recommendation as one HTML page that needs nothing else: no script, no font, no request. Everything
 * comes from the record; what an older one does not hold is left out.
 * @returns a complete document
 */
export function renderRecommendationPage({
  recommendation,
  generatedAt,
  commands,
}: RecommendationPageInput): string {
  return pageFrame(
    { title: `Recommendation ${recommendation.id}`, generatedAt },
    html`${headlineSection(recommendation)} ${beforeAfterSection(recommendation)}
    ${tradeOffsSection(recommendation)} ${roomSection(recommendation)} ${bindingSection(recommendation)}
    ${evidenceSection(recommendation, commands)}`,
  ).markup;
}
