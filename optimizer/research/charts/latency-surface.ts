import * as Plot from '@observablehq/plot';
import type { MeasuredRound } from '../../domain/round.js';
import { describeSettings } from '../../domain/settings.js';
import type { Panel, PanelSize } from '../figure.js';
import { number, plain } from '../number-format.js';
import type { Surface, SurfaceSettings } from '../report-input.js';
import { roundDots } from './round-dots.js';
import { axisFor, type Axis } from './axis.js';
import { classIndex, type ValueClass } from './classes.js';
import { heatColor } from './palette.js';
import { surfaceGround } from './surface-ground.js';
import { axisLengths, panelPlot, type AxisLength, type PanelOptions } from './panel-plot.js';

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
  readonly size: PanelSize;
  readonly heading?: string;
}

/**
 * Predicted mean latency over message count and timeout as coloured areas, the measured rounds on top in
 * the same colours: a dot that disagrees with its ground shows where the model is off.
 */
export function latencySurface(chart: SurfaceChart): Panel {
  const { surface, rounds, marked, size, heading } = chart;
  const places = [...surface.points, ...rounds, ...marked].map(({ settings }) => settings);
  const lengths = axisLengths(size);
  const axisOf = (name: keyof SurfaceSettings, length: AxisLength): Axis =>
    axisFor(
      places.map((settings) => settings[name]),
      { ...length, tickAt: rounds.map(({ settings }) => settings[name]) },
    );
  const x = axisOf('maxMessageCount', lengths.x);
  const y = axisOf('batchTimeoutMs', lengths.y);
  const options: PanelOptions = {
    size,
    x,
    y,
    xLabel: 'maxMessageCount (transactions)',
    yLabel: 'batchTimeoutMs (ms)',
    ...(marked.length > 0 ? { top: 48 } : {}),
    marks: [
      ...surfaceGround(surface, chart.latencies, { x, y }),
      measuredDots(chart),
      ...markedPlaces(marked, x),
    ],
  };
  return {
    ...(heading === undefined ? {} : { heading }),
    alt: altText(chart),
    svg: panelPlot(options),
  };
}

function measuredDots({ rounds, latencies }: SurfaceChart): Plot.Markish {
  const dots = rounds.map(({ settings, measurement, replicate }) => ({
    x: settings.maxMessageCount,
    y: settings.batchTimeoutMs,
    color: heatColor(classIndex(latencies, measurement.latencyMeanMs), latencies.length),
    title: `measured, replicate ${replicate}: ${number(measurement.latencyMeanMs)} ms\n${describeSettings(settings)}`,
  }));
  return roundDots(dots, { r: 4.5, stroke: 'currentColor' });
}

/** Rings with words; the upper one is named above itself and the lower one below, so that they never meet. */
function markedPlaces(marked: readonly Marked[], x: Axis): Plot.Markish[] {
  return marked.flatMap(({ label, settings }, index) => {
    const place = [{ x: settings.maxMessageCount, y: settings.batchTimeoutMs, label }];
    return [
      Plot.dot(place, { x: 'x', y: 'y', r: 9, stroke: 'var(--plot-background)', strokeWidth: 5 }),
      Plot.dot(place, { x: 'x', y: 'y', r: 9, stroke: 'var(--mark)', strokeWidth: 2.5 }),
      Plot.text(place, {
        x: 'x',
        y: 'y',
        text: 'label',
        dy: isUpper(marked, index) ? -20 : 20,
        ...inward(x.share(settings.maxMessageCount)),
        fontWeight: 600,
        fill: 'var(--mark)',
        stroke: 'var(--plot-background)',
        strokeWidth: 4,
      }),
    ];
  });
}

function isUpper(marked: readonly Marked[], index: number): boolean {
  const [own, other] = [marked[index], marked[1 - index]].map((mark) => mark?.settings.batchTimeoutMs);
  if (own === undefined || other === undefined) return true;
  return own > other || (own === other && index === 0);
}

/** Near an edge, words run away from it, or they would cross the tick labels or leave the drawing. */
function inward(share: number): { readonly textAnchor: 'start' | 'middle' | 'end'; readonly dx: number } {
  if (share < 0.15) return { textAnchor: 'start', dx: -9 };
  return share > 0.85 ? { textAnchor: 'end', dx: 9 } : { textAnchor: 'middle', dx: 0 };
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
