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
  /** A CSS colour, or a mark of its own. */
  readonly color: string | Html;
}

export interface Legend {
  readonly title?: string;
  readonly entries: readonly LegendEntry[];
  /** The swatches of a `scale` are ranges; a `gradient` has none. */
  readonly shape: 'dots' | 'squares' | 'scale' | 'gradient';
  /** The CSS background of a `gradient`, and what stands where on it. */
  readonly gradient?: string;
  readonly ticks?: readonly { readonly label: string; readonly share: number }[];
}

export interface FigureParts {
  readonly panels: readonly Panel[];
  readonly legend?: Legend | readonly Legend[];
  /** Explains how to read it, in words. */
  readonly caption: Html;
  readonly className?: string;
  /** Width that panels are drawn for, in pixels, where the usual columns do not suit them. */
  readonly panelPx?: number;
}

/** Panels side by side where there is room, with a legend above and a caption below. */
export function figure({ panels, legend = [], caption, className = '', panelPx }: FigureParts): Html {
  const [columns, style] =
    panelPx === undefined ? [columnsFor(panels.length), ''] : ['fitted', `--panel: ${panelPx}px`];
  return html`<figure class="${className}">
    ${[legend].flat().map(legendList)}
    <div class="panels ${columns}" style="${style}">${panels.map(panelBox)}</div>
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
export function legendList({ title, entries, shape, gradient, ticks = [] }: Legend): Html {
  const items = entries.map(({ label, color }) => {
    const mark =
      typeof color === 'string' ? html`<span class="swatch" style="background:${color}"></span>` : color;
    return html`<li>${mark}${label}</li>`;
  });
  return html`<div class="legend ${shape}">
    ${title === undefined ? '' : html`<span>${title}</span>`}
    ${
      gradient === undefined
        ? html`<ul>
            ${items}
          </ul>`
        : gradientBar(gradient, ticks)
    }
  </div>`;
}

function gradientBar(gradient: string, ticks: NonNullable<Legend['ticks']>): Html {
  const marks = ticks.map(
    ({ label, share }) => html`<span style="left:${(100 * share).toFixed(1)}%">${label}</span>`,
  );
  return html`<div class="ramp">
    <div style="background:${gradient}"></div>
    ${marks}
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
