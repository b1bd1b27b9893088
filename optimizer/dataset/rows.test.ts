import { describe, expect, it } from 'vitest';
import { checkRows, describeDropped } from './check.js';
import { mixedConditions } from './conditions.js';
import { datasetHash } from './hash.js';
import { dataRow, failedRound, measuredRound } from './round.fixture.js';
import { groupByPoint, rowsFromRounds } from './rows.js';

describe('rowsFromRounds', () => {
  it('takes the settings in force, the achieved rate and the measured figures', () => {
    const round = measuredRound({
      id: 's/p/1',
      pointId: 'p',
      sendRateTps: 200,
      settings: { maxMessageCount: 25, batchTimeoutMs: 500 },
      measurement: { achievedRateTps: 163.2, throughputTps: 160, latencyMeanMs: 238 },
    });
    expect(rowsFromRounds([round])).toEqual([
      {
        roundId: 's/p/1',
        pointId: 'p',
        maxMessageCount: 25,
        batchTimeoutMs: 500,
        sendRateTps: 163.2,
        throughputTps: 160,
        latencyMeanMs: 238,
      },
    ]);
  });

  it('leaves failed rounds out', () => {
    expect(rowsFromRounds([failedRound(), measuredRound()])).toHaveLength(1);
  });

  it('keeps replicates as rows of one group', () => {
    const rows = rowsFromRounds([1, 2, 3].map((replicate) => measuredRound({ replicate })));
    expect(rows.map(({ roundId }) => roundId)).toEqual(
      [1, 2, 3].map((replicate) => `sweep/m100-t250-r60/${replicate}`),
    );
    expect([...groupByPoint(rows).values()]).toEqual([rows]);
  });

  it('orders rows by round id, whatever order the rounds come in', () => {
    const rounds = ['b', 'a', 'B'].map((id) => measuredRound({ id }));
    expect(rowsFromRounds(rounds).map(({ roundId }) => roundId)).toEqual(['B', 'a', 'b']);
  });
});

describe('checkRows', () => {
  it('drops a row with a value that is not finite, and names round and column', () => {
    const good = dataRow({ roundId: 'good' });
    const bad = dataRow({ roundId: 'bad', latencyMeanMs: Number.NaN, throughputTps: Infinity });
    expect(checkRows([good, bad])).toEqual({
      rows: [good],
      dropped: [{ roundId: 'bad', reason: 'throughputTps is Infinity, latencyMeanMs is NaN' }],
    });
  });

  it('drops a row with a missing value', () => {
    const { sendRateTps: _, ...rest } = dataRow({ roundId: 'gap' });
    const row = Object.assign(dataRow(), rest, { sendRateTps: undefined });
    expect(checkRows([row]).dropped).toEqual([{ roundId: 'gap', reason: 'sendRateTps is missing' }]);
  });

  it('drops a round in which nothing committed, as its latency of 0 would look like the best', () => {
    const { rows, dropped } = checkRows([dataRow({ roundId: 'dead', throughputTps: 0, latencyMeanMs: 0 })]);
    expect(rows).toEqual([]);
    expect(describeDropped(dropped)).toEqual([
      'round dead is left out: throughputTps is 0, must be above 0, latencyMeanMs is 0, must be above 0',
    ]);
  });
});

describe('describeDropped', () => {
  it('names 20 rounds and counts the others', () => {
    const dropped = Array.from({ length: 23 }, (_, i) => ({ roundId: `r${i}`, reason: 'why' }));
    expect(describeDropped(dropped)).toHaveLength(21);
    expect(describeDropped(dropped).slice(19)).toEqual([
      'round r19 is left out: why',
      '3 more rounds are left out for such reasons',
    ]);
  });
});

describe('mixedConditions', () => {
  it('says nothing about rounds of one kind', () => {
    expect(mixedConditions([measuredRound(), measuredRound({ replicate: 2 })])).toEqual([]);
  });

  it('names and counts the workloads that are mixed', () => {
    const rounds = [measuredRound(), measuredRound({ workload: 'read' }), measuredRound({ replicate: 2 })];
    expect(mixedConditions(rounds)).toEqual([
      'rounds of different workloads are mixed, the model cannot tell them apart: publish (2), read (1)',
    ]);
  });
});

describe('datasetHash', () => {
  const rows = [dataRow({ roundId: 'a' }), dataRow({ roundId: 'b', latencyMeanMs: 0.1 + 0.2 })];

  it('does not depend on the order of the rows', () => {
    expect(datasetHash(rows.toReversed())).toBe(datasetHash(rows));
  });

  it.each([
    ['value', { latencyMeanMs: 0.3 }],
    ['point', { pointId: 'other' }],
    ['round', { roundId: 'c' }],
  ])('changes with the last digit of a %s', (_, change) => {
    const changed = rows.map((row) => (row.roundId === 'b' ? { ...row, ...change } : row));
    expect(datasetHash(changed)).not.toBe(datasetHash(rows));
  });

  it('is 64 hexadecimal digits', () => {
    expect(datasetHash(rows)).toMatch(/^[0-9a-f]{64}$/);
  });
});
