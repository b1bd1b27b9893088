import { describe, expect, it } from 'vitest';
import { meanStepsMs, restarted } from './node-metrics.js';
import { parsePage } from './prometheus.js';

function histogram(name: string, labels: string, sum: number | string, count: number): string {
  return `${name}_bucket{${labels},le="+Inf"} ${count}\n${name}_sum{${labels}} ${sum}\n${name}_count{${labels}} ${count}\n`;
}

function means(kind: 'orderer' | 'peer', before: string, after: string) {
  return meanStepsMs(kind, 'exchange', parsePage(before), parsePage(after));
}

const FILL = 'blockcutter_block_fill_duration';
const VALIDATE = 'broadcast_validate_duration';

describe('meanStepsMs', () => {
  it('divides what was added to the sum by what was added to the count', () => {
    const before = histogram(FILL, 'channel="exchange"', 10, 20);
    const after = histogram(FILL, 'channel="exchange"', 13, 26);
    expect(means('orderer', before, after)).toEqual({ [FILL]: (1000 * (13 - 10)) / (26 - 20) });
  });

  it('weighs the series of one channel by their counts and leaves other channels out', () => {
    const ok = 'channel="exchange",status="SUCCESS",type="ENDORSER_TRANSACTION"';
    const bad = 'channel="exchange",status="BAD_REQUEST",type="ENDORSER_TRANSACTION"';
    const other = 'channel="other",status="SUCCESS",type="ENDORSER_TRANSACTION"';
    const before = histogram(VALIDATE, ok, 1, 100) + histogram(VALIDATE, other, 1, 1);
    // The refusals began inside the window: their series was not there before.
    const after =
      histogram(VALIDATE, ok, 1.3, 200) +
      histogram(VALIDATE, bad, 0.5, 25) +
      histogram(VALIDATE, other, 9, 2);
    const mean = means('orderer', before, after)[VALIDATE];
    expect(mean).toBeCloseTo((1000 * (0.3 + 0.5)) / (100 + 25), 9);
  });

  it('takes a series without a channel for every channel', () => {
    const name = 'endorser_proposal_duration';
    const after = histogram(name, 'chaincode="exchange",success="true"', 2, 4);
    expect(means('peer', '', after)).toEqual({ [name]: 500 });
  });

  it('gives no mean to a step that did not happen', () => {
    const page = histogram(FILL, 'channel="exchange"', 10, 20);
    expect(means('orderer', page, page)).toEqual({});
  });

  it('gives no mean to a step whose counters went backwards', () => {
    const at = (sum: number, count: number): string => histogram(FILL, 'channel="exchange"', sum, count);
    expect(means('orderer', at(10, 20), at(1, 2))).toEqual({});
    expect(means('orderer', at(10, 20), at(1, 22))).toEqual({});
    expect(means('orderer', at(10, 20), at(11, 2))).toEqual({});
  });

  it('gives no mean that is no number', () => {
    const before = histogram(FILL, 'channel="exchange"', 1, 2);
    for (const sum of ['NaN', '+Inf'])
      expect(means('orderer', before, histogram(FILL, 'channel="exchange"', sum, 4))).toEqual({});
  });

  it('asks an orderer for its steps and a peer for its own', () => {
    const after =
      histogram(FILL, 'channel="exchange"', 1, 2) +
      histogram('ledger_statedb_commit_time', 'channel="exchange"', 1, 4);
    expect(means('orderer', '', after)).toEqual({ [FILL]: 500 });
    expect(means('peer', '', after)).toEqual({ ledger_statedb_commit_time: 250 });
  });
});

describe('restarted', () => {
  const page = (startS: string) => parsePage(`process_start_time_seconds ${startS}\n`);

  it('goes by the start time of the process', () => {
    expect(restarted(page('1.7e+09'), page('1.7e+09'))).toBe(false);
    expect(restarted(page('1.7e+09'), page('1.70000001e+09'))).toBe(true);
  });

  it('is not misled by a clock that is being set', () => {
    expect(restarted(page('1700000000.42'), page('1700000001.42'))).toBe(false);
    expect(restarted(page('1700000001.42'), page('1700000000.42'))).toBe(false);
  });

  it('does not suspect a node that tells no start time', () => {
    expect(restarted(parsePage('m 1'), page('1.7e+09'))).toBe(false);
    expect(restarted(page('1.7e+09'), parsePage('m 1'))).toBe(false);
  });
});
