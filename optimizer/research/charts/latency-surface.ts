import * as Plot from '@observablehq/plot';
import type { MeasuredRound } from '../../domain/round.js';
import { describeSettings } from '../../domain/settings.js';
import type { Panel } from '../figure.js';
import { number, plain } from '../number-format.js';
import type { Surface, SurfaceSettings } from '../report-input.js';
import { axisFor } from './axis.js';
import { classIndex, type ValueClass } from './classes.js';
import { heatColor } from './palette.js';
import { axisLengths, panelPlot, type PanelOptions } from './panel-plot.js';
import { surfaceCells } from './surface-cells.js';

/** A place on the surface that gets a mark and a word. */
export interface Marked {
  readonly label: string;
  readonly settings: SurfaceSettings;
}

export interface SurfaceChart {
  readonly surface: Surface;
  /** Classes of mean latency in ms; every surface of a report shares them. */
  readonly latencies: readonly ValueClass[];
  /** Rounds under the surface's load. */
  readonly rounds: readonly MeasuredRound[];
  /** None, one, or two. */
  readonly marked: readonly Marked[];
  readonly size?: { readonly width: number; readonly height: number };
  readonly heading?: string;
}

/**
 * Predicted mean latency over message count and timeout as coloured areas, the measured rounds on top in
 * the same colours: a dot that disagrees with its ground shows where the model is off.
 */
export function latencySurface(chart: SurfaceChart): Panel {
  const { surface, rounds, marked, size = {}, heading } = chart;
  const places = [...surface.points, ...rounds, ...marked].map(({ settings }) => settings);
  const lengths = axisLengths(size);
  const x = axisFor(
    places.map(({ maxMessageCount }) => maxMessageCount),
    { ...lengths.x, atValues: true },
  );
  const y = axisFor(
    places.map(({ batchTimeoutMs }) => batchTimeoutMs),
    { ...lengths.y, atValues: true },
  );
  const options: PanelOptions = {
    x,
    y,
    xLabel: 'maxMessageCount (transactions)',
    yLabel: 'batchTimeoutMs (ms)',
    marks: [ground(chart), measuredDots(chart), ...markedPlaces(marked)],
    ...size,
  };
  return {
    ...(heading === undefined ? {} : { heading }),
    alt: altText(chart),
    svg: panelPlot(options),
  };
}

function ground({ surface, latencies }: SurfaceChart): Plot.Markish {
  const cells = surfaceCells(surface.points, latencies).map((cell) => ({
    ...cell,
    color: heatColor(cell.classIndex, latencies.length),
  }));
  return Plot.rect(cells, {
    x1: 'x1',
    x2: 'x2',
    y1: 'y1',
    y2: 'y2',
    fill: { value: 'color', scale: null },
    // Neighbours would show hairlines between them otherwise.
    shapeRendering: 'crispEdges',
  });
}

function measuredDots({ rounds, latencies }: SurfaceChart): Plot.Markish {
  const dots = rounds.map(({ settings, measurement, replicate }) => ({
    x: settings.maxMessageCount,
    y: settings.batchTimeoutMs,
    color: heatColor(classIndex(latencies, measurement.latencyMeanMs), latencies.length),
    title: `measured, replicate ${replicate}: ${number(measurement.latencyMeanMs)} ms\n${describeSettings(settings)}`,
  }));
  return Plot.dot(dots, {
    x: 'x',
    y: 'y',
    r: 4.5,
    fill: { value: 'color', scale: null },
    stroke: 'currentColor',
    strokeWidth: 1.2,
    title: 'title',
    className: 'rounds',
  });
}

/** Rings with words; the upper one is named above itself and the lower one below, so that they never meet. */
function markedPlaces(marked: readonly Marked[]): Plot.Markish[] {
  const highest = Math.max(...marked.map(({ settings }) => settings.batchTimeoutMs));
  return marked.flatMap(({ label, settings }, index) => {
    const above = marked.length === 1 || (settings.batchTimeoutMs === highest) === (index === 0);
    const place = [{ x: settings.maxMessageCount, y: settings.batchTimeoutMs, label }];
    return [
      Plot.dot(place, { x: 'x', y: 'y', r: 9, stroke: 'var(--plot-background)', strokeWidth: 5 }),
      Plot.dot(place, { x: 'x', y: 'y', r: 9, stroke: 'var(--mark)', strokeWidth: 2.5 }),
      Plot.text(place, {
        x: 'x',
        y: 'y',
        text: 'label',
        dy: above ? -20 : 20,
        fontWeight: 600,
        fill: 'var(--mark)',
        stroke: 'var(--plot-background)',
        strokeWidth: 4,
      }),
    ];
  });
}

function altText({ surface, rounds, marked }: SurfaceChart): string {
  const latencies = surface.points.map(({ predicted }) => predicted.latencyMeanMs);
  const places = marked.map(
    ({ label, settings }) =>
      `${label}: ${plain(settings.maxMessageCount)} transactions, ${plain(settings.batchTimeoutMs)} ms`,
  );
  return [
    `Predicted mean latency over maxMessageCount and batchTimeoutMs at ${plain(surface.sendRateTps)} tps`,
    `from ${number(Math.min(...latencies))} to ${number(Math.max(...latencies))} ms`,
    `${rounds.length} measured rounds on top`,
    ...places,
  ].join('; ');
}
