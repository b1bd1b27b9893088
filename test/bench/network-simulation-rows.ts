import type { DataRow } from '../../optimizer/dataset/columns.js';
import { groupByPoint } from '../../optimizer/dataset/rows.js';
import { seededRandom, shuffled, type Random } from '../../optimizer/domain/random.js';
import { median } from '../../optimizer/domain/statistics.js';
import { withNoise } from './network-simulation.js';
import type { Family, SimulatedPoint } from './network-simulation-families.js';

/** At least so many rows of a family; whole points. The same seed gives the same rows. */
export function simulatedRows(family: Family, atLeast: number, seed: number): DataRow[] {
  const random = seededRandom(seed);
  const rows: DataRow[] = [];
  for (let point = 0; rows.length < atLeast; point += 1) {
    const drawn = family.drawPoint(random);
    const replicates = 1 + random.below(family.replicatesUpTo ?? 1);
    rows.push(...roundsOf(drawn, `${family.name}/${seed}/${point}`, replicates, random));
  }
  return rows;
}

/** `count` of the rows, whole points in random order; the last point may lose replicates. */
export function drawnRows(rows: readonly DataRow[], count: number, seed: number): DataRow[] {
  return shuffled([...groupByPoint(rows).values()], seed)
    .flat()
    .slice(0, count);
}

/** What predictions of a family are judged on. */
export interface SimulatedTest {
  /** One a point: the median of its rounds, which is what errors are taken from. */
  readonly centres: readonly DataRow[];
  /** One round a point, which is what intervals have to cover. */
  readonly rounds: readonly DataRow[];
  /** The centres of some of the points, and those of other rounds there: how far even a perfect model is off. */
  readonly repeated: readonly DataRow[];
}

/** @param points - predicted; the first third is run twice. */
export function simulatedTest(family: Family, points: number, seed: number): SimulatedTest {
  const random = seededRandom(seed);
  const replicates = family.testReplicates ?? 1;
  const places = Array.from({ length: points }, (_, place) => {
    const drawn = family.drawPoint(random);
    const pointId = `${family.name}/${seed}/${place}`;
    return {
      rounds: roundsOf(drawn, pointId, replicates, random),
      again: place < points / 3 ? roundsOf(drawn, pointId, replicates, random) : [],
    };
  });
  const centres = places.map(({ rounds }) => centreOf(rounds));
  return {
    centres,
    rounds: places.flatMap(({ rounds }) => rounds.slice(0, 1)),
    repeated: places.flatMap(({ again }, place) =>
      again.length === 0 ? [] : [centreOf(again), ...centres.slice(place, place + 1)],
    ),
  };
}

function roundsOf(point: SimulatedPoint, pointId: string, replicates: number, random: Random): DataRow[] {
  const { run, ...input } = point;
  return Array.from({ length: replicates }, (_, replicate) => {
    const { achievedRateTps, ...figures } = withNoise(run(random), random);
    return {
      roundId: `${pointId}/${replicate + 1}`,
      pointId,
      ...input,
      sendRateTps: achievedRateTps,
      ...figures,
    };
  });
}

/** One row for a point: the medians of its rounds' figures, at the median of the rates that they achieved. */
export function centreOf(rounds: readonly DataRow[]): DataRow {
  const [first] = rounds;
  if (!first) throw new RangeError('the centre of no rounds was asked for');
  const p95 = rounds.flatMap(({ latencyP95Ms }) => latencyP95Ms ?? []);
  return {
    ...first,
    sendRateTps: median(rounds.map((row) => row.sendRateTps)),
    throughputTps: median(rounds.map((row) => row.throughputTps)),
    latencyMeanMs: median(rounds.map((row) => row.latencyMeanMs)),
    ...(p95.length === 0 ? {} : { latencyP95Ms: median(p95) }),
  };
}
