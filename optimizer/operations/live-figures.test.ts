import { describe, expect, it } from 'vitest';
import type { LiveBlock } from '../domain/live-transactions.js';
import { liveFigures } from './live-figures.js';

const BEGAN = Date.parse('2026-01-01T00:00:00.000Z');

/** A block at second `at` whose transactions were created so many milliseconds before. */
function block(at: number, latenciesMs: readonly number[], parts: Partial<LiveBlock> = {}): LiveBlock {
  const committedMs = BEGAN + 1000 * at;
  return {
    ...{ number: at, kind: 'transactions', committedMs },
    transactions: latenciesMs.map((latencyMs, index) => ({
      id: `${at}-${index}`,
      createdMs: committedMs - latencyMs,
      valid: true,
    })),
    ...parts,
  };
}

const at = (second: number, blocks: readonly LiveBlock[]) =>
  liveFigures(blocks, { sinceMs: BEGAN, nowMs: BEGAN + 1000 * second });

describe('figures of live blocks', () => {
  it('are of the last 30 seconds', () => {
    const blocks = [
      block(5, [9000, 9000]),
      ...Array.from({ length: 30 }, (_, index) => block(31 + index, [100, 300])),
    ];
    expect(at(60, blocks)).toMatchObject({
      ...{ since: '2026-01-01T00:00:00.000Z', windowS: 30, transactions: 60 },
      // 29 blocks of two after the first one, in 29 s
      ...{ throughputTps: 2, latencyMeanMs: 200, latencyP95Ms: 300, failedPct: 0 },
    });
  });

  it('tell the offered load by creation, up to the newest that is committed', () => {
    // 10 a second were created from 0 to 10 s; committed in one block each two seconds, the last at 10 s.
    const blocks = [2, 4, 6, 8, 10].map((second) =>
      block(
        second,
        Array.from({ length: 20 }, (_, index) => 100 * index),
      ),
    );
    expect(at(11, blocks).offeredTps).toBe(10);
    expect(at(11, blocks).throughputTps).toBe(10);
  });

  it('tell throughput of whole blocks, although the looking began in the middle of one', () => {
    // 60 a second in blocks of two seconds, seen for 3.9 s.
    const sixty = Array.from({ length: 120 }, (_, index) => index * 16);
    expect(at(3.9, [block(1.5, sixty), block(3.5, sixty)]).throughputTps).toBe(60);
    // Of one block nobody knows when it began.
    expect(at(3.9, [block(1.5, sixty)]).throughputTps).toBeNull();
  });

  it('count a silence that is longer than usual', () => {
    const blocks = Array.from({ length: 11 }, (_, index) => block(1 + index, [50, 50]));
    expect(at(12, blocks).throughputTps).toBe(2);
    // 20 after the first block, in 10 s with blocks and 10 s without
    expect(at(21, blocks).throughputTps).toBe(1);
  });

  it('count transactions that were refused', () => {
    const refused = block(6, [50, 50, 50]);
    const [first, ...rest] = refused.transactions;
    const blocks = [{ ...refused, transactions: [{ ...first, valid: false } as never, ...rest] }];
    expect(at(10, blocks)).toMatchObject({ failedPct: 33.33, throughputTps: 0.2, latencyMeanMs: 50 });
  });

  it('say that nothing is committed once that has been looked at for a while, and not before', () => {
    expect(at(2, [])).toMatchObject({
      throughputTps: null,
      offeredTps: null,
      latencyMeanMs: null,
      transactions: 0,
    });
    expect(at(2, []).notes.join()).toContain('the looking began only 2 s ago');
    expect(at(20, [])).toMatchObject({ throughputTps: 0, latencyMeanMs: null });
  });

  it('show every block as a course, without those that only change the configuration', () => {
    const blocks = [block(1, [20, 40]), block(2, [], { kind: 'config' }), block(3, [70])];
    expect(at(100, blocks).blocks).toEqual([
      { at: '2026-01-01T00:00:01.000Z', number: 1, transactions: 2, latencyMeanMs: 30 },
      { at: '2026-01-01T00:00:03.000Z', number: 3, transactions: 1, latencyMeanMs: 70 },
    ]);
  });

  it('say where clocks differ and where there are few', () => {
    const { notes, latencyMeanMs } = at(10, [block(6, [-5000, 30])]);
    expect(latencyMeanMs).toBe(30);
    expect(notes.join()).toMatch(/2 transactions are few.*1 transactions say that they were created after/);
  });
});
