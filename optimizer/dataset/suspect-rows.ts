import { median } from '../domain/statistics.js';
import type { DataRow } from './columns.js';
import { inputSpace } from './input-space.js';
import { NearestPlaces } from './nearest.js';

/** A usable row whose figures are hard to believe beside the others. */
export interface SuspectRow {
  readonly roundId: string;
  readonly reason: string;
}

/** A network cannot commit more than it was sent; queues of a warm-up may add a little. */
const MAX_SHARE_OF_RATE = 1.5;

/** Rows that a row is compared with: its replicates, if it has any, and the rounds most like it. */
const NEIGHBOURS = 8;
const MIN_NEIGHBOURS = 3;

/** Milliseconds taken for seconds differ by 1,000; the edge of saturation rarely moves a latency by 100. */
const MAX_RATIO = 100;

/**
 * Names rows that look like a wrong unit or a slip of the pen, as a warning for people; nothing is left out.
 *
 * - Throughput above 1.5 times the rate.
 * - Mean latency above 100 times the median of the 8 rows nearest to it, or below a hundredth of it: the
 *   median of neighbours, unlike one over all rows, also tells a mistake where latency varies a lot, and does
 *   not move with the mistake. With fewer than 3 other rows nothing is compared.
 * @param rows - usable rows (see `checkRows`).
 */
export function suspectRows(rows: readonly DataRow[]): SuspectRow[] {
  const usual = usualLatencies(rows);
  return rows.flatMap((row, index) => {
    const reasons = [...throughputReasons(row), ...latencyReasons(row, usual[index])];
    return reasons.length === 0 ? [] : [{ roundId: row.roundId, reason: reasons.join(', ') }];
  });
}

function throughputReasons({ throughputTps, sendRateTps }: DataRow): string[] {
  if (throughputTps <= MAX_SHARE_OF_RATE * sendRateTps) return [];
  return [`throughput of ${brief(throughputTps)} tps at a rate of ${brief(sendRateTps)} tps`];
}

function latencyReasons({ latencyMeanMs }: DataRow, usualMs: number | undefined): string[] {
  if (usualMs === undefined) return [];
  const ratio = latencyMeanMs / usualMs;
  if (ratio <= MAX_RATIO && ratio >= 1 / MAX_RATIO) return [];
  return [`mean latency of ${brief(latencyMeanMs)} ms where rounds most like it have ${brief(usualMs)} ms`];
}

/** The median latency of the rows nearest to each. */
function usualLatencies(rows: readonly DataRow[]): (number | undefined)[] {
  const placeOf = inputSpace(rows);
  const places = rows.map(placeOf);
  const nearest = new NearestPlaces(places);
  return places.map((place, index) => {
    const others = nearest.nearest(place, NEIGHBOURS + 1).filter((other) => other !== index);
    if (others.length < MIN_NEIGHBOURS) return undefined;
    return median(others.slice(0, NEIGHBOURS).map((other) => rows[other]?.latencyMeanMs ?? NaN));
  });
}

function brief(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** Rows named one by one. */
const MAX_NAMED = 10;

/** One line a suspect row, for people. */
export function describeSuspects(suspects: readonly SuspectRow[]): string[] {
  const more = suspects.length - MAX_NAMED;
  return [
    ...suspects.slice(0, MAX_NAMED).map(({ roundId, reason }) => `round ${roundId} looks wrong: ${reason}`),
    ...(more > 0 ? [`${more} more rounds look wrong in such ways`] : []),
  ];
}
