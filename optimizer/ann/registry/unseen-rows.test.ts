import { describe, expect, it } from 'vitest';
import { dataRow } from '../../dataset/round.fixture.js';
import { unseenRows } from './unseen-rows.js';

const rows = ['a', 'b', 'c', 'd'].map((roundId) => dataRow({ roundId }));
const ids = (found: readonly { roundId: string }[]) => found.map(({ roundId }) => roundId);

describe('unseenRows', () => {
  it('leaves out what the model learnt from', () => {
    expect(ids(unseenRows(rows, ['b', 'x'], new Map()))).toEqual(['a', 'c', 'd']);
    expect(unseenRows(rows, ['a', 'b', 'c', 'd'], new Map())).toEqual([]);
  });

  it('leaves out what was measured before the newest that it learnt from', () => {
    const measuredAt = new Map([
      ['x', '2026-01-01T00:00:00Z'],
      ['y', '2026-01-03T00:00:00Z'],
      ['a', '2026-01-02T00:00:00Z'],
      ['b', '2026-01-03T00:00:00.001Z'],
      ['c', '2026-01-03T00:00:00Z'],
    ]);
    // When d was measured is not known.
    expect(ids(unseenRows(rows, ['y', 'x'], measuredAt))).toEqual(['b', 'd']);
  });

  it('asks for no time where the model learnt from rows without one', () => {
    const measuredAt = new Map([['a', '2020-01-01T00:00:00Z']]);
    expect(ids(unseenRows(rows, ['x'], measuredAt))).toEqual(['a', 'b', 'c', 'd']);
  });
});
