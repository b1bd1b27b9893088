import { describe, expect, it } from 'vitest';
import { InfeasibleError, InvalidInputError } from '../../domain/errors.js';
import { limitFrom, plainGoal, type Goal } from '../../domain/goal.js';
import type { Objective } from '../../domain/objective.js';
import { judge } from './optimum.js';
import { resultsOf } from './surface.fixture.js';
import { surfaceFrom } from './surface.js';

const goalWith = (objective: Objective, ...limits: string[]): Goal => ({
  ...plainGoal(objective),
  limits: limits.flatMap((text) => limitFrom(text) ?? []),
});
/** @param rows - count, throughput, latency, 95th percentile. */
const surfaceOf = (...rows: (number | string)[][]) =>
  surfaceFrom(
    resultsOf(
      rows.map(([count = 1, throughput = 100, latency = 1, p95 = '']) => [
        count,
        100,
        100,
        throughput,
        latency,
        p95,
      ]),
      ['latency_p95_ms'],
    ),
    100,
  );

describe('judge', () => {
  it('finds the least median among the cells whose medians keep the limits', () => {
    // Count 1 was lucky once; count 2 commits 90 of 100; count 3 is best by its median of 40.
    const surface = surfaceOf([1, 100, 5], [1, 100, 90], [1, 100, 80], [2, 90, 10], [3, 96, 30], [3, 98, 50]);
    const { optimum, cells } = judge(surface, goalWith('min-latency'));
    expect(optimum).toMatchObject({ cell: 2, objective: 40, input: { maxMessageCount: 3 } });
    expect(cells.map(({ objective }) => objective)).toEqual([80, undefined, 40]);
  });

  it('finds the highest throughput, and the highest ratio of it to latency', () => {
    const surface = surfaceOf([1, 80, 10], [2, 100, 50], [3, 90, 10]);
    expect(judge(surface, goalWith('max-throughput')).optimum).toMatchObject({ cell: 1, objective: 100 });
    expect(judge(surface, goalWith('balanced')).optimum).toMatchObject({ cell: 2, objective: 9 });
  });

  it('never takes a cell in which nothing was committed for the best', () => {
    const surface = surfaceOf([1, 0, 0], [2, 50, 500]);
    for (const objective of ['balanced', 'max-throughput'] as const) {
      expect(judge(surface, goalWith(objective)).optimum.cell).toBe(1);
    }
    expect(() => judge(surfaceOf([1, 0, 0]), goalWith('balanced'))).toThrow(/committed a transaction/);
  });

  it('names the limit that nothing keeps, and how close one can get', () => {
    const surface = surfaceOf([1, 100, 300, 420], [2, 100, 200, 500]);
    const find = () => judge(surface, goalWith('min-latency', 'latencyP95Ms<=400'));
    expect(find).toThrow(InfeasibleError);
    expect(find).toThrow(
      'no setting of surface.csv at 100 tps keeps latencyP95Ms<=400: the closest is maxMessageCount 1, batchTimeoutMs 100 with latencyP95Ms 420',
    );
  });

  it('names the limit of the objective itself', () => {
    expect(() => judge(surfaceOf([1, 70, 10], [2, 90, 20]), goalWith('min-latency'))).toThrow(
      /keeps throughputTps>=95: the closest is maxMessageCount 2, .* with throughputTps 90$/,
    );
  });

  it('tells of limits that can be kept one by one but not together', () => {
    const surface = surfaceOf([1, 100, 300], [2, 60, 90], [3, 98, 110]);
    expect(() => judge(surface, goalWith('min-latency', 'latencyMeanMs<=100'))).toThrow(
      /keeps throughputTps>=95 and latencyMeanMs<=100 together.*maxMessageCount 3, .* with latencyMeanMs 110$/,
    );
  });

  it('asks for columns that the goal needs and no row has', () => {
    const surface = surfaceOf([1, 100, 300]);
    const find = (goal: Goal) => () => judge(surface, goal);
    expect(find({ ...goalWith('min-latency'), latency: 'p95' })).toThrow(InvalidInputError);
    expect(find({ ...goalWith('min-latency'), latency: 'p95' })).toThrow(
      'min-latency of the 95th percentile needs latency_p95_ms, which no row at this rate has',
    );
    expect(find(goalWith('balanced', 'failedPct<=1'))).toThrow(
      'the limit failedPct<=1 needs succeeded and failed',
    );
    expect(find({ ...goalWith('max-throughput'), latency: 'p95' })).not.toThrow();
  });

  it('passes over cells alone that lack the figure', () => {
    const surface = surfaceOf([1, 100, 10], [2, 100, 200, 300]);
    expect(judge(surface, { ...goalWith('min-latency'), latency: 'p95' }).optimum).toMatchObject({
      cell: 1,
      objective: 300,
    });
  });
});
