import * as Plot from '@observablehq/plot';
import type { MeasuredRound } from '../../domain/round.js';
import { describeSettings } from '../../domain/settings.js';
import { panelSize, type Panel } from '../figure.js';
import { number } from '../number-format.js';
import { roundDots } from './round-dots.js';
import { axisFor } from './axis.js';
import { classIndex, type ValueClass } from './classes.js';
import { orderedColor } from './palette.js';
import { axisLengths, panelPlot } from './panel-plot.js';

const FIGURES = [
  { name: 'achievedRateTps', heading: 'Sent', label: 'achieved send rate (tps)' },
  { name: 'throughputTps', heading: 'Committed', label: 'throughput (tps)' },
] as const;

/**
 * What was sent and what was committed against the rate that was asked. A generator that falls short looks
 * like a slow network unless both are shown.
 */
export function rateAsked(rounds: readonly MeasuredRound[], counts: readonly ValueClass[]): Panel[] {
  const asked = rounds.map(({ load }) => load.sendRateTps);
  const reached = rounds.flatMap(({ measurement }) => [
    measurement.achievedRateTps,
    measurement.throughputTps,
  ]);
  const size = panelSize(FIGURES.length);
  const lengths = axisLengths(size);
  const step = dodgeStep(asked, counts.length);
  const reach = (step * (counts.length - 1)) / 2;
  const x = axisFor(
    [...asked.map((rate) => Math.max(0, rate - reach)), ...asked.map((rate) => rate + reach)],
    { ...lengths.x, tickAt: asked, fromZero: true, linear: true },
  );
  const y = axisFor([...asked, ...reached], { ...lengths.y, fromZero: true, linear: true });
  return FIGURES.map(({ name, heading, label }): Panel => {
    const dots = rounds.map(({ settings, load, measurement }) => {
      const index = classIndex(counts, settings.maxMessageCount);
      return {
        x: load.sendRateTps + (index - (counts.length - 1) / 2) * step,
        y: measurement[name],
        color: orderedColor(index, counts.length),
        title: `${describeSettings(settings)}\n${load.sendRateTps} tps asked, ${number(measurement[name])} tps ${heading.toLowerCase()}`,
      };
    });
    const marks = [diagonal(x.scale.domain, y.scale.domain), roundDots(dots, { r: 3, fillOpacity: 0.85 })];
    const svg = panelPlot({ size, x, y, xLabel: 'send rate asked (tps)', yLabel: label, marks });
    return { heading, alt: altText(heading, rounds, name), svg };
  });
}

/** Where all that was asked would be. */
function diagonal(x: readonly [number, number], y: readonly [number, number]): Plot.Markish {
  const from = Math.max(x[0], y[0]);
  const to = Math.min(x[1], y[1]);
  return Plot.link([{ from, to }], {
    x1: 'from',
    x2: 'to',
    y1: 'from',
    y2: 'to',
    stroke: 'currentColor',
    strokeOpacity: 0.5,
    strokeDasharray: '4 3',
  });
}

/** Rounds of one rate stand side by side by message count instead of on top of each other. */
function dodgeStep(rates: readonly number[], classes: number): number {
  const distinct = [...new Set(rates)].toSorted((a, b) => a - b);
  const gaps = distinct.slice(1).map((rate, index) => rate - (distinct[index] ?? 0));
  const room = gaps.length > 0 ? Math.min(...gaps) : (distinct[0] ?? 0);
  // Never far from the rate that was asked, or the dots leave the dashed line for no reason.
  return Math.min((0.5 * room) / Math.max(1, classes), 0.025 * Math.max(...rates));
}

function altText(
  heading: string,
  rounds: readonly MeasuredRound[],
  name: (typeof FIGURES)[number]['name'],
): string {
  const shares = rounds.map(({ load, measurement }) => (100 * measurement[name]) / load.sendRateTps);
  return `${heading} against asked: ${rounds.length} measured rounds, from ${number(Math.min(...shares))} to ${number(Math.max(...shares))} % of the rate asked`;
}
