import { describe, expect, it } from 'vitest';
import type { DataRow } from '../../dataset/columns.js';
import { dataRow } from '../../dataset/round.fixture.js';
import type { Answer } from '../recipe.js';
import { judge } from './judge.js';

/** Rows of 100 tps and 100 ms, one for each name of a point. */
const rowsAt = (...pointIds: string[]): DataRow[] =>
  pointIds.map((pointId) => dataRow({ pointId, throughputTps: 100, latencyMeanMs: 100 }));
/** Right about throughput; latencies in ms. */
const answers = (...latencies: number[]): Answer[] =>
  latencies.map((latencyMeanMs) => ({ throughputTps: 100, latencyMeanMs }));

describe('judge', () => {
  it('takes the mean of absolute log errors over rows and outputs', () => {
    const candidate = [{ throughputTps: 80, latencyMeanMs: 110 }, ...answers(100, 100)];
    const verdict = judge(candidate, answers(200, 50, 130), rowsAt('a', 'b', 'c'));
    expect(verdict).toMatchObject({ kind: 'better', rows: 3, points: 3 });
    if (verdict.kind === 'no-rows') throw new Error('there were rows');
    // Three rows of two outputs; half and double are equally far off.
    expect(verdict.candidateError).toBeCloseTo((Math.log(100 / 80) + Math.log(1.1)) / 6, 12);
    expect(verdict.championError).toBeCloseTo((Math.log(2) + Math.log(2) + Math.log(1.3)) / 6, 12);
  });

  it('counts the 95th percentile where it was measured and both predict it', () => {
    const [row] = rowsAt('a');
    const rows = [{ ...row, latencyP95Ms: 200 } as DataRow, ...rowsAt('b', 'c')];
    const right = { throughputTps: 100, latencyMeanMs: 100 };
    const both = judge(
      [{ ...right, latencyP95Ms: 300 }, right, right],
      [{ ...right, latencyP95Ms: 200 }, right, right],
      rows,
    );
    expect(both).toMatchObject({ kind: 'not-closer', championError: 0 });
    // The first row has three outputs and weighs as much as the others.
    expect(both).toMatchObject({ candidateError: expect.closeTo(Math.log(1.5) / 3 / 3, 12) });
    const one = judge([{ ...right, latencyP95Ms: 300 }, right, right], answers(100, 100, 100), rows);
    expect(one).toMatchObject({ candidateError: 0 });
  });

  it('wants three points, however much closer the candidate is', () => {
    const champion = answers(900, 900, 900, 900);
    const candidate = answers(101, 101, 101, 101);
    // Replicates of a point are one piece of evidence.
    expect(judge(candidate, champion, rowsAt('a', 'a', 'b', 'b')).kind).toBe('few-points');
    expect(judge(candidate, champion, rowsAt('a', 'a', 'b', 'c')).kind).toBe('better');
  });

  it('wants an advantage at each of three points', () => {
    const champion = answers(200, 200, 100);
    expect(judge(answers(100, 100, 99), champion, rowsAt('a', 'b', 'c')).kind).toBe('within-noise');
    expect(judge(answers(100, 100, 100), answers(200, 200, 101), rowsAt('a', 'b', 'c')).kind).toBe('better');
  });

  it('allows a slight loss at one of many points, and none of chance', () => {
    const points = Array.from({ length: 12 }, (_, i) => `p${i}`);
    const champion = answers(...points.map(() => 150));
    const mostly = answers(...points.map((_, i) => (i === 0 ? 155 : 110)));
    expect(judge(mostly, champion, rowsAt(...points)).kind).toBe('better');
    // Closer at seven of twelve, further off by as much at five.
    const chance = answers(...points.map((_, i) => (i < 7 ? 120 : 187)));
    expect(judge(chance, champion, rowsAt(...points))).toMatchObject({ kind: 'within-noise' });
  });

  it('keeps a champion that is as close or closer', () => {
    const rows = rowsAt('a', 'b', 'c');
    expect(judge(answers(110, 110, 110), answers(110, 110, 110), rows).kind).toBe('not-closer');
    expect(judge(answers(120, 120, 120), answers(110, 110, 110), rows).kind).toBe('not-closer');
  });

  it('takes an answer of 0, or none at all, for a thousand times off', () => {
    const rows = rowsAt('a', 'b', 'c');
    const verdict = judge(answers(0, Number.NaN, 1e9), answers(100, 100, 100), rows);
    expect(verdict).toMatchObject({ candidateError: expect.closeTo(Math.log(1000) / 2, 12) });
  });

  it('says the same every time, also where the share of samples is next to the limit', () => {
    const points = Array.from({ length: 9 }, (_, i) => `p${i}`);
    // Of all samples of nine, 2.5 % are without an advantage: other draws say now this, now that.
    const ask = () =>
      judge(
        answers(...points.map((_, i) => 100 + i)),
        answers(...points.map(() => 105.66)),
        rowsAt(...points),
      ).kind;
    expect(new Set(Array.from({ length: 30 }, ask)).size).toBe(1);
  });

  it('has nothing to say without rows, and refuses rows without answers', () => {
    expect(judge([], [], [])).toEqual({ kind: 'no-rows' });
    expect(() => judge(answers(1), answers(1, 2), rowsAt('a', 'b'))).toThrow(RangeError);
  });
});
