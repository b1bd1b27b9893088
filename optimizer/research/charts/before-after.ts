import * as Plot from '@observablehq/plot';
import type { Comparison, Interval } from '../../domain/application.js';
import { panelSize, type Panel } from '../figure.js';
import { differenceWithInterval, number, plain } from '../number-format.js';
import { COMPARED, sideMean, type Compared, type RoundPair, type Side } from '../paired-rounds.js';
import type { Html } from '../report-html.js';
import { roundDots } from './round-dots.js';
import { axisFor } from './axis.js';
import { SIDE_COLOR } from './palette.js';
import { axisLengths, panelPlot } from './panel-plot.js';

const SIDES = ['baseline', 'recommended'] as const;
const PLACE = { baseline: 0, recommended: 1, difference: 2 } as const;

/**
 * Every pair of rounds as two joined dots, the mean of each side as a bar beside them, and the mean
 * difference with its interval hung from the baseline's mean: where the interval does not touch the dashed
 * line, the two sides differ by more than the rounds scatter.
 */
export function beforeAfter(pairs: readonly RoundPair[], comparison: Comparison | undefined): Panel[] {
  return COMPARED.map((figure): Panel => ({
    heading: figure.title,
    ...(comparison ? { note: differenceText(figure, comparison) } : {}),
    alt: altText(figure, pairs, comparison),
    svg: drawing(figure, pairs, comparison),
  }));
}

function drawing(figure: Compared, pairs: readonly RoundPair[], comparison: Comparison | undefined): Html {
  const size = panelSize(COMPARED.length);
  const baseline = sideMean(pairs, 'baseline', figure.name);
  const interval = comparison?.[figure.name];
  const ends = interval ? [baseline + interval.low, baseline + interval.high] : [];
  const values = pairs.flatMap((pair) => SIDES.map((side) => pair[side].measurement[figure.name]));
  const last = comparison ? PLACE.difference : PLACE.recommended;
  return panelPlot({
    size,
    x: {
      scale: { type: 'linear', domain: [-0.45, last + 0.45] },
      ticks: Object.values(PLACE).filter((place) => place <= last),
      tickText: (place) => Object.keys(PLACE)[place] ?? '',
      share: (place) => (place + 0.45) / (last + 0.9),
      at: (share) => share * (last + 0.9) - 0.45,
    },
    y: axisFor([...values, ...ends], { ...axisLengths(size).y, linear: true }),
    xLabel: 'settings of the round',
    yLabel: `${figure.inSentence} (${figure.unit})`,
    marks: [
      ...pairMarks(pairs, figure),
      ...SIDES.map((side) => meanBar(side, sideMean(pairs, side, figure.name), figure)),
      ...(interval ? differenceMarks(baseline, interval) : []),
    ],
  });
}

/** `−920 ms (95 % interval −943 to −896)`. */
function differenceText({ name, unit }: Compared, comparison: Comparison): string {
  const { mean, low, high } = differenceWithInterval(comparison[name]);
  return `${mean} ${unit} (${plain(100 * comparison.confidence)} % interval ${low} to ${high})`;
}

function pairMarks(pairs: readonly RoundPair[], { name, unit }: Compared): Plot.Markish[] {
  const links = pairs.map((pair) => ({
    x1: PLACE.baseline,
    x2: PLACE.recommended,
    y1: pair.baseline.measurement[name],
    y2: pair.recommended.measurement[name],
  }));
  const dots = pairs.flatMap((pair) =>
    SIDES.map((side) => ({
      x: PLACE[side],
      y: pair[side].measurement[name],
      color: SIDE_COLOR[side],
      title: `pair ${pair.replicate}, ${side}: ${number(pair[side].measurement[name])} ${unit}`,
    })),
  );
  return [
    Plot.link(links, { x1: 'x1', x2: 'x2', y1: 'y1', y2: 'y2', stroke: 'currentColor', strokeOpacity: 0.3 }),
    roundDots(dots, { r: 4 }),
  ];
}

function meanBar(side: Side, mean: number, { unit }: Compared): Plot.Markish {
  // Outside the joined dots, where no line of a pair crosses it.
  const [from, to] = side === 'baseline' ? [-0.36, -0.12] : [1.12, 1.36];
  const bar = [{ from, to, mean, title: `mean of ${side}: ${number(mean)} ${unit}` }];
  return Plot.link(bar, {
    x1: 'from',
    x2: 'to',
    y1: 'mean',
    y2: 'mean',
    title: 'title',
    stroke: SIDE_COLOR[side],
    strokeWidth: 4,
  });
}

function differenceMarks(baseline: number, interval: Interval): Plot.Markish[] {
  const mark = {
    x: PLACE.difference,
    from: PLACE.baseline - 0.12,
    to: PLACE.difference + 0.3,
    baseline,
    mean: baseline + interval.mean,
    low: baseline + interval.low,
    high: baseline + interval.high,
  };
  return [
    Plot.link([mark], {
      x1: 'from',
      x2: 'to',
      y1: 'baseline',
      y2: 'baseline',
      stroke: 'currentColor',
      strokeOpacity: 0.6,
      strokeDasharray: '4 3',
    }),
    Plot.link([mark], { x1: 'x', x2: 'x', y1: 'low', y2: 'high', stroke: 'currentColor', strokeWidth: 2 }),
    Plot.dot([mark], { x: 'x', y: 'mean', fill: 'currentColor', r: 4.5, symbol: 'diamond' }),
  ];
}

function altText(figure: Compared, pairs: readonly RoundPair[], comparison: Comparison | undefined): string {
  const [before, after] = SIDES.map((side) => number(sideMean(pairs, side, figure.name)));
  const means = `${figure.title} of ${pairs.length} pairs of rounds: mean ${before} ${figure.unit} with the baseline, ${after} ${figure.unit} with the recommended settings`;
  return comparison ? `${means}; difference ${differenceText(figure, comparison)}` : means;
}
