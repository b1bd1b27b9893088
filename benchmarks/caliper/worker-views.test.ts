import { describe, expect, it } from 'vitest';
import { Journal } from './journal.js';
import { REPORT, type WorkerReport } from './worker-report.js';
import { WorkerViews } from './worker-views.js';

const blank: WorkerReport = { workerIndex: 0, nowMs: 0, round: 0, sequence: 0, outcomes: [] };

function content(report: Partial<WorkerReport>): object {
  return { type: 'txUpdate', [REPORT]: { ...blank, ...report } };
}

describe('WorkerViews', () => {
  it('moves the times of a worker to its own clock by the quickest report', () => {
    const views = new WorkerViews();
    views.hear('a', content({ round: -1, nowMs: 1_000 }), 51_009); // 9 ms on the way
    views.hear('a', content({ round: -1, nowMs: 2_000 }), 52_001); // 1 ms
    views.begin(0);
    const outcomes: WorkerReport['outcomes'] = [
      [3000, 3100, 3010, 7, '', ''],
      [3050, 3060, -1, -1, 'SubmitError: no', 'abc'],
    ];
    views.hear('a', content({ nowMs: 3_200, startedMs: 3_000, sendingEndedMs: 3_150, outcomes }), 53_250);
    expect(views.finish()).toEqual({
      startedMs: 53_001,
      sendingEndedMs: 53_151,
      transactions: [
        { createdMs: 53_001, finishedMs: 53_101, endorsedMs: 53_011, block: 7 },
        { createdMs: 53_051, finishedMs: 53_061, failure: 'SubmitError: no', lostId: 'abc' },
      ],
      workers: [],
    });
  });

  it('takes several workers together: from the first start to the first place that anybody left out', () => {
    const views = new WorkerViews();
    views.begin(0);
    const [a, b] = [
      { startedMs: 10, sendingEndedMs: 900, nowMs: 1000 },
      { workerIndex: 1, startedMs: 12, sendingEndedMs: 880, nowMs: 1000 },
    ];
    views.hear('a', content({ ...a, sendingEndedMs: undefined, oldestInFlightMs: 700 }), 1000);
    expect(views.soFar(2, 1001)).toBeUndefined();
    views.hear('b', content({ ...b, sendingEndedMs: undefined, oldestInFlightMs: 650 }), 1000);
    expect(views.soFar(2, 1001)).toMatchObject({ startedMs: 10, completeUntilMs: 650, nowMs: 1001 });
    expect(views.sendingEnded(2)).toBe(false);
    views.hear('a', content({ ...a, sequence: 1 }), 1000);
    expect(views.sendingEnded(2)).toBe(false);
    views.hear('b', content({ ...b, sequence: 1 }), 1000);
    expect(views.sendingEnded(2)).toBe(true);
    expect(views.finish()).toMatchObject({ startedMs: 10, sendingEndedMs: 880 });
  });

  it('notices a report that got lost, and passes over what is no report of this round', () => {
    const views = new WorkerViews();
    views.begin(3);
    expect(views.hear('a', { type: 'txUpdate', stats: {} }, 1)).toBe(false);
    expect(views.hear('a', content({ round: 2, sequence: 9 }), 1)).toBe(false);
    expect(views.hear('a', content({ round: 3, sequence: 0 }), 1)).toBe(true);
    expect(() => views.hear('a', content({ round: 3, sequence: 2 }), 1)).toThrow(
      /report 1 of load worker 0 got lost/,
    );
  });

  it('knows a worker as lost after four seconds of silence', () => {
    const views = new WorkerViews();
    views.hear('a', content({}), 1000);
    views.hear('b', content({ workerIndex: 1 }), 4000);
    expect(views.lost(5000)).toEqual([]);
    expect(views.lost(5001)).toEqual(['0 (silent for 4001 ms)']);
  });

  it('makes no round out of a worker that never began', () => {
    const views = new WorkerViews();
    expect(() => views.finish()).toThrow(/without a report/);
    views.hear('a', content({ round: -1 }), 1);
    views.begin(0);
    expect(() => views.finish()).toThrow(/load worker 0 ended its round without a report/);
  });
});

describe('Journal', () => {
  const use = {
    name: 'load-worker-0',
    kind: 'load-worker' as const,
    cpuCores: 0.1,
    memoryBytes: 1,
    diskReadBytesPerS: 0,
    diskWriteBytesPerS: 0,
    networkBytesPerS: 0,
  };

  it('tells each outcome once, and the oldest transaction that has none', () => {
    const journal = new Journal();
    journal.begin({ roundIndex: 2 }, 100, () => undefined);
    const [first, second] = [journal.sent(100), journal.sent(110)];
    second({ createdMs: 110, finishedMs: 130, endorsedMs: 115, block: 4 });
    expect(journal.takeReport(0)).toMatchObject({
      round: 2,
      sequence: 0,
      startedMs: 100,
      oldestInFlightMs: 100,
      outcomes: [[110, 130, 115, 4, '', '']],
    });
    first({ createdMs: 100, finishedMs: 140, failure: 'SubmitError: no', lostId: 'abc' });
    expect(journal.takeReport(0)).toMatchObject({
      sequence: 1,
      oldestInFlightMs: undefined,
      outcomes: [[100, 140, -1, -1, 'SubmitError: no', 'abc']],
    });
    expect(journal.takeReport(0)).toMatchObject({ sequence: 2, outcomes: [] });
  });

  it('waits until the last transaction has its outcome, and keeps what prepares a round out of it', async () => {
    const journal = new Journal();
    journal.sent(1)({ createdMs: 1, finishedMs: 2 });
    journal.begin({ roundIndex: 0 }, 100, () => undefined);
    const last = journal.sent(100);
    journal.sendingEnded(200, use);
    let drained = false;
    const drain = journal.drained().then(() => (drained = true));
    await Promise.resolve();
    expect(drained).toBe(false);
    last({ createdMs: 100, finishedMs: 300, block: 1 });
    await drain;
    journal.sent(400)({ createdMs: 400, finishedMs: 401 });
    expect(journal.takeReport(0).outcomes).toEqual([[100, 300, -1, 1, '', '']]);
  });

  it('tells ids beside the outcomes in rounds that ask for them, and in no other', () => {
    const journal = new Journal();
    journal.begin({ roundIndex: 0, tellIds: true }, 100, () => undefined);
    const sent = [journal.sent(100), journal.sent(101), journal.sent(102)];
    sent[1]?.({ createdMs: 101, finishedMs: 110, id: 'b', accepted: true, block: 4 });
    sent[0]?.({ createdMs: 100, finishedMs: 111 });
    sent[2]?.({ createdMs: 102, finishedMs: 112, id: 'c', failure: 'EndorseError: no' });
    const report = journal.takeReport(0);
    expect(report.ids).toEqual([
      ['b', true],
      ['', false],
      ['c', false],
    ]);
    expect(journal.takeReport(0).ids).toEqual([]);
    const views = new WorkerViews();
    views.begin(0);
    views.hear('a', { [REPORT]: report }, report.nowMs);
    expect(views.soFar(1, 0)?.transactions.map(({ id, accepted }) => [id, accepted])).toEqual([
      ['b', true],
      [undefined, undefined],
      ['c', false],
    ]);
    journal.begin({ roundIndex: 1 }, 200, () => undefined);
    journal.sent(200)({ createdMs: 200, finishedMs: 210, id: 'd', accepted: true });
    expect(journal.takeReport(0).ids).toBeUndefined();
  });

  it('passes a stop on while it sends and never after', () => {
    const journal = new Journal();
    let stops = 0;
    journal.stop();
    journal.begin({ roundIndex: 0 }, 1, () => (stops += 1));
    journal.stop();
    journal.sendingEnded(2, use);
    journal.stop();
    expect(stops).toBe(1);
  });
});
