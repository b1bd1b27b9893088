import { html, type Html } from './report-html.js';

/** Width and height of a drawing, in units of 1/12 of its text's size; it scales with the page. */
export interface PanelSize {
  readonly width: number;
  readonly height: number;
}

/** One drawing of a figure. */
export interface Panel {
  /** Stands above the drawing where a figure has several. */
  readonly heading?: string;
  /** A figure or two that belong to the drawing, under its heading. */
  readonly note?: string;
  /** What the drawing shows, for readers who do not see it. */
  readonly alt: string;
  readonly svg: Html;
}

export interface LegendEntry {
  readonly label: string;
  /** A CSS colour. */
  readonly color: string;
}

export interface Legend {
  readonly title?: string;
  readonly entries: readonly LegendEntry[];
  /** Swatches that touch read as one scale. */
  readonly shape: 'dots' | 'scale';
}

export interface FigureParts {
  readonly panels: readonly Panel[];
  readonly legend?: Legend;
  /** Explains how to read it, in words. */
  readonly caption: Html;
  readonly className?: string;
}

/** Panels side by side where there is room, with a legend above and a caption below. */
export function figure({ panels, legend, caption, className = '' }: FigureParts): Html {
  return html`<figure class="${className}">
    ${legend && legendList(legend)}
    <div class="panels ${columnsFor(panels.length)}">${panels.map(panelBox)}</div>
    <figcaption>${caption}</figcaption>
  </figure>`;
}

function panelBox({ heading, note, alt, svg }: Panel): Html {
  return html`<div class="panel">
    ${heading === undefined ? '' : html`<h3>${heading}</h3>`}${note === undefined ? '' : html`<p class="figure-note">${note}</p>`}
    <div role="img" aria-label="${alt}">${svg}</div>
  </div>`;
}

/** Colours with their words. A drawn legend would need a canvas for its text and would not wrap. */
export function legendList({ title, entries, shape }: Legend): Html {
  const items = entries.map(
    ({ label, color }) => html`<li><span class="swatch" style="background:${color}"></span>${label}</li>`,
  );
  return html`<div class="legend ${shape}">
    ${title === undefined ? '' : html`<span>${title}</span>`}
    <ul>
      ${items}
    </ul>
  </div>`;
}

/** Four panels stand better two by two than three and one. */
function columnsFor(count: number): 'one' | 'two' | 'three' {
  if (count === 1) return 'one';
  return count === 2 || count === 4 ? 'two' : 'three';
}

/** Size to draw each of `count` panels in, so that text is about as large in all of them. */
export function panelSize(count: number): PanelSize {
  return columnsFor(count) === 'three' ? { width: 330, height: 260 } : { width: 400, height: 280 };
}
