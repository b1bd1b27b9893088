import type * as Plot from '@observablehq/plot';
import { axisFor, type Axis } from '../charts/axis.js';
import { classesOf } from '../charts/classes.js';
import { orderedColor } from '../charts/palette.js';
import { axisLengths } from '../charts/panel-plot.js';
import { labelRoom, lineChart, type LinePoint, type RateLine } from '../charts/rate-lines.js';
import type { Legend, Panel, PanelSize } from '../figure.js';
import { groupBy } from '../group-by.js';
import { counted } from '../number-format.js';
import { evenly } from './evenly.js';
import { settingGroups } from './findings.js';
import { valuesOf, type MeasuredPoint, type SweepView } from './points.js';
import { axisTitle, axisValue, settingsLabel } from './settings-words.js';

export const MOST_LINES = 8;
const MOST_PANELS = 12;

/** Points of one set of settings, by rising rate. */
export interface SettingLine {
  readonly label: string;
  readonly color: string;
  readonly points: readonly MeasuredPoint[];
}

export interface LineLayout {
  readonly panels: readonly { readonly heading?: string; readonly lines: readonly SettingLine[] }[];
  /** What is not drawn, as a sentence; empty if all is. */
  readonly leftOut: string;
  /** Whether the points of a line follow each other; named by the legend otherwise. */
  readonly joined: boolean;
  readonly legend: readonly Legend[];
}

/** One panel where the settings are few; else one for each combination of all but the most varied setting. */
export function lineLayout(view: SweepView): LineLayout {
  if (view.scattered) return scattered(view);
  const groups = settingGroups(view.measured);
  const { varied } = view;
  if (groups.length <= MOST_LINES) {
    const lines = groups.map((points, index) => ({
      label: labelOf(points, varied),
      color: orderedColor(index, groups.length),
      points,
    }));
    return { panels: [{ lines }], leftOut: '', ...JOINED };
  }
  return smallMultiples(view, groups);
}

const JOINED = { joined: true, legend: [] } as const;

/** Dots in the colours of the most varied setting: settings that were each measured once have no course. */
function scattered({ measured, varied: [name] }: SweepView): LineLayout {
  if (name === undefined) {
    const line = { label: '', color: 'var(--recommended)', points: measured };
    return { panels: [{ lines: [line] }], leftOut: '', joined: measured.length > 1, legend: [] };
  }
  const classes = classesOf(measured.map(({ settings }) => axisValue(name, settings))).map(
    (own, index, all) => ({
      ...own,
      color: orderedColor(index, all.length),
      points: measured.filter(({ settings }) => own.includes(axisValue(name, settings))),
    }),
  );
  const entries = classes.map(({ label, color }) => ({ label, color }));
  return {
    panels: [{ lines: classes }],
    leftOut: '',
    joined: false,
    legend: [{ title: axisTitle(name), shape: 'dots', entries }],
  };
}

function smallMultiples({ measured, varied }: SweepView, groups: readonly MeasuredPoint[][]): LineLayout {
  const [along, ...others] = varied;
  if (along === undefined) return { panels: [], leftOut: '', ...JOINED };
  const values = valuesOf(measured, along);
  const shownValues = evenly(values, MOST_LINES);
  const panels = [...groupBy(groups, ([point]) => (point ? settingsLabel(point.settings, others) : ''))].map(
    ([label, own]) => ({
      ...(others.length > 0 ? { heading: label } : {}),
      lines: own.flatMap((points) => {
        const index = shownValues.indexOf(points[0]?.settings[along] ?? Number.NaN);
        const color = orderedColor(index, shownValues.length);
        return index < 0 ? [] : [{ label: labelOf(points, [along]), color, points }];
      }),
    }),
  );
  const shown = evenly(panels, MOST_PANELS);
  const left = [
    ...(shownValues.length < values.length
      ? [`${shownValues.length} of ${counted(values.length, 'value')} of ${along}`]
      : []),
    ...(shown.length < panels.length
      ? [`${shown.length} of ${panels.length} combinations of the others`]
      : []),
  ];
  return { panels: shown, leftOut: left.length > 0 ? `Drawn here: ${left.join(' and ')}.` : '', ...JOINED };
}

function labelOf([point]: readonly MeasuredPoint[], varied: SweepView['varied']): string {
  return point && varied.length > 0 ? settingsLabel(point.settings, varied) : '';
}

/** How the panels of one figure draw a point. */
export interface LineDrawing {
  readonly size: PanelSize;
  readonly pointOf: (point: MeasuredPoint) => LinePoint;
  readonly x: Axis;
  readonly y: Axis;
  readonly xLabel: string;
  readonly yLabel: string;
  /** What it shows, for readers who do not see it. */
  readonly alt: string;
  readonly ground?: readonly Plot.Markish[];
  /** Instead of the panels' own headings. */
  readonly heading?: string;
}

export function drawLines({ panels, joined }: LineLayout, drawing: LineDrawing): Panel[] {
  const { heading, pointOf, alt, ...rest } = drawing;
  return panels.map((panel) => {
    const lines = panel.lines.map((line): RateLine => ({ ...line, points: line.points.map(pointOf) }));
    const title = heading ?? panel.heading;
    return lineChart({
      ...rest,
      ...(title === undefined ? {} : { heading: title }),
      alt: `${alt}${panel.heading === undefined ? '' : `, ${panel.heading}`}: ${counted(lines.length, 'line')}`,
      lines,
      joined,
    });
  });
}

/** Axes that all panels of a layout share. */
export function sharedAxes(
  layout: LineLayout,
  size: PanelSize,
  values: { readonly xs: readonly number[]; readonly ys: readonly number[] },
  options: { readonly linear: boolean; readonly tickAt?: readonly number[] },
): { readonly x: Axis; readonly y: Axis } {
  const lengths = axisLengths(
    size,
    labelRoom(layout.joined ? layout.panels.flatMap(({ lines }) => lines) : []),
  );
  const tickAt = options.tickAt ? { tickAt: options.tickAt } : {};
  return {
    x: axisFor(values.xs, { ...lengths.x, ...tickAt, fromZero: true, linear: true }),
    y: axisFor(values.ys, { ...lengths.y, fromZero: true, linear: options.linear }),
  };
}
