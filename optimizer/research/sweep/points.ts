import { mean } from '../../domain/statistics.js';
import { THROUGHPUT_TOLERANCE } from '../../domain/objective.js';
import {
  roundIdOf,
  type FailedRound,
  type MeasuredRound,
  type Round,
  type Sweep,
} from '../../domain/round.js';
import { SETTING_NAMES, type OrdererSettings, type SettingName } from '../../domain/settings.js';
import { groupBy } from '../group-by.js';

/** Every round of one point, anchors included, and what they say together. Figures are means over rounds. */
export interface SweepPoint {
  readonly pointId: string;
  readonly settings: OrdererSettings;
  readonly rateTps: number;
  readonly rounds: readonly MeasuredRound[];
  readonly failed: readonly FailedRound[];
  /** Undefined if no round gave figures. */
  readonly figures: PointFigures | undefined;
}

export interface PointFigures {
  readonly achievedRateTps: number;
  readonly throughputTps: number;
  readonly latencyMeanMs: number;
  readonly latencyP95Ms: number;
  /** Half the 95 % interval of the mean latency in %; of the mean of n rounds, `sqrt(Σ h²) / n`. */
  readonly halfWidthPct: number | undefined;
  /** At least half of the rounds could not keep up. */
  readonly saturated: boolean;
  readonly generatorLimited: boolean;
  /** All that was asked was offered, at least 95 % of it was committed, and the queue did not grow. */
  readonly sustained: boolean;
}

/** A point that gave figures. */
export type MeasuredPoint = SweepPoint & { readonly figures: PointFigures };

/** A sweep as the report looks at it. */
export interface SweepView {
  /** What was swept, by rate and settings; points that only serve as anchors are not in it. */
  readonly points: readonly SweepPoint[];
  readonly measured: readonly MeasuredPoint[];
  /** Settings that vary, the one with most values first. */
  readonly varied: readonly SettingName[];
  /** Send rates asked, rising. */
  readonly rates: readonly number[];
  /** In the order in which they ran. */
  readonly anchors: readonly MeasuredRound[];
  /** Measured rounds of every kind, in the order in which they ran. */
  readonly rounds: readonly MeasuredRound[];
  readonly failed: readonly FailedRound[];
  /** So many values on an axis, as in sampled designs, that points do not line up. */
  readonly scattered: boolean;
}

/** More would be lines and cells too many to look at. */
const MOST_RATES_IN_LINE = 16;
const MOST_VALUES_IN_LINE = 24;

/** What the generator may fall short before its rate counts as not reached; the rule of `quality`. */
const GENERATOR_TOLERANCE = 0.03;

export function viewOf(sweep: Sweep, all: readonly Round[]): SweepView {
  const anchorIds = new Set(
    sweep.rounds.filter(({ anchor }) => anchor === true).map((planned) => roundIdOf(sweep.id, planned)),
  );
  const ordered = all.toSorted((a, b) => Date.parse(a.startedAt) - Date.parse(b.startedAt));
  const rounds = ordered.filter((round) => round.kind === 'measured');
  const points = sweptPoints(sweep, ordered, anchorIds).toSorted(byRateAndSettings);
  const rates = rising(points.map(({ rateTps }) => rateTps));
  const varied = variedSettings(points);
  return {
    points,
    measured: points.filter((point): point is MeasuredPoint => point.figures !== undefined),
    varied,
    rates,
    anchors: rounds.filter(({ id }) => anchorIds.has(id)),
    rounds,
    failed: ordered.filter((round) => round.kind === 'failed'),
    scattered:
      rates.length > MOST_RATES_IN_LINE ||
      varied.some((name) => valuesOf(points, name).length > MOST_VALUES_IN_LINE),
  };
}

/** Values of a setting over the points, rising. */
export function valuesOf(points: readonly SweepPoint[], name: SettingName): number[] {
  return rising(points.map(({ settings }) => settings[name]));
}

/** Whether the rounds say themselves that the network kept up; older rounds do not. */
export function knowsQuality(rounds: readonly MeasuredRound[]): boolean {
  return rounds.length > 0 && rounds.every(({ quality }) => quality !== undefined);
}

function rising(values: readonly number[]): number[] {
  return [...new Set(values)].toSorted((a, b) => a - b);
}

function sweptPoints(sweep: Sweep, rounds: readonly Round[], anchorIds: ReadonlySet<string>): SweepPoint[] {
  const points = [...groupBy(rounds, ({ pointId }) => pointId).values()];
  const swept = points.filter((own) => own.some(({ id }) => !anchorIds.has(id)));
  const onGrid = gridTest([...sweep.rounds.filter(({ anchor }) => anchor !== true), ...swept.flat()]);
  return points
    .filter((own) => swept.includes(own) || own.every(onGrid))
    .flatMap((own) => {
      const [first] = own;
      if (!first) return [];
      const measured = own.filter((round) => round.kind === 'measured');
      const { pointId, settings, load } = first;
      return {
        pointId,
        settings,
        rateTps: load.sendRateTps,
        rounds: measured,
        failed: own.filter((round) => round.kind === 'failed'),
        figures: measured.length > 0 ? figuresOf(measured) : undefined,
      };
    });
}

type Placed = Pick<Round, 'settings' | 'load'>;

/** An anchor off the grid would add a value to every axis that nothing else has. */
function gridTest(swept: readonly Placed[]): (placed: Placed) => boolean {
  const settingsKey = ({ settings }: Placed): string => SETTING_NAMES.map((name) => settings[name]).join(' ');
  const settings = new Set(swept.map(settingsKey));
  const rates = new Set(swept.map(({ load }) => load.sendRateTps));
  return (placed) => settings.has(settingsKey(placed)) && rates.has(placed.load.sendRateTps);
}

function figuresOf(rounds: readonly MeasuredRound[]): PointFigures {
  const meanOf = (of: (round: MeasuredRound) => number): number => mean(rounds.map(of));
  const mostOf = (test: (round: MeasuredRound) => boolean): boolean =>
    2 * rounds.filter(test).length >= rounds.length;
  const achievedRateTps = meanOf(({ measurement }) => measurement.achievedRateTps);
  const throughputTps = meanOf(({ measurement }) => measurement.throughputTps);
  const saturated = mostOf(isSaturated);
  const generatorLimited = mostOf(isGeneratorLimited);
  const committed = throughputTps >= (1 - THROUGHPUT_TOLERANCE) * achievedRateTps;
  return {
    achievedRateTps,
    throughputTps,
    latencyMeanMs: meanOf(({ measurement }) => measurement.latencyMeanMs),
    latencyP95Ms: meanOf(({ measurement }) => measurement.latencyP95Ms),
    halfWidthPct: halfWidthOf(rounds.map(({ quality }) => quality?.meanHalfWidthPct)),
    saturated,
    generatorLimited,
    sustained: committed && !saturated && !generatorLimited,
  };
}

/** Rounds of older versions do not say; there, committing under 95 % of what was offered stands for it. */
export function isSaturated({ quality, measurement }: MeasuredRound): boolean {
  if (quality) return quality.saturated;
  return measurement.throughputTps < (1 - THROUGHPUT_TOLERANCE) * measurement.achievedRateTps;
}

export function isGeneratorLimited({ quality, measurement, load }: MeasuredRound): boolean {
  if (quality) return quality.generatorLimited;
  return measurement.achievedRateTps < (1 - GENERATOR_TOLERANCE) * load.sendRateTps;
}

function halfWidthOf(widths: readonly (number | undefined)[]): number | undefined {
  let squares = 0;
  for (const width of widths) {
    if (width === undefined) return undefined;
    squares += width ** 2;
  }
  return Math.sqrt(squares) / widths.length;
}

/** Which of equally varied settings comes first. */
const BY_INTEREST = ['maxMessageCount', 'batchTimeoutMs', 'preferredMaxBytes', 'absoluteMaxBytes'] as const;

function variedSettings(points: readonly SweepPoint[]): SettingName[] {
  const counts = BY_INTEREST.map((name) => ({
    name,
    // Beyond some count, a few values more do not make a setting vary more.
    count: Math.min(valuesOf(points, name).length, MOST_VALUES_IN_LINE),
  }));
  return counts
    .filter(({ count }) => count > 1)
    .toSorted((a, b) => b.count - a.count)
    .map(({ name }) => name);
}

function byRateAndSettings(a: SweepPoint, b: SweepPoint): number {
  const key = ({ rateTps, settings }: SweepPoint): number[] => [
    rateTps,
    ...SETTING_NAMES.map((name) => settings[name]),
  ];
  const [left, right] = [key(a), key(b)];
  const place = left.findIndex((value, index) => value !== right[index]);
  return (left[place] ?? 0) - (right[place] ?? 0);
}
