import { describe, expect, it } from 'vitest';
import type { ModelInput } from '../../dataset/columns.js';
import { completed, typicalPoint } from './typical-point.js';

const POINT: ModelInput = { maxMessageCount: 10, batchTimeoutMs: 100, sendRateTps: 20 };
const points = (...known: Partial<ModelInput>[]): ModelInput[] =>
  known.map((each) => ({ ...POINT, ...each }));

describe('typicalPoint', () => {
  it('has the middle of what every row says', () => {
    const rows = points(
      { txBytes: 900, preferredMaxBytes: 1000, absoluteMaxBytes: 5000, consensus: 'bft' },
      { txBytes: 1000, preferredMaxBytes: 2000, absoluteMaxBytes: 6000, consensus: 'bft' },
      { txBytes: 5000, preferredMaxBytes: 9000, absoluteMaxBytes: 7000, consensus: 'bft' },
    );
    expect(typicalPoint(rows)).toEqual({
      txBytes: 1000,
      preferredMaxBytes: 2000,
      absoluteMaxBytes: 6000,
      consensus: 'bft',
    });
  });

  it('says nothing of what a row does not say, or says otherwise', () => {
    expect(typicalPoint(points({ txBytes: 900, consensus: 'raft' }, { consensus: 'bft' }))).toEqual({});
    expect(typicalPoint(points({}, {}))).toEqual({});
    expect(typicalPoint(points({ consensus: 'bft' }, {}))).toEqual({});
  });
});

describe('completed', () => {
  const typical = { txBytes: 1000, preferredMaxBytes: 2000, consensus: 'bft' } as const;

  it('fills in what is left out', () => {
    expect(completed(POINT, typical)).toEqual({ ...POINT, ...typical });
  });

  it('leaves what is said', () => {
    const said = {
      ...POINT,
      txBytes: 7,
      preferredMaxBytes: 8,
      absoluteMaxBytes: 9,
      consensus: 'raft',
    } as const;
    expect(completed(said, typical)).toEqual(said);
    expect(completed({ ...POINT, txBytes: 7 }, typical)).toEqual({ ...POINT, ...typical, txBytes: 7 });
  });

  it('leaves open what nobody knows', () => {
    expect(completed(POINT, {})).toEqual(POINT);
  });
});
