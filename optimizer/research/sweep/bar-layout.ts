import { stackedBars, UNSEEN, type BarPart } from '../charts/stacked-bars.js';
import { panelSize, type Panel } from '../figure.js';
import { groupBy } from '../group-by.js';
import { plain } from '../number-format.js';
import { evenly } from './evenly.js';
import { settingGroups } from './findings.js';
import { valuesOf, type MeasuredPoint, type SweepView } from './points.js';
import { settingsLabel, SETTING_TITLES, tickOf } from './settings-words.js';

const MOST_PANELS = 12;
const FEWEST_RATES = 3;
const MOST_BARS = 64;

/** What a bar of a point holds. */
export interface BarContent {
  readonly parts: readonly BarPart[];
  readonly note?: string;
}

export interface BarDrawing {
  /** Undefined for a point without what is drawn. */
  readonly contentOf: (point: MeasuredPoint) => BarContent | undefined;
  readonly yLabel: string;
  readonly alt: string;
}

interface BarAxis {
  readonly xs: readonly string[];
  readonly xLabel: string;
  readonly xOf: (point: MeasuredPoint) => string;
  /** Points of one panel share it. */
  readonly panelOf: (point: MeasuredPoint) => string;
}

/**
 * A bar for each point: a panel for each set of settings with the rates along it, or, where rates are few, a
 * panel for each rate with the most varied setting along it.
 * @returns the panels and what is not drawn, as a sentence; empty if all is
 */
export function drawBars(view: SweepView, drawing: BarDrawing): { panels: Panel[]; leftOut: string } {
  const axis = axisOf(view);
  const { measured, dropped } = inOrder(view);
  const contents = measured.flatMap((point) => {
    const content = drawing.contentOf(point);
    return content ? [{ ...content, x: axis.xOf(point), panel: axis.panelOf(point) }] : [];
  });
  const all = [...groupBy(contents, ({ panel }) => panel)];
  const shown = evenly(all, MOST_PANELS);
  const size = shown.length === 1 ? { width: 640, height: 320 } : panelSize(shown.length);
  const most = Math.max(
    ...shown.flatMap(([, bars]) => bars.map(({ parts }) => parts.reduce((sum, { value }) => sum + value, 0))),
  );
  const panels = shown.map(([heading, bars]) =>
    stackedBars({
      ...(heading === '' ? {} : { heading }),
      alt: `${drawing.alt}${heading === '' ? '' : `, ${heading}`}: ${bars.length} bars`,
      ...{ bars, size, most, xs: axis.xs, xLabel: axis.xLabel, yLabel: drawing.yLabel },
    }),
  );
  return {
    panels,
    leftOut: [
      ...(shown.length < all.length ? [`Drawn here: ${shown.length} of ${all.length} panels.`] : []),
      ...(dropped > 0 ? [`Drawn here: ${measured.length} of ${measured.length + dropped} points.`] : []),
    ].join(' '),
  };
}

/** Panels in the order of the settings, bars in the order of the rates. */
function inOrder({ measured, scattered }: SweepView): { measured: MeasuredPoint[]; dropped: number } {
  if (!scattered) return { measured: settingGroups(measured).flat(), dropped: 0 };
  const shown = evenly(measured, MOST_BARS);
  return { measured: shown, dropped: measured.length - shown.length };
}

function axisOf(view: SweepView): BarAxis {
  const { measured, varied, rates } = view;
  const [along, ...others] = varied;
  if (view.scattered) return onePanel(view);
  if (along === undefined || rates.length >= FEWEST_RATES) {
    return {
      xs: rates.map(plain),
      xLabel: 'send rate asked (tps)',
      xOf: ({ rateTps }) => plain(rateTps),
      panelOf: ({ settings }) => (along === undefined ? '' : settingsLabel(settings, varied)),
    };
  }
  return {
    xs: valuesOf(measured, along).map((value) => tickOf(along, value)),
    xLabel: SETTING_TITLES[along],
    xOf: ({ settings }) => tickOf(along, settings[along]),
    panelOf: ({ settings, rateTps }) =>
      [`${plain(rateTps)} tps`, ...(others.length > 0 ? [settingsLabel(settings, others)] : [])].join(', '),
  };
}

/** Every point beside the next, by its rate; a mark that cannot be seen keeps equal rates apart. */
function onePanel(view: SweepView): BarAxis {
  const { measured } = inOrder(view);
  const places = new Map(
    measured.map((point, index) => [point, `${plain(point.rateTps)}${UNSEEN.repeat(index)}`]),
  );
  return {
    xs: [...places.values()],
    xLabel: 'points by send rate asked (tps)',
    xOf: (point) => places.get(point) ?? '',
    panelOf: () => '',
  };
}
