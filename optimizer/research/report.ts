import { clockTime } from './number-format.js';
import { html, trusted, type Html } from './report-html.js';
import type { ReportInput } from './report-input.js';
import { REPORT_CSS } from './report-style.js';
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
  return page(
    input,
    html`${headlineSection(input)} ${comparisonSection(input)} ${measuredSection(input)}
    ${surfaceSection(input)} ${modelSection(input.model)} ${provenanceSection(input)}`,
  ).markup;
}

function page({ title, generatedAt }: ReportInput, body: Html): Html {
  // The policy makes "no request, no script" a promise that the browser keeps.
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="generator" content="gridtune" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"
        />
        <link rel="icon" href="data:," />
        <title>${title}</title>
        <style>
          ${trusted(REPORT_CSS)}
        </style>
      </head>
      <body>
        <header>
          <h1>${title}</h1>
          <p>Made by gridtune, <time datetime="${generatedAt}">${clockTime(generatedAt)}</time></p>
        </header>
        <main>${body}</main>
      </body>
    </html> `;
}
