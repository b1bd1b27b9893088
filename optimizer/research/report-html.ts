/** Markup that is safe to put into a page as it stands: only {@link html} and {@link trusted} make it. */
export class Html {
  readonly markup: string;
  constructor(markup: string) {
    this.markup = markup;
  }
}

/** What a template accepts: text and numbers are escaped, `undefined` leaves no trace. */
export type HtmlPart = Html | string | number | undefined | readonly HtmlPart[];

/**
 * Builds markup from a template. Every interpolated string is escaped for text and for quoted attributes, so
 * a name out of the database or an error message of a peer cannot become markup.
 */
export function html(literals: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  return new Html(
    literals.map((literal, index) => literal + (index < parts.length ? markupOf(parts[index]) : '')).join(''),
  );
}

/** Takes over markup as it is. Only for what this program made itself: charts and the style sheet. */
export function trusted(markup: string): Html {
  return new Html(markup);
}

function markupOf(part: HtmlPart): string {
  if (part === undefined) return '';
  if (part instanceof Html) return part.markup;
  if (typeof part === 'string' || typeof part === 'number') return escapeHtml(String(part));
  return part.map(markupOf).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Escapes text for element content and for quoted attribute values. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** One column of a table: its heading, and whether it holds numbers, which line up on the right. */
export interface Column {
  readonly heading: string;
  readonly numeric?: boolean;
}

/**
 * A table that scrolls sideways on its own where the page is too narrow for it.
 * @param rows - cells in the order of `columns`; the first cell of a row is its heading
 */
export function table(
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly HtmlPart[])[],
): Html {
  const classOf = (index: number): string => (columns[index]?.numeric ? 'num' : 'text');
  const cell = (value: HtmlPart, index: number): Html =>
    index === 0 ? html`<th scope="row">${value}</th>` : html`<td class="${classOf(index)}">${value}</td>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${columns.map(({ heading }, index) => html`<th scope="col" class="${classOf(index)}">${heading}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${row.map(cell)}
            </tr> `,
        )}
      </tbody>
    </table>
  </div>`;
}

/** A list of names and what they stand for. */
export function facts(entries: readonly (readonly [name: string, value: HtmlPart])[]): Html {
  return html`<dl class="facts">
    ${entries.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div> `,
    )}
  </dl>`;
}
