import { describe, expect, it } from 'vitest';
import { rateChart } from './comparison-rates.js';

const point = (sendRateTps: number, value: number) => ({ sendRateTps, value, rounds: 5, saturated: false });
const series = [
  { label: 'one', color: 'red', points: [point(60, 20), point(30, 10)] },
  { label: 'two', color: 'blue', points: [point(30, 40), point(60, 30)] },
  { label: 'none', color: 'green', points: [] },
];

/** How many points each line joins. Lines are paths with a colour of their own; dots are circles. */
function pointsOfLines(markup: string): number[] {
  const paths = [...markup.matchAll(/<path stroke="(?:red|blue|green)"[^>]* d="([^"]*)"/g)];
  return paths.map(([, course = '']) => course.split('L').length);
}

describe('rateChart', () => {
  it.each([true, false])('draws a line of its own for each series, named %s', (named) => {
    const { svg } = rateChart({ yLabel: 'latency (ms)', series, named }, 3);
    expect(pointsOfLines(svg.markup)).toEqual([2, 2]);
    expect(svg.markup.match(/<circle/g)).toHaveLength(4);
    expect(svg.markup.includes('>one</text>')).toBe(named);
  });

  it('keeps whiskers that reach below 0 on a logarithmic axis', () => {
    const wide = { ...point(30, 10), low: -5, high: 400 };
    const { svg } = rateChart(
      { yLabel: 'latency (ms)', series: [{ label: 'wide', color: 'red', points: [wide] }] },
      1,
    );
    expect(svg.markup).not.toMatch(/NaN|Infinity/);
  });

  it('tells every value to readers who do not see it', () => {
    expect(rateChart({ yLabel: 'latency (ms)', series }, 3).alt).toBe(
      'latency (ms) against send rate: one 20.0 at 60 tps, 10.0 at 30 tps; two 40.0 at 30 tps, 30.0 at 60 tps',
    );
  });
});
