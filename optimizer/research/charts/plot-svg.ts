import * as Plot from '@observablehq/plot';
import { Window } from 'happy-dom';
import { trusted, type Html } from '../report-html.js';

// Plot needs a document to create elements in; nothing is ever attached to it, so every chart may share one.
const window = new Window();

const GEOMETRY = new Set([
  ...['cx', 'cy', 'x', 'y', 'x1', 'x2', 'y1', 'y2', 'width', 'height', 'd', 'transform'],
]);

/**
 * Renders a chart on the server.
 * @returns one `<svg>` that draws with `currentColor` and the CSS variables of the report, so that it follows
 * the colour scheme; the report's style sheet holds the rules for `.plot`
 */
export function plotSvg(options: Plot.PlotOptions): Html {
  const svg: unknown = Plot.plot({ ...options, document: window.document, className: 'plot' });
  // Plot wraps the drawing into a figure when it adds a legend or a caption; ours are written by the report.
  if (!(svg instanceof window.SVGSVGElement)) throw new TypeError('a chart must be a single svg element');
  // The rules are the same in every chart; they stand once in the style sheet.
  svg.querySelector('style')?.remove();
  svg.setAttribute('aria-hidden', 'true');
  for (const element of svg.querySelectorAll('*')) {
    for (const attribute of element.attributes) {
      if (GEOMETRY.has(attribute.name)) attribute.value = tenthsOfPixels(attribute.value ?? '');
    }
  }
  return trusted(svg.outerHTML);
}

/** Plot writes 15 digits; a tenth of a pixel cannot be seen, and the file is half the size. */
function tenthsOfPixels(value: string): string {
  return value.replaceAll(/-?\d+\.\d+(e-?\d+)?/g, (digits) => String(Math.round(Number(digits) * 10) / 10));
}
