import { describe, expect, it } from 'vitest';
import { constantColumns, describeRows, descriptionTable } from './description.js';
import { dataRow } from './round.fixture.js';

describe('describeRows', () => {
  it('counts, bounds and averages the present values of every column', () => {
    const rows = [10, 20, 20, Number.NaN].map((latencyMeanMs) => dataRow({ latencyMeanMs }));
    expect(describeRows(rows).find(({ name }) => name === 'latencyMeanMs')).toEqual({
      name: 'latencyMeanMs',
      count: 3,
      missing: 1,
      distinct: 2,
      min: 10,
      max: 20,
      mean: (10 + 20 + 20) / 3,
    });
  });

  it('describes every column of no rows at all', () => {
    const columns = describeRows([]);
    expect(columns.map(({ name }) => name)).toEqual([
      'maxMessageCount',
      'batchTimeoutMs',
      'sendRateTps',
      'throughputTps',
      'latencyMeanMs',
    ]);
    expect(columns[0]).toMatchObject({ count: 0, missing: 0, min: null, max: null, mean: null });
  });
});

describe('describeRows of optional columns', () => {
  const rows = [
    dataRow({ txBytes: 1000, context: { orderers: 3 } }),
    dataRow({ txBytes: 3000 }),
    dataRow({ latencyP95Ms: Number.NaN, context: { orderers: 3, peers: 2 } }),
  ];

  it('counts what is missing where some rows have it, and leaves out what none has', () => {
    const optional = describeRows(rows).slice(5);
    expect(optional.map(({ name, count, missing }) => [name, count, missing])).toEqual([
      ['txBytes', 2, 1],
      ['latencyP95Ms', 0, 3],
      ['context.orderers', 2, 1],
      ['context.peers', 1, 2],
    ]);
    expect(optional[0]).toMatchObject({ min: 1000, mean: 2000, max: 3000 });
  });

  it('calls a column constant that is the same in all of several rows', () => {
    expect(constantColumns(describeRows(rows)).filter((name) => !name.startsWith('context.peers'))).toEqual([
      'maxMessageCount',
      'batchTimeoutMs',
      'sendRateTps',
      'throughputTps',
      'latencyMeanMs',
      'context.orderers',
    ]);
    expect(constantColumns(describeRows(rows.slice(0, 1)))).toEqual([]);
  });
});

describe('descriptionTable', () => {
  it('aligns one line a column under a header', () => {
    const rows = [5, 100].map((maxMessageCount) => dataRow({ maxMessageCount, latencyMeanMs: 33.333 }));
    expect(descriptionTable(describeRows(rows)).split('\n')).toEqual([
      'column           count  missing  distinct    min   mean    max',
      'maxMessageCount      2        0         2      5   52.5    100',
      'batchTimeoutMs       2        0         1    250    250    250',
      'sendRateTps          2        0         1     60     60     60',
      'throughputTps        2        0         1     60     60     60',
      'latencyMeanMs        2        0         1  33.33  33.33  33.33',
      'the same in every row, so nothing is learnt of it: batchTimeoutMs, sendRateTps, throughputTps, latencyMeanMs',
    ]);
  });

  it('shows a dash where there is no figure', () => {
    expect(descriptionTable(describeRows([])).split('\n')[1]).toMatch(/^maxMessageCount +0 +0 +0 +- +- +-$/);
  });
});
