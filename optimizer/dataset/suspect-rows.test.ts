import { describe, expect, it } from 'vitest';
import { dataRow, gridRows } from './round.fixture.js';
import { describeSuspects, suspectRows } from './suspect-rows.js';

const ROWS = gridRows([5, 10, 20, 40], [50, 100, 200], 2);

describe('suspectRows', () => {
  it('finds nothing wrong with a smooth surface, or with too few rows to compare', () => {
    expect(suspectRows(ROWS)).toEqual([]);
    expect(suspectRows([dataRow({ latencyMeanMs: 1 }), dataRow({ latencyMeanMs: 1e6 })])).toEqual([]);
    expect(suspectRows([])).toEqual([]);
  });

  it.each([1000, 0.001])('names the one latency that is %f times what it should be', (factor) => {
    const rows = ROWS.map((row, i) =>
      i === 7 ? { ...row, latencyMeanMs: factor * row.latencyMeanMs } : row,
    );
    expect(suspectRows(rows).map(({ roundId }) => roundId)).toEqual([ROWS[7]?.roundId]);
  });

  it('names a throughput far above the rate', () => {
    const rows = [...ROWS, dataRow({ roundId: 'odd', sendRateTps: 60, throughputTps: 60_000 })];
    expect(suspectRows(rows)).toEqual([
      { roundId: 'odd', reason: 'throughput of 60000 tps at a rate of 60 tps' },
    ]);
    expect(suspectRows([dataRow({ sendRateTps: 60, throughputTps: 89 })])).toEqual([]);
  });

  it('compares rows of which only some have a size or a property', () => {
    const rows = ROWS.map((row, i) =>
      i % 2 === 0 ? { ...row, txBytes: 1000 + 100 * i, context: { peers: i } } : row,
    );
    expect(suspectRows(rows)).toEqual([]);
  });
});

it('describes ten and counts the others', () => {
  const suspects = Array.from({ length: 12 }, (_, i) => ({ roundId: `r${i}`, reason: 'why' }));
  expect(describeSuspects(suspects).slice(-2)).toEqual([
    'round r9 looks wrong: why',
    '2 more rounds look wrong in such ways',
  ]);
});
