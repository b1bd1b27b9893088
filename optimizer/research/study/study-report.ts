import type { Study } from '../../domain/study.js';
import { clockTime, whole } from '../number-format.js';
import { pageFrame } from '../page-frame.js';
import { facts, html, type Html, type HtmlPart } from '../report-html.js';
import { choicesSection } from './choices.js';
import { curveSection } from './curve.js';
import { headlineSection } from './headline.js';
import { labelsSection } from './labels.js';
import { testSection } from './test-scores.js';

export interface StudyReportInput {
  readonly study: Study;
  readonly generatedAt: string;
  /** To make all of it again, in order. */
  readonly commands: readonly string[];
}

/**
 * Writes a study as one HTML page that needs nothing else: no script, no font, no request. Every figure and
 * every sentence comes from the stored study.
 * @returns a complete document
 */
export function renderStudyReport({ study, generatedAt, commands }: StudyReportInput): string {
  return pageFrame(
    { title: 'Study of plain networks', generatedAt },
    html`${headlineSection(study)} ${choicesSection(study)} ${curveSection(study.tested)}
    ${testSection(study)} ${labelsSection(study)} ${lineageSection(study, commands)}`,
  ).markup;
}

function lineageSection(study: Study, commands: readonly string[]): Html {
  const { sources, points, rows } = study;
  const part = (name: keyof Study['rows']): string =>
    `${whole(rows[name])} rows of ${whole(points[name])} points`;
  const code = (text: string): Html => html`<code>${text}</code>`;
  const entries: [string, HtmlPart][] = [
    ['Study', html`${code(study.id)}, ${clockTime(study.createdAt)}`],
    ['Learnt from', sources.map(({ name, rows: count }) => `${name} (${whole(count)} rows)`).join(', ')],
    ['Data set', html`SHA-256 ${code(study.datasetHash)}`],
    [
      'Split, by point',
      `${part('train')} to train, ${part('validation')} to choose by, ${part('test')} to test`,
    ],
    [
      'Seeds',
      `${study.seed} for the split; ${study.seed} to ${study.seed + study.repeats - 1} for the weights`,
    ],
    ['Code', code(study.codeVersion)],
    ['Tensors', `TensorFlow.js, ${study.backend}`],
  ];
  return html`<section>
    <h2>What it was made from</h2>
    ${facts(entries)}
    <h3 class="apart">How to make it again</h3>
    <pre tabindex="0"><code>${commands.join('\n')}</code></pre>
  </section>`;
}
