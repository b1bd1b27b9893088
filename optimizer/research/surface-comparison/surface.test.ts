import { describe, expect, it } from 'vitest';
import { resultsOf } from './surface.fixture.js';
import { surfaceFrom } from './surface.js';

describe('surfaceFrom', () => {
  it('takes rows of equal settings at the rate asked as replicates of one cell', () => {
    const surface = surfaceFrom(
      resultsOf(
        [
          [10, 500, 60, 59, 400, 58, 99, 1],
          [10, 100, 60, 60, 150, 60, 100, 0],
          [10, 500, 60, 58, 420, 57, 100, ''],
          [10, 500, 120, 110, 900, 118, 100, 0],
        ],
        ['achieved_rate_tps', 'succeeded', 'failed'],
      ),
      60,
    );
    expect(surface.cells.map(({ input }) => input.batchTimeoutMs)).toEqual([100, 500]);
    expect(surface.cells.map(({ input }) => input.sendRateTps)).toEqual([60, 60]);
    expect(surface.cells[1]?.rounds).toEqual([
      { throughputTps: 59, latencyMeanMs: 400, failedPct: 1, achievedRateTps: 58 },
      { throughputTps: 58, latencyMeanMs: 420, failedPct: undefined, achievedRateTps: 57 },
    ]);
    expect(surface.warnings).toEqual([]);
  });

  it('tells settings apart by their byte limits, and sorts them', () => {
    const row = (count: number, preferred: number) => [count, 100, 60, 60, 100, preferred];
    const surface = surfaceFrom(
      resultsOf([row(10, 4096), row(2, 4096), row(10, 2048), row(10, 4096)], ['preferred_max_bytes']),
      60,
    );
    expect(
      surface.cells.map(({ input, rounds }) => [
        input.maxMessageCount,
        input.preferredMaxBytes,
        rounds.length,
      ]),
    ).toEqual([
      [2, 4096, 1],
      [10, 2048, 1],
      [10, 4096, 2],
    ]);
  });

  it('gives all candidates one size of transactions: theirs would tell what was measured', () => {
    const surface = surfaceFrom(
      resultsOf(
        [
          [1, 100, 60, 60, 100, 4000],
          [2, 100, 60, 60, 100, 4010],
          [3, 100, 60, 60, 100, 4050],
        ],
        ['tx_bytes'],
      ),
      60,
    );
    expect(surface.cells.map(({ input }) => input.txBytes)).toEqual([4010, 4010, 4010]);
  });

  it('warns of rows from different networks', () => {
    const rows = [1, 3].map((orderers) => [1, 100, 60, 60, 100, orderers, 2]);
    expect(surfaceFrom(resultsOf(rows, ['ctx_orderers', 'ctx_peers']), 60).warnings).toEqual([
      'rows of different orderers (1, 3) are taken as replicates of one setting',
    ]);
  });

  it('names the rates that there are when none is the one asked', () => {
    const rows = [120, 30, 120].map((rate) => [1, 100, rate, 30, 100]);
    expect(() => surfaceFrom(resultsOf(rows), 60)).toThrow(
      'surface.csv has no row at 60 tps: choose one of the rates that it has, 30, 120',
    );
  });
});
