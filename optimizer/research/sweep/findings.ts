import { CUT_CAUSES, type CutCause } from '../../domain/inside.js';
import type { MeasuredRound } from '../../domain/round.js';
import { SETTING_NAMES, type SettingName } from '../../domain/settings.js';
import { classesOf, type ValueClass } from '../charts/classes.js';
import { groupBy } from '../group-by.js';
import type { MeasuredPoint, SweepView } from './points.js';

/** At one rate, or in one band of rates: the lowest mean latency among the points that sustained it, and the next. */
export interface BestAtRate {
  /** `60`, or `50 to 100` for a band. */
  readonly label: string;
  /** Rates that were measured. */
  readonly rates: readonly number[];
  readonly best: MeasuredPoint | undefined;
  readonly next: MeasuredPoint | undefined;
  readonly sustained: number;
  readonly measured: number;
}

/** More rates than this are put together into bands. */
const MOST_SINGLE_RATES = 16;

/** The rates, each as a class of its own where they are few. */
export function rateBands({ rates }: SweepView, mostSingle = MOST_SINGLE_RATES): ValueClass[] {
  return classesOf(rates, mostSingle).filter((band) => rates.some((rate) => band.includes(rate)));
}

export function bestAtEachRate(view: SweepView): BestAtRate[] {
  return rateBands(view).map(({ label, includes }) => {
    const own = view.measured.filter(({ rateTps }) => includes(rateTps));
    const sustained = own
      .filter(({ figures }) => figures.sustained)
      .toSorted((a, b) => a.figures.latencyMeanMs - b.figures.latencyMeanMs);
    const [best, next] = sustained;
    const rates = view.rates.filter(includes);
    return { label, rates, best, next, sustained: sustained.length, measured: own.length };
  });
}

/** Where points begin to saturate. */
export interface Saturation {
  /** Lowest rate at which a point saturated, and the points that did there. */
  readonly firstRateTps: number | undefined;
  readonly first: readonly MeasuredPoint[];
  /** Lowest rate from which on every measured point saturated. */
  readonly allFromTps: number | undefined;
  readonly count: number;
}

export function saturationOf({ measured, rates }: SweepView): Saturation {
  const saturated = measured.filter(({ figures }) => figures.saturated);
  const [firstRateTps] = saturated.map(({ rateTps }) => rateTps);
  const lastUnsaturated = measured.findLast(({ figures }) => !figures.saturated)?.rateTps ?? 0;
  const allFromTps = rates.find(
    (rate) => rate > lastUnsaturated && measured.some(({ rateTps }) => rateTps === rate),
  );
  return {
    firstRateTps,
    first: saturated.filter(({ rateTps }) => rateTps === firstRateTps),
    allFromTps,
    count: saturated.length,
  };
}

export type CutCounts = Readonly<Record<CutCause, number>>;

/** Blocks of the rounds by what cut them; undefined where none was watched. */
export function cutsOf(rounds: readonly MeasuredRound[]): CutCounts | undefined {
  const counts = { count: 0, bytes: 0, timeout: 0, config: 0 };
  for (const { inside } of rounds) {
    for (const cause of CUT_CAUSES) counts[cause] += inside?.blocks?.cutBy[cause] ?? 0;
  }
  return totalOf(counts) > 0 ? counts : undefined;
}

export function totalOf(cuts: CutCounts): number {
  return CUT_CAUSES.reduce((sum, cause) => sum + cuts[cause], 0);
}

/** Mean transactions in a block, over the blocks of all rounds. */
export function blockSizeOf(rounds: readonly MeasuredRound[]): number | undefined {
  let blocks = 0;
  let transactions = 0;
  for (const round of rounds) {
    const figures = round.inside?.blocks;
    const own = cutsOf([round]);
    if (!figures || !own) continue;
    blocks += totalOf(own);
    transactions += totalOf(own) * figures.transactionsMean;
  }
  return blocks > 0 ? transactions / blocks : undefined;
}

/** The rule of the block cutter that a setting works through; `absoluteMaxBytes` only refuses transactions. */
const CAUSE_OF: Readonly<Record<SettingName, CutCause | undefined>> = {
  maxMessageCount: 'count',
  preferredMaxBytes: 'bytes',
  absoluteMaxBytes: undefined,
  batchTimeoutMs: 'timeout',
};

/** Points alike in all but one setting, and how many such groups had no block cut by that setting's rule. */
export interface IdleSetting {
  readonly name: SettingName;
  readonly cause: CutCause | undefined;
  readonly idle: number;
  readonly groups: number;
}

/** For each setting that varies: where no block was cut by its rule, it cannot have changed anything. */
export function idleSettings({ measured, varied }: SweepView): IdleSetting[] {
  const watched = measured.filter(({ rounds }) => cutsOf(rounds) !== undefined);
  return varied.flatMap((name) => {
    const cause = CAUSE_OF[name];
    const groups = alikeExcept(watched, name);
    if (groups.length === 0) return [];
    const idle = groups.filter(
      (group) => cause === undefined || group.every(({ rounds }) => cutsOf(rounds)?.[cause] === 0),
    );
    return [{ name, cause, idle: idle.length, groups: groups.length }];
  });
}

function alikeExcept(points: readonly MeasuredPoint[], name: SettingName): MeasuredPoint[][] {
  const others = SETTING_NAMES.filter((other) => other !== name);
  const groups = groupBy(points, ({ settings, rateTps }) =>
    [rateTps, ...others.map((other) => settings[other])].join(' '),
  );
  return [...groups.values()].filter(({ length }) => length > 1);
}

/** What one set of settings could carry. */
export interface CapacityRow {
  readonly point: MeasuredPoint;
  /** Highest rate that was sustained. */
  readonly sustainedTps: number | undefined;
  /** Lowest rate above it that was measured. */
  readonly nextRateTps: number | undefined;
  /** Highest throughput at rates above the highest sustained one. */
  readonly capacityTps: number | undefined;
}

/** One row a set of settings, in the order of the settings. */
export function capacityRows(view: SweepView): CapacityRow[] {
  return settingGroups(view.measured).flatMap((group) => {
    const [point] = group;
    if (!point) return [];
    const sustainedTps = group.findLast(({ figures }) => figures.sustained)?.rateTps;
    const above = group.filter(({ rateTps }) => rateTps > (sustainedTps ?? 0));
    const throughputs = above.map(({ figures }) => figures.throughputTps);
    return [
      {
        point,
        sustainedTps,
        nextRateTps: above[0]?.rateTps,
        capacityTps: throughputs.length > 0 ? Math.max(...throughputs) : undefined,
      },
    ];
  });
}

/** Points by their settings, in the order of the settings; each group by rising rate. */
export function settingGroups<T extends Pick<MeasuredPoint, 'settings'>>(points: readonly T[]): T[][] {
  const groups = groupBy(points, ({ settings }) => SETTING_NAMES.map((name) => settings[name]).join(' '));
  return [...groups.values()].toSorted((a, b) => compareSettings(a[0], b[0]));
}

function compareSettings(
  a: Pick<MeasuredPoint, 'settings'> | undefined,
  b: Pick<MeasuredPoint, 'settings'> | undefined,
): number {
  if (!a || !b) return 0;
  const name = SETTING_NAMES.find((candidate) => a.settings[candidate] !== b.settings[candidate]);
  return name ? a.settings[name] - b.settings[name] : 0;
}
