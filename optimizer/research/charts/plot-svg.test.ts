import * as Plot from '@observablehq/plot';
import { describe, expect, it } from 'vitest';
import { plotSvg } from './plot-svg.js';

describe('plotSvg', () => {
  it('gives one svg that draws with the colours of the page', () => {
    const { markup } = plotSvg({ marks: [Plot.dot([[1, 2]], { fill: 'var(--mark)' })] });
    expect(markup).toMatch(/^<svg class="plot"[^]*<\/svg>$/);
    expect(markup).toContain('fill="var(--mark)"');
    expect(markup).not.toContain('<style>');
  });

  it('escapes text that came from data', () => {
    const { markup } = plotSvg({
      marks: [Plot.text([[1, 2]], { text: ['<script>1</script>'], title: ['<script>2</script>'] })],
    });
    expect(markup).not.toContain('<script>');
    expect(markup).toContain('&lt;script&gt;1');
    expect(markup).toContain('&lt;script&gt;2');
  });

  it('rounds places to tenths of a pixel and leaves text alone', () => {
    const { markup } = plotSvg({
      x: { domain: [0, 7] },
      marks: [Plot.dot([{ x: 1, y: 2, title: '1.23456' }], { x: 'x', y: 'y', title: 'title' })],
    });
    expect(markup).not.toMatch(/c[xy]="\d+\.\d\d/);
    expect(markup).toContain('<title>1.23456</title>');
  });

  it('refuses a drawing that Plot wraps into a figure', () => {
    expect(() => plotSvg({ caption: 'no', marks: [] })).toThrow(TypeError);
  });
});
