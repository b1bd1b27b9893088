import * as Plot from '@observablehq/plot';
import { mean } from '../../domain/statistics.js';
import type { MeasuredRound } from '../../domain/round.js';
import { describeSettings } from '../../domain/settings.js';
import { groupBy } from '../group-by.js';
import { number } from '../number-format.js';
import { panelSize, type Panel } from '../figure.js';
import { roundDots } from './round-dots.js';
import { axisFor } from './axis.js';
import { classesOf, classIndex, type ValueClass } from './classes.js';
import { orderedColor } from './palette.js';
import { axisLengths, panelPlot } from './panel-plot.js';

/**
 * Measured mean latency against the batch timeout: one panel a send rate, one colour a message count, one
 * dot a round. All panels share their axes, so that heights can be compared between them.
 */
export function latencyByTimeout(rounds: readonly MeasuredRound[], counts: readonly ValueClass[]): Panel[] {
  const rates = classesOf(rounds.map(({ load }) => load.sendRateTps)).filter((rate) =>
    rounds.some(({ load }) => rate.includes(load.sendRateTps)),
  );
  const size = panelSize(rates.length);
  const lengths = axisLengths(size);
  const timeouts = rounds.map(({ settings }) => settings.batchTimeoutMs);
  const x = axisFor(timeouts, { ...lengths.x, tickAt: timeouts });
  const y = axisFor(
    rounds.map(({ measurement }) => measurement.latencyMeanMs),
    { ...lengths.y, fromZero: true },
  );
  return rates.map((rate): Panel => {
    const own = rounds.filter(({ load }) => rate.includes(load.sendRateTps));
    const svg = panelPlot({
      size,
      x,
      y,
      xLabel: 'batchTimeoutMs (ms)',
      yLabel: 'mean latency (ms)',
      marks: [meanLines(own, counts), latencyDots(own, counts)],
    });
    return { heading: `${rate.label} tps asked`, alt: altText(rate.label, own), svg };
  });
}

function latencyDots(rounds: readonly MeasuredRound[], counts: readonly ValueClass[]): Plot.Markish {
  const dots = rounds.map(({ settings, load, measurement, replicate }) => ({
    x: settings.batchTimeoutMs,
    y: measurement.latencyMeanMs,
    color: orderedColor(classIndex(counts, settings.maxMessageCount), counts.length),
    title: `${describeSettings(settings)}\n${load.sendRateTps} tps asked, replicate ${replicate}\nmean latency ${number(measurement.latencyMeanMs)} ms`,
  }));
  return roundDots(dots, { r: 3.5, fillOpacity: 0.85 });
}

/** A line through the means of each message count, to lead the eye where replicates scatter. */
function meanLines(rounds: readonly MeasuredRound[], counts: readonly ValueClass[]): Plot.Markish {
  const groups = groupBy(rounds, ({ settings }) =>
    [classIndex(counts, settings.maxMessageCount), settings.batchTimeoutMs].join(' '),
  );
  const means = [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const index = classIndex(counts, first.settings.maxMessageCount);
    return [
      {
        x: first.settings.batchTimeoutMs,
        y: mean(group.map(({ measurement }) => measurement.latencyMeanMs)),
        group: index,
        color: orderedColor(index, counts.length),
      },
    ];
  });
  return Plot.line(means, {
    x: 'x',
    y: 'y',
    z: 'group',
    sort: 'x',
    stroke: { value: 'color', scale: null },
    strokeOpacity: 0.55,
    strokeWidth: 1.5,
  });
}

function altText(rate: string, rounds: readonly MeasuredRound[]): string {
  const latencies = rounds.map(({ measurement }) => measurement.latencyMeanMs);
  return `Mean latency against batch timeout at ${rate} tps asked: ${rounds.length} measured rounds, from ${number(Math.min(...latencies))} to ${number(Math.max(...latencies))} ms`;
}
