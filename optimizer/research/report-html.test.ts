import { describe, expect, it } from 'vitest';
import { escapeHtml, facts, html, table, trusted } from './report-html.js';

describe('html', () => {
  it('escapes text, in elements and in quoted attributes', () => {
    const name = `<b class="x">'&`;
    expect(html`<p title="${name}">${name}</p>`.markup).toBe(
      '<p title="&lt;b class=&quot;x&quot;&gt;&#39;&amp;">&lt;b class=&quot;x&quot;&gt;&#39;&amp;</p>',
    );
  });

  it('nests markup without escaping it again', () => {
    expect(html`<p>${html`<b>${'<'}</b>`}</p>`.markup).toBe('<p><b>&lt;</b></p>');
    expect(html`${trusted('<svg></svg>')}`.markup).toBe('<svg></svg>');
  });

  it('joins lists and leaves undefined out', () => {
    expect(html`<p>${['a', '<', undefined, 3]}</p>`.markup).toBe('<p>a&lt;3</p>');
  });
});

describe('escapeHtml', () => {
  it('escapes an ampersand once', () => {
    expect(escapeHtml('&lt;')).toBe('&amp;lt;');
  });
});

describe('table', () => {
  it('escapes caption, headings and cells and lines numbers up', () => {
    const { markup } = table('<c>', [{ heading: '<h>' }, { heading: 'n', numeric: true }], [['<r>', '<1>']]);
    expect(markup).toContain('aria-label="&lt;c&gt;"');
    expect(markup).toContain('<th scope="col" class="text">&lt;h&gt;</th>');
    expect(markup).toContain('<th scope="row">&lt;r&gt;</th><td class="num">&lt;1&gt;</td>');
  });
});

describe('facts', () => {
  it('escapes names and values', () => {
    expect(facts([['<n>', '<v>']]).markup).toMatch(/<dt>&lt;n&gt;<\/dt>\s*<dd>&lt;v&gt;<\/dd>/);
  });
});
