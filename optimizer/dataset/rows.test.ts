import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { checkRows, describeDropped } from './check.js';
import type { DataRow } from './columns.js';
import { mixedConditions } from './conditions.js';
import { datasetHash, isHashOf } from './hash.js';
import { rowsFromTable } from './imported-rows.js';
import { resultsCsv } from './results-csv.js';
import { parseResults } from './results-file.js';
import { dataRow, failedRound, measuredRound, SETTINGS } from './round.fixture.js';
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
        preferredMaxBytes: SETTINGS.preferredMaxBytes,
        absoluteMaxBytes: SETTINGS.absoluteMaxBytes,
        txBytes: undefined,
        consensus: 'raft',
        context: { organisations: 4, peers: 3, orderers: 1, hostCpus: 2, readShare: 0 },
        throughputTps: 160,
        latencyMeanMs: 238,
        latencyP95Ms: 180,
        durationS: 5,
        measuredAt: '2026-01-02T03:04:05.000Z',
      },
    ]);
  });

  it('takes the measured size of a transaction, which a load of reads alone does not have', () => {
    const sized = (txBytes: number) => ({ ...measuredRound(), inside: { txBytes, problems: [] } });
    expect(rowsFromRounds([sized(4137.5)])[0]?.txBytes).toBe(4137.5);
    expect(rowsFromRounds([sized(0)])[0]?.txBytes).toBeUndefined();
  });

  it('tells workloads apart by their share of reads', () => {
    const shares = (['publish', 'mixed', 'read'] as const).map(
      (workload) => rowsFromRounds([measuredRound({ workload })])[0]?.context?.['readShare'],
    );
    expect(shares).toEqual([0, 0.5, 1]);
  });

  it('gives a model the same of a round and of its export', () => {
    const round = { ...measuredRound({ workload: 'mixed' }), inside: { txBytes: 4100, problems: [] } };
    const table = parseResults(resultsCsv([round]), 'export');
    expect(rowsFromTable({ name: 'export', table })).toEqual(
      rowsFromRounds([round]).map((row) => ({ ...row, roundId: 'export/2' })),
    );
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

describe('checkRows on optional values', () => {
  const reasonOf = (parts: Partial<DataRow>) => checkRows([dataRow(parts)]).dropped[0]?.reason;

  it('keeps a row that lacks them, or has properties of 0', () => {
    expect(reasonOf({})).toBeUndefined();
    expect(reasonOf({ txBytes: undefined, context: { readShare: 0, offset: -1 } })).toBeUndefined();
  });

  it.each([
    [{ latencyP95Ms: 0 }, 'latencyP95Ms is 0, must be above 0'],
    [{ txBytes: -5 }, 'txBytes is -5, must be above 0'],
    [{ preferredMaxBytes: Number.NaN }, 'preferredMaxBytes is NaN'],
    [{ context: { orderers: Number.NaN } }, 'orderers is NaN'],
  ])('sets %o aside', (parts, reason) => {
    expect(reasonOf(parts)).toBe(reason);
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

  it.each<[string, Partial<DataRow>]>([
    ['size', { txBytes: 4100 }],
    ['byte limit', { absoluteMaxBytes: 1 }],
    ['p95', { latencyP95Ms: 5 }],
    ['consensus', { consensus: 'bft' }],
    ['property', { context: { orderers: 3 } }],
    ['time', { measuredAt: '2026-01-02' }],
  ])('changes with a %s that one row has', (_, change) => {
    const changed = rows.map((row) => (row.roundId === 'b' ? { ...row, ...change } : row));
    expect(datasetHash(changed)).not.toBe(datasetHash(rows));
  });

  it.each<[Partial<DataRow>, Partial<DataRow>]>([
    [{ txBytes: 4100 }, { txBytes: 4101 }],
    [{ consensus: 'raft' }, { consensus: 'bft' }],
    [{ context: { orderers: 3 } }, { context: { orderers: 4 } }],
  ])('tells %o from %o', (one, other) => {
    expect(datasetHash([dataRow(one)])).not.toBe(datasetHash([dataRow(other)]));
  });

  it('does not depend on the order in which properties are named', () => {
    const [ab, ba] = [
      { a: 1, b: 2 },
      { b: 2, a: 1 },
    ].map((context) => datasetHash([dataRow({ context })]));
    expect(ab).toBe(ba);
  });

  it('is what earlier versions gave where no row has more than the required columns', () => {
    // Header and row as those versions wrote them.
    const text = [
      '["roundId","pointId","maxMessageCount","batchTimeoutMs","sendRateTps","throughputTps","latencyMeanMs"]',
      '["round","point",100,250,60,60,100]',
    ].join('\n');
    const earlier = createHash('sha256').update(text).digest('hex');
    expect(datasetHash([dataRow()])).toBe(earlier);
    expect(isHashOf([dataRow({ txBytes: 4100, context: { peers: 3 } })], earlier)).toBe(true);
    expect(isHashOf([dataRow({ latencyMeanMs: 101 })], earlier)).toBe(false);
  });

  it('is recognised by isHashOf', () => {
    const full = [dataRow({ txBytes: 4100 })];
    expect(isHashOf(full, datasetHash(full))).toBe(true);
    expect(isHashOf([dataRow({ txBytes: 4101 })], datasetHash(full))).toBe(false);
  });

  it('is 64 hexadecimal digits', () => {
    expect(datasetHash(rows)).toMatch(/^[0-9a-f]{64}$/);
  });
});
