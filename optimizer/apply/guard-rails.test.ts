import { describe, expect, it } from 'vitest';
import { GuardRailError } from '../domain/errors.js';
import { guardRailsSchema, noGuardRails, type GuardedChange } from '../domain/guard-rails.js';
import { MIB, type OrdererSettings } from '../domain/settings.js';
import { brokenGuardRails, requireWithinGuardRails } from './guard-rails.js';

const before: OrdererSettings = {
  maxMessageCount: 100,
  preferredMaxBytes: 2 * MIB,
  absoluteMaxBytes: 10 * MIB,
  batchTimeoutMs: 1000,
};
const MONDAY_NOON = Date.parse('2026-11-23T12:00:00Z');

function change(to: Partial<OrdererSettings>, parts: Partial<GuardedChange> = {}): GuardedChange {
  return {
    before,
    after: { ...before, ...to },
    nowMs: MONDAY_NOON,
    configTransactionBytes: 22_000,
    isRollback: false,
    ...parts,
  };
}
const broken = (rails: object, ...[to, parts]: Parameters<typeof change>): readonly string[] =>
  brokenGuardRails(guardRailsSchema.parse(rails), change(to, parts));

describe('guard in the code', () => {
  it('keeps the hard limits whatever the rails say, for a rollback too', () => {
    const wide = { batchTimeoutMs: { max: 1_000_000 } };
    for (const isRollback of [false, true])
      expect(broken(wide, { batchTimeoutMs: 60_001 }, { isRollback })[0]).toBe(
        'batchTimeoutMs 60001 is outside the hard limits 10 to 60000: no configuration widens them',
      );
    expect(broken({}, { absoluteMaxBytes: MIB - 1, preferredMaxBytes: MIB - 1 })).toContain(
      `absoluteMaxBytes ${MIB - 1} is outside the hard limits 1048576 to 103809024: no configuration widens them`,
    );
  });

  it('leaves room for the configuration transaction twice', () => {
    const to = { preferredMaxBytes: MIB, absoluteMaxBytes: MIB };
    const half = MIB / 2;
    for (const isRollback of [false, true]) {
      expect(broken({}, to, { configTransactionBytes: half, isRollback })).toEqual([]);
      expect(broken({}, to, { configTransactionBytes: half + 1, isRollback })).toEqual([
        'absoluteMaxBytes 1048576 is under twice the 524289 bytes of the configuration transaction, and the channel could not be changed any more: take 1048578 or more',
      ]);
    }
  });

  it('keeps the preferred size below the absolute one', () => {
    expect(broken({}, { preferredMaxBytes: 11 * MIB })).toEqual([
      'preferredMaxBytes 11534336 is greater than absoluteMaxBytes 10485760: lower the first or raise the second',
    ]);
  });
});

describe('range of a setting', () => {
  const rails = { maxMessageCount: { min: 50, max: 200 } };

  it('holds both its ends and nothing beyond', () => {
    expect(broken(rails, { maxMessageCount: 50 })).toEqual([]);
    expect(broken(rails, { maxMessageCount: 200 })).toEqual([]);
    expect(broken(rails, { maxMessageCount: 49 })).toEqual([
      'maxMessageCount 49 is outside 50 to 200 (guardRails.maxMessageCount): choose a value within this range',
    ]);
    expect(broken(rails, { maxMessageCount: 201 })).toHaveLength(1);
  });

  it('does not bind what the change leaves as it is', () => {
    const narrower = { maxMessageCount: { max: 20 } };
    expect(broken(narrower, { batchTimeoutMs: 500 })).toEqual([]);
    expect(broken(narrower, { maxMessageCount: 99 })).toHaveLength(1);
  });
});

describe('largest step', () => {
  it('is a factor in both directions, and the nearest value allowed is told', () => {
    const rails = { batchTimeoutMs: { largestFactor: 3 } };
    expect(broken(rails, { batchTimeoutMs: 3000 })).toEqual([]);
    expect(broken(rails, { batchTimeoutMs: 334 })).toEqual([]);
    expect(broken(rails, { batchTimeoutMs: 3001 })).toEqual([
      'batchTimeoutMs 1000 -> 3001 is more than a factor of 3 at once (guardRails.batchTimeoutMs.largestFactor): go to 3000 first',
    ]);
    // 1000 / 3 = 333.3
    expect(broken(rails, { batchTimeoutMs: 333 })).toEqual([expect.stringMatching(/: go to 334 first$/)]);
  });

  it('is a number of units too, and the narrower rail says where to go', () => {
    const rails = { maxMessageCount: { largestFactor: 3, largestStep: 60 } };
    expect(broken(rails, { maxMessageCount: 160 })).toEqual([]);
    expect(broken(rails, { maxMessageCount: 40 })).toEqual([]);
    expect(broken(rails, { maxMessageCount: 161 })).toEqual([
      'maxMessageCount 100 -> 161 is more than 60 at once (guardRails.maxMessageCount.largestStep): go to 160 first',
    ]);
    expect(broken(rails, { maxMessageCount: 400 })).toEqual([
      expect.stringMatching(/a factor of 3 .*: go to 160 first$/),
      expect.stringMatching(/more than 60 .*: go to 160 first$/),
    ]);
    // a third of 100 is nearer than 100 - 60
    expect(
      broken({ maxMessageCount: { largestFactor: 2, largestStep: 60 } }, { maxMessageCount: 45 }),
    ).toEqual([expect.stringMatching(/a factor of 2 .*: go to 50 first$/)]);
  });

  it('never says to go outside the range', () => {
    const rails = { batchTimeoutMs: { min: 900, max: 1100, largestFactor: 2 } };
    const steps = (batchTimeoutMs: number) => broken(rails, { batchTimeoutMs }).at(1);
    expect(steps(100)).toMatch(/largestFactor\): go to 900 first$/);
    expect(steps(9000)).toMatch(/largestFactor\): go to 1100 first$/);
  });

  it('says so where no whole number is near enough', () => {
    const rails = { maxMessageCount: { largestFactor: 1.005 } };
    expect(broken(rails, { maxMessageCount: 101 })).toEqual([
      expect.stringMatching(/no whole number is near enough, widen the rail$/),
    ]);
  });

  it('counts from the range, so that a setting outside can be brought back into it', () => {
    const rails = { maxMessageCount: { max: 20, largestFactor: 2 } };
    expect(broken(rails, { maxMessageCount: 20 })).toEqual([]);
    expect(broken(rails, { maxMessageCount: 10 })).toEqual([]);
    expect(broken(rails, { maxMessageCount: 9 })).toEqual([expect.stringMatching(/: go to 10 first$/)]);
  });
});

describe('time', () => {
  const to = { batchTimeoutMs: 500 };
  const office = { timeZone: 'Europe/Berlin', windows: [{ from: '22:00', to: '05:00' }] };

  it('has to pass between changes', () => {
    const rails = { smallestTimeBetweenChangesS: 600 };
    expect(broken(rails, to)).toEqual([]);
    expect(broken(rails, to, { lastChangeMs: MONDAY_NOON - 600_000 })).toEqual([]);
    expect(broken(rails, to, { lastChangeMs: MONDAY_NOON - 570_500 })).toEqual([
      '600 s have to pass between changes and 30 s of them are left (guardRails.smallestTimeBetweenChangesS): allowed from Mon, 23/11/2026, 12:01 (UTC) on',
    ]);
  });

  it('has to be within the hours', () => {
    expect(broken({ hours: office }, to, { nowMs: Date.parse('2026-11-23T22:30:00Z') })).toEqual([]);
    expect(broken({ hours: office }, to)).toEqual([
      'Mon, 23/11/2026, 13:00 (Europe/Berlin) is outside the hours for changes (guardRails.hours): allowed from Mon, 23/11/2026, 22:00 (Europe/Berlin) on',
    ]);
  });

  it('is allowed again when both rails let it', () => {
    const rails = { hours: office, smallestTimeBetweenChangesS: 86_400 };
    expect(broken(rails, to, { lastChangeMs: MONDAY_NOON - 3_600_000 })).toEqual([
      // 11:00 UTC on the next day is noon in Berlin
      expect.stringMatching(/82800 s of them are left .*: allowed from Tue, 24\/11\/2026, 22:00 /),
      expect.stringMatching(/guardRails\.hours\): allowed from Tue, 24\/11\/2026, 22:00 /),
    ]);
  });
});

describe('rollback', () => {
  it('is never stopped by ranges, steps, hours or time between changes', () => {
    const rails = {
      batchTimeoutMs: { max: 900, largestFactor: 1.5, largestStep: 1 },
      smallestTimeBetweenChangesS: 1e6,
      hours: { timeZone: 'UTC', windows: [{ from: '01:00', to: '02:00' }] },
    };
    const back = { batchTimeoutMs: 5000 };
    expect(broken(rails, back, { lastChangeMs: MONDAY_NOON })).toHaveLength(5);
    expect(broken(rails, back, { lastChangeMs: MONDAY_NOON, isRollback: true })).toEqual([]);
  });
});

describe('requireWithinGuardRails', () => {
  it('passes what no rail forbids, and no change at all', () => {
    expect(() => requireWithinGuardRails(noGuardRails, change({ batchTimeoutMs: 60_000 }))).not.toThrow();
    const closed = guardRailsSchema.parse({
      hours: { timeZone: 'UTC', windows: [{ from: '01:00', to: '02:00' }] },
    });
    expect(() => requireWithinGuardRails(closed, change({}))).not.toThrow();
  });

  it('names everything that is broken', () => {
    const rails = guardRailsSchema.parse({
      maxMessageCount: { max: 200 },
      batchTimeoutMs: { largestFactor: 2 },
    });
    const attempt = () =>
      requireWithinGuardRails(rails, change({ maxMessageCount: 300, batchTimeoutMs: 100 }));
    expect(attempt).toThrow(GuardRailError);
    expect(attempt).toThrow(
      /^nothing was sent, guard rails forbid this change: maxMessageCount 300 is outside 1 to 200 .*; batchTimeoutMs 1000 -> 100 /,
    );
  });
});
