import * as Plot from '@observablehq/plot';
import type { Goal } from '../../domain/goal.js';
import type { KnobRange, SafeRegion } from '../../domain/recommendation-detail.js';
import { panelSize, type Panel, type PanelSize } from '../figure.js';
import { number, plain } from '../number-format.js';
import { axisFor } from './axis.js';
import { axisLengths, panelPlot } from './panel-plot.js';

/** What the vertical axis shows of a cost. */
export interface ProfileUnit {
  /** With its unit, for the axis. */
  readonly label: string;
  readonly of: (cost: number, chosenCost: number) => number;
}

const KNOB_UNITS: Readonly<Record<KnobRange['name'], string>> = {
  maxMessageCount: 'messages',
  preferredMaxBytes: 'bytes',
  absoluteMaxBytes: 'bytes',
  batchTimeoutMs: 'ms',
};

/** How costs of a goal are shown: latency in ms, throughput in tps, and what `balanced` maximises as a share. */
export function profileUnit({ objective, latency }: Pick<Goal, 'objective' | 'latency'>): ProfileUnit {
  if (objective === 'min-latency') {
    const name = latency === 'p95' ? '95th percentile of latency' : 'mean latency';
    return { label: `expected ${name} (ms)`, of: (cost) => cost };
  }
  if (objective === 'max-throughput') return { label: 'expected throughput (tps)', of: (cost) => 1 / cost };
  const label = 'throughput for the latency (% of the marked)';
  return { label, of: (cost, chosenCost) => 100 * (chosenCost / cost) };
}

/**
 * The expected figure of the objective along each knob, the others held: the shaded range is as good as the choice,
 * the dashed line is where it ends, and rings are values that do not keep the limits surely enough.
 */
export function safeRegionProfiles(region: SafeRegion, unit: ProfileUnit, chosenLabel: string): Panel[] {
  const size = panelSize(region.knobs.length);
  return region.knobs.map((knob) => profile(knob, region, { unit, chosenLabel, size }));
}

interface Look {
  readonly unit: ProfileUnit;
  readonly chosenLabel: string;
  readonly size: PanelSize;
}

function profile(knob: KnobRange, region: SafeRegion, { unit, chosenLabel, size }: Look): Panel {
  const { name, chosen, low, high, curve } = knob;
  const own = curve.find(({ value }) => value === chosen);
  const shown = (cost: number): number => unit.of(cost, own?.cost ?? NaN);
  const points = curve.map(({ value, cost, probability }) => ({
    ...{ x: value, y: shown(cost), unsure: probability < region.confidence },
    title: `${plain(value)} ${KNOB_UNITS[name]}: ${number(shown(cost))}, limits kept with ${number(100 * probability, 0)} %`,
  }));
  const most = own === undefined ? [] : [shown(own.cost * (1 + region.tolerancePct / 100))];
  const lengths = axisLengths(size);
  const x = axisFor(
    points.map((point) => point.x),
    lengths.x,
  );
  const y = axisFor([...points.map((point) => point.y), ...most], lengths.y);
  const [bottom, top] = y.scale.domain;
  const band = [{ x1: low.value, x2: high.value, y1: bottom, y2: top }];
  const ends = [low.value, high.value];
  const place = own === undefined ? [] : [{ x: chosen, y: shown(own.cost), label: chosenLabel }];
  const marks = [
    Plot.rect(band, {
      x1: 'x1',
      x2: 'x2',
      y1: 'y1',
      y2: 'y2',
      fill: 'var(--good-ground)',
      className: 'safe',
    }),
    Plot.ruleX(ends, { stroke: 'var(--good)', strokeWidth: 1, strokeOpacity: 0.8 }),
    Plot.ruleY(most, { stroke: 'currentColor', strokeOpacity: 0.55, strokeDasharray: '4 3' }),
    Plot.line(points, { x: 'x', y: 'y', stroke: 'var(--recommended)', strokeWidth: 1.8 }),
    ...[false, true].map((unsure) =>
      Plot.dot(
        points.filter((point) => point.unsure === unsure),
        {
          ...{ x: 'x', y: 'y', title: 'title', r: unsure ? 3 : 2.4, className: unsure ? 'unsure' : 'sure' },
          fill: unsure ? 'var(--plot-background)' : 'var(--recommended)',
          ...(unsure ? { stroke: 'var(--bad)', strokeWidth: 1.6 } : {}),
        },
      ),
    ),
    ...chosenMark(place, x.share(chosen), y.share(place[0]?.y ?? bottom)),
  ];
  return {
    heading: name,
    note: rangeText(knob),
    alt: `${unit.label} over ${name}: as good as ${plain(chosen)}: ${rangeText(knob)}`,
    svg: panelPlot({ size, x, y, xLabel: `${name} (${KNOB_UNITS[name]})`, yLabel: unit.label, marks }),
  };
}

/** `41 to 183 ms`, `3 messages`. */
function rangeText({ name, low, high }: KnobRange): string {
  const ends = low.value === high.value ? plain(low.value) : `${plain(low.value)} to ${plain(high.value)}`;
  return `${ends} ${KNOB_UNITS[name]}`;
}

function chosenMark(
  place: readonly { readonly x: number; readonly y: number; readonly label: string }[],
  xShare: number,
  yShare: number,
): Plot.Markish[] {
  const anchor = xShare < 0.25 ? 'start' : xShare > 0.75 ? 'end' : 'middle';
  return [
    Plot.dot(place, { x: 'x', y: 'y', r: 6.5, stroke: 'var(--plot-background)', strokeWidth: 5 }),
    Plot.dot(place, { x: 'x', y: 'y', r: 6.5, stroke: 'var(--mark)', strokeWidth: 2.5, className: 'marked' }),
    Plot.text(place, {
      ...{ x: 'x', y: 'y', text: 'label', dy: yShare < 0.6 ? -17 : 17, textAnchor: anchor },
      ...{ fontWeight: 600, fill: 'currentColor', stroke: 'var(--plot-background)', strokeWidth: 4 },
    }),
  ];
}
