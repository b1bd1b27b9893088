import { describe, expect, it } from 'vitest';
import type { RawTransaction } from '../../optimizer/domain/ports.js';
import { measure } from './measure.js';
import { overloaded, roundOf, steady } from './rounds.fixture.js';
import { StopRule, type StopRuleOptions } from './stop-rule.js';

const window = { warmupS: 1, minS: 3, maxS: 30 };
const precision = { meanPct: 3, p95Pct: 10 };

/** Plays a round to the rule, 200 ms at a time. @returns when it ended it and why; undefined if it never did. */
function endOf(
  transactions: readonly RawTransaction[],
  options: Partial<StopRuleOptions> & { sendRateTps: number },
): { atMs: number; endedBy: string } | undefined {
  const rule = new StopRule({ window, precision, batchTimeoutMs: 500, ...options });
  for (let nowMs = 200; nowMs <= 31_000; nowMs += 200) {
    const sent = transactions.filter(({ createdMs }) => createdMs <= nowMs);
    const known = sent.filter(({ finishedMs }) => finishedMs <= nowMs);
    const oldest = sent.find(({ finishedMs }) => finishedMs > nowMs);
    const completeUntilMs = oldest?.createdMs ?? nowMs;
    if (rule.shouldEnd({ startedMs: 0, nowMs, completeUntilMs, transactions: known }))
      return { atMs: nowMs, endedBy: rule.endedBy };
  }
  expect(rule.endedBy).toBe('length');
  return undefined;
}

describe('StopRule', () => {
  it('ends a steady round soon after its shortest window, and never before', () => {
    const end = endOf(steady(60, 450, 31), { sendRateTps: 60 });
    expect(end?.endedBy).toBe('precision');
    expect(end?.atMs).toBeGreaterThanOrEqual(4000);
    expect(end?.atMs).toBeLessThan(6000);
    expect(
      endOf(steady(60, 450, 31), { sendRateTps: 60, window: { ...window, minS: 10 } })?.atMs,
    ).toBeGreaterThanOrEqual(11_000);
  });

  it('goes on while the intervals are wider than asked', () => {
    const uneven = steady(60, 450, 31).map((transaction) => ({
      ...transaction,
      finishedMs: transaction.finishedMs + (((transaction.block ?? 0) * 7919) % 13) * 60,
    }));
    const loose = endOf(uneven, { sendRateTps: 60, precision: { meanPct: 40, p95Pct: 60 } });
    const tight = endOf(uneven, { sendRateTps: 60, precision: { meanPct: 12, p95Pct: 60 } });
    expect(loose?.atMs).toBeLessThan(9000);
    expect(tight === undefined || tight.atMs > (loose?.atMs ?? 0)).toBe(true);
    expect(endOf(uneven, { sendRateTps: 60, precision: { meanPct: 40, p95Pct: 0.1 } })).toBeUndefined();
  });

  it('leaves a round without a precision to its full length', () => {
    expect(endOf(steady(60, 450, 31), { sendRateTps: 60, precision: undefined })).toBeUndefined();
  });

  it('ends a round whose queue grows without end', () => {
    const end = endOf(overloaded(120, 80, 31), { sendRateTps: 120 });
    expect(end).toMatchObject({ endedBy: 'backlog' });
    expect(end?.atMs).toBeLessThan(8000);
  });

  it('ends a round from which nothing comes back', () => {
    const stuck = steady(60, 450, 31).map((transaction) => ({ ...transaction, finishedMs: 60_000 }));
    const end = endOf(stuck, { sendRateTps: 60 });
    expect(end).toMatchObject({ endedBy: 'backlog' });
    expect(end?.atMs).toBeLessThan(10_000);
  });

  it('ends a round in which more than half fails, even before its window', () => {
    const failing = steady(60, 50, 31).map((transaction, index) =>
      index % 5 < 3 ? { ...transaction, block: undefined, failure: 'EndorseError: no' } : transaction,
    );
    expect(endOf(failing, { sendRateTps: 60 })).toEqual({ atMs: 600, endedBy: 'failures' });
    const some = steady(60, 50, 31).map((transaction, index) =>
      index % 5 < 2 ? { ...transaction, block: undefined, failure: 'EndorseError: no' } : transaction,
    );
    expect(endOf(some, { sendRateTps: 60 })?.endedBy).not.toBe('failures');
  });
});

it('judges by the very figures that the round then has', () => {
  const transactions = steady(60, 450, 31).map((transaction) => ({
    ...transaction,
    finishedMs: transaction.finishedMs + (((transaction.block ?? 0) * 7919) % 13) * 3,
  }));
  const rule = new StopRule({ window, precision, sendRateTps: 60, batchTimeoutMs: 500 });
  let nowMs = 0;
  for (let ended = false; !ended;) {
    nowMs += 200;
    const known = transactions.filter(({ finishedMs }) => finishedMs <= nowMs);
    const oldest = transactions.find(({ finishedMs }) => finishedMs > nowMs);
    const completeUntilMs = oldest?.createdMs ?? nowMs;
    ended = rule.shouldEnd({ startedMs: 0, nowMs, completeUntilMs, transactions: known });
  }
  const sent = transactions.filter(({ createdMs }) => createdMs <= nowMs);
  const result = measure(roundOf(sent, nowMs), window, { sendRateTps: 60 }, rule);
  if (result.kind !== 'measured') throw new Error('not measured');
  expect(result.quality.meanHalfWidthPct).toBeLessThanOrEqual(precision.meanPct);
  expect(result.quality.p95HalfWidthPct).toBeLessThanOrEqual(precision.p95Pct);
  expect(result.quality.closesMs).toBeLessThanOrEqual(rule.shownUntilMs ?? 0);
});
