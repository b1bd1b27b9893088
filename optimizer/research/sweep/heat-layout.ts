import type { SettingName } from '../../domain/settings.js';
import { groupBy } from '../group-by.js';
import { counted, plain } from '../number-format.js';
import { evenly } from './evenly.js';
import { valuesOf, type SweepPoint, type SweepView } from './points.js';
import { settingsLabel, SETTING_TITLES, tickOf } from './settings-words.js';

export interface HeatPlace {
  readonly x: string;
  readonly y: string;
  readonly point: SweepPoint;
}

/** Where each point stands: on which map, and in which of its cells. */
export interface HeatLayout {
  readonly xs: readonly string[];
  readonly ys: readonly string[];
  readonly xLabel: string;
  readonly yLabel: string;
  readonly panels: readonly { readonly heading?: string; readonly places: readonly HeatPlace[] }[];
  /** What one map differs in from the next. */
  readonly panelsAre: string;
  /** What is not drawn, as a sentence; empty if all is. */
  readonly leftOut: string;
}

const MOST_RATES = 10;
const MOST_COMBINATIONS = 4;

/** Undefined where no setting varies. */
export function heatLayout(view: SweepView): HeatLayout | undefined {
  const [first, second, ...others] = view.varied;
  if (first === undefined) return undefined;
  return second === undefined ? overRate(view, first) : overSettings(view, first, second, others);
}

function overRate({ points, rates }: SweepView, name: SettingName): HeatLayout {
  const rate = {
    labels: rates.map(plain),
    title: 'send rate asked (tps)',
    of: (point: SweepPoint) => plain(point.rateTps),
  };
  const setting = {
    labels: valuesOf(points, name).map((value) => tickOf(name, value)),
    title: SETTING_TITLES[name],
    of: (point: SweepPoint) => tickOf(name, point.settings[name]),
  };
  // Height costs nothing on a narrow screen, width does.
  const [x, y] = rate.labels.length < setting.labels.length ? [rate, setting] : [setting, rate];
  return {
    xs: x.labels,
    ys: y.labels,
    xLabel: x.title,
    yLabel: y.title,
    panels: [{ places: points.map((point) => ({ x: x.of(point), y: y.of(point), point })) }],
    panelsAre: '',
    leftOut: '',
  };
}

function overSettings(
  { points, rates }: SweepView,
  first: SettingName,
  second: SettingName,
  others: readonly SettingName[],
): HeatLayout {
  const combinations = [...groupBy(points, ({ settings }) => keyOf(settings, others)).values()];
  const shownCombinations = evenly(combinations, MOST_COMBINATIONS);
  const shownRates = evenly(rates, MOST_RATES);
  const panels = shownCombinations.flatMap((combination) =>
    shownRates.flatMap((rateTps) => {
      const own = combination.filter((point) => point.rateTps === rateTps);
      const [any] = own;
      if (!any) return [];
      const extra = others.length > 0 ? `, ${settingsLabel(any.settings, others)}` : '';
      const places = own.map((point) => ({
        x: tickOf(first, point.settings[first]),
        y: tickOf(second, point.settings[second]),
        point,
      }));
      return [{ heading: `${plain(rateTps)} tps${extra}`, places }];
    }),
  );
  const left = [
    ...leftOut(shownRates.length, rates.length, 'send rate'),
    ...leftOut(shownCombinations.length, combinations.length, `combination of ${others.join(' and ')}`),
  ];
  return {
    xs: valuesOf(points, first).map((value) => tickOf(first, value)),
    ys: valuesOf(points, second).map((value) => tickOf(second, value)),
    xLabel: SETTING_TITLES[first],
    yLabel: SETTING_TITLES[second],
    panels,
    panelsAre: others.length > 0 ? `send rate and ${others.join(', ')}` : 'send rate',
    leftOut:
      left.length > 0
        ? `Drawn here: ${left.join(' and ')}. The table of rounds at the end has them all.`
        : '',
  };
}

function keyOf(settings: SweepPoint['settings'], names: readonly SettingName[]): string {
  return names.map((name) => settings[name]).join(' ');
}

/** `10 of 12 send rates`. */
function leftOut(shown: number, all: number, noun: string): string[] {
  return shown < all ? [`${shown} of ${counted(all, noun)}`] : [];
}
