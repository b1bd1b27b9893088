import type { PlannedPoint, PlannedRound } from '../domain/plan.js';
import { roundIdOf, type MeasuredRound, type Round, type Sweep } from '../domain/round.js';

/** How far a sweep is. */
export interface SweepProgress {
  /** Rounds in all; of a search its budget. */
  readonly planned: number;
  readonly measured: number;
  readonly failed: number;
  /** The round that is being measured, or the next one; null: none is left, or a strategy has not chosen it yet. */
  readonly current: PlannedRound | null;
  /** Seconds until it ends, by what its rounds have taken so far; null once it does not run. */
  readonly secondsLeft: number | null;
}

/** A point of a sweep with what was measured at it. */
export interface SweepPoint extends PlannedPoint {
  /** Rounds planned at it. */
  readonly planned: number;
  readonly measured: number;
  readonly failed: number;
  /** Means over its measured rounds; null before the first. */
  readonly figures: Pick<
    MeasuredRound['measurement'],
    'achievedRateTps' | 'throughputTps' | 'latencyMeanMs' | 'latencyP95Ms'
  > | null;
}

/** Seconds a round that neither window nor batch timeout explain. */
const OVERHEAD_S = 0.5;

/** @param rounds - those of the sweep */
export function progressOf(sweep: Sweep, rounds: readonly Round[]): SweepProgress {
  const stored = new Map(rounds.map((round) => [round.id, round]));
  const measured = rounds.filter(({ kind }) => kind === 'measured').length;
  const planned = sweep.search?.budget ?? sweep.rounds.length;
  // A failed round that was measured again is stored once, as what it became.
  const open = sweep.rounds.filter((each) => !stored.has(roundIdOf(sweep.id, each)));
  const left = sweep.search ? planned - rounds.length : open.length;
  return {
    ...{ planned, measured, failed: rounds.length - measured },
    current: sweep.status === 'running' ? (open[0] ?? null) : null,
    secondsLeft: sweep.status === 'running' ? Math.round(Math.max(left, 0) * secondsOf(sweep, rounds)) : null,
  };
}

/** Mean seconds of a round: of those there are, else as the window says. */
function secondsOf({ window, rounds: planned, search }: Sweep, rounds: readonly Round[]): number {
  if (rounds.length > 0) {
    const took = rounds.map(({ startedAt, endedAt }) => (Date.parse(endedAt) - Date.parse(startedAt)) / 1000);
    return took.reduce((sum, each) => sum + each, 0) / took.length;
  }
  const timeouts = (search?.candidates ?? planned.map(({ settings }) => settings)).map(
    ({ batchTimeoutMs }) => batchTimeoutMs,
  );
  const meanTimeoutMs = timeouts.reduce((sum, each) => sum + each, 0) / Math.max(timeouts.length, 1);
  return window.warmupS + (window.minS + window.maxS) / 2 + meanTimeoutMs / 1000 + OVERHEAD_S;
}

/** The points of a sweep, in the order in which they were first planned. */
export function pointsOf(sweep: Sweep, rounds: readonly Round[]): SweepPoint[] {
  const points = new Map(sweep.rounds.map((round) => [round.pointId, round]));
  return [...points.values()].map(({ pointId, settings, load }) => {
    const own = rounds.filter((round) => round.pointId === pointId);
    const measured = own.filter((round) => round.kind === 'measured');
    return {
      ...{ pointId, settings, load },
      planned: sweep.rounds.filter((round) => round.pointId === pointId).length,
      ...{ measured: measured.length, failed: own.length - measured.length },
      figures: measured.length > 0 ? meansOf(measured) : null,
    };
  });
}

function meansOf(rounds: readonly MeasuredRound[]): NonNullable<SweepPoint['figures']> {
  const mean = (figure: (round: MeasuredRound['measurement']) => number): number =>
    rounds.reduce((sum, { measurement }) => sum + figure(measurement), 0) / rounds.length;
  return {
    achievedRateTps: mean(({ achievedRateTps }) => achievedRateTps),
    throughputTps: mean(({ throughputTps }) => throughputTps),
    latencyMeanMs: mean(({ latencyMeanMs }) => latencyMeanMs),
    latencyP95Ms: mean(({ latencyP95Ms }) => latencyP95Ms),
  };
}
