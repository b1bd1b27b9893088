import { describe, expect, it } from 'vitest';
import type { MeasuredRound } from '../domain/round.js';
import { resultsCsv } from './results-csv.js';
import { failedRound, measuredRound } from './round.fixture.js';

function table(csv: string): Record<string, string>[] {
  const [header = '', ...lines] = csv.trimEnd().split('\n');
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(header.split(',').map((name, i) => [name, cells[i] ?? 'none']));
  });
}

describe('resultsCsv', () => {
  it('writes a measured round with the units that the column names say', () => {
    const round = measuredRound({
      sendRateTps: 120,
      replicate: 2,
      measurement: {
        achievedRateTps: 119.4,
        throughputTps: 118.25,
        latencyMeanMs: 46.5,
        succeeded: 590,
        failed: 3,
      },
    });
    expect(table(resultsCsv([round]))).toEqual([
      {
        max_message_count: '100',
        batch_timeout_ms: '250',
        send_rate_tps: '120',
        throughput_tps: '118.25',
        latency_avg_ms: '46.5',
        preferred_max_bytes: '2097152',
        absolute_max_bytes: '10485760',
        tx_bytes: '',
        achieved_rate_tps: '119.4',
        latency_p50_ms: '90',
        latency_p95_ms: '180',
        latency_p99_ms: '240',
        succeeded: '590',
        failed: '3',
        duration_s: '5',
        at: '2026-01-02T03:04:05.000Z',
        sweep_id: 'sweep',
        point_id: 'm100-t250-r120',
        replicate: '2',
        ctx_orderers: '1',
        ctx_orgs: '4',
        ctx_peers: '3',
        ctx_bft: '0',
        ctx_host_cpus: '2',
        ctx_write_share: '1',
        saturated: '',
        generator_limited: '',
        ended_by: '',
        cut_count: '',
        cut_bytes: '',
        cut_timeout: '',
        endorse_ms: '',
        order_ms: '',
        commit_ms: '',
        limited_by: '',
      },
    ]);
  });

  it('writes what was seen inside a round, and how far its figures may be trusted', () => {
    const round: MeasuredRound = {
      ...measuredRound(),
      quality: {
        endedBy: 'precision',
        opensMs: 500,
        closesMs: 5500,
        batches: 12,
        queueGrowth: 0.01,
        saturated: true,
        generatorLimited: false,
        attempts: 1,
      },
      inside: {
        phases: { endorseMs: 12.5, orderMs: 70, commitMs: 17.25 },
        blocks: {
          transactionsMean: 20,
          transactionsMax: 25,
          bytesMean: 62_000,
          bytesMax: 80_000,
          cutBy: { count: 9, bytes: 0, timeout: 3, config: 1 },
        },
        txBytes: 3099.6,
        limitedBy: { resource: 'cpu', process: 'peer0', utilisation: 0.9 },
        problems: [],
      },
    };
    expect(table(resultsCsv([round]))[0]).toMatchObject({
      tx_bytes: '3100',
      saturated: 'true',
      generator_limited: 'false',
      ended_by: 'precision',
      cut_count: '9',
      cut_bytes: '0',
      cut_timeout: '3',
      endorse_ms: '12.5',
      order_ms: '70',
      commit_ms: '17.25',
      limited_by: 'cpu',
    });
    // Nothing was sent that the cutter counted.
    const reads = { ...round, inside: { txBytes: 0, problems: [] } };
    expect(table(resultsCsv([reads]))[0]).toMatchObject({ tx_bytes: '0', cut_count: '', limited_by: '' });
  });

  it('writes numbers that read back as the same ones', () => {
    const latencyMeanMs = 0.1 + 0.2;
    const [row] = table(resultsCsv([measuredRound({ measurement: { latencyMeanMs } })]));
    expect(Number(row?.['latency_avg_ms'])).toBe(latencyMeanMs);
  });

  it('leaves failed rounds out and writes the header even so', () => {
    expect(resultsCsv([failedRound()])).toMatch(/^max_message_count,[a-z0-9_,]+,limited_by\n$/);
  });

  it('puts a cell with a comma, quote or line break in quotes and doubles its quotes', () => {
    expect(resultsCsv([measuredRound({ pointId: 'a,"b"\nc' })])).toContain(',"a,""b""\nc",');
  });
});
