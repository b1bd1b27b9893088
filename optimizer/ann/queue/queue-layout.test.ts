import { describe, expect, it } from 'vitest';
import type { ModelInput } from '../../dataset/columns.js';
import { columnsOf, layoutOf, queueLayoutSchema } from './queue-layout.js';

const POINT: ModelInput = { maxMessageCount: 100, batchTimeoutMs: 1000, sendRateTps: 50 };
const NOTHING = { context: [], txBytesReference: null, preferredBytesReference: null };

const layoutWith = (...points: Partial<ModelInput>[]) =>
  layoutOf(points.map((more) => ({ ...POINT, ...more })));
const columnsWith = (layout: ReturnType<typeof layoutOf>, ...points: Partial<ModelInput>[]) =>
  columnsOf(
    layout,
    points.map((more) => ({ ...POINT, ...more })),
  );

describe('layoutOf', () => {
  it('has a use for nothing that is not recorded or does not vary', () => {
    expect(layoutWith({}, {})).toEqual(NOTHING);
    const constant = {
      txBytes: 3000,
      preferredMaxBytes: 1e6,
      context: { orderers: 3 },
      consensus: 'bft',
    } as const;
    expect(layoutWith(constant, constant)).toEqual(NOTHING);
  });

  it('takes properties that vary by less than a thousandth, and sizes by less than a twentieth, for constants', () => {
    const near = (factor: number) => ({
      txBytes: 3000 * factor,
      preferredMaxBytes: 1e6 * factor,
      context: { load: 100 * factor },
    });
    expect(layoutWith(near(1), near(1.0005))).toEqual(NOTHING);
    const load = { name: 'load', mean: 100.5, spread: 0.5 };
    expect(layoutWith(near(1), near(1.01))).toEqual({ ...NOTHING, context: [load] });
    expect(layoutWith(near(1), near(1.06))).toEqual({
      context: [{ ...load, mean: 103, spread: 3 }],
      txBytesReference: 3090,
      preferredBytesReference: 1.03e6,
    });
  });

  it('standardises properties by the rows that have them, in order of their names', () => {
    expect(
      layoutWith({ context: { peers: 2, age: 7 } }, {}, { context: { peers: 6 } }, { context: { age: 9 } }),
    ).toEqual({
      ...NOTHING,
      context: [
        { name: 'age', mean: 8, spread: 1 },
        { name: 'peers', mean: 4, spread: 2 },
      ],
    });
  });

  it('takes the middle of sizes and limits as references, leaving out rows without', () => {
    const { txBytesReference, preferredBytesReference } = layoutWith(
      { txBytes: 1000, preferredMaxBytes: 1e5 },
      { txBytes: 9000 },
      { txBytes: 2000, preferredMaxBytes: 3e5 },
      {},
    );
    expect(txBytesReference).toBe(2000);
    expect(preferredBytesReference).toBe(2e5);
  });

  it('goes by absoluteMaxBytes under BFT and by preferredMaxBytes under Raft', () => {
    const varying = [1e5, 3e5].map((preferredMaxBytes) => ({ preferredMaxBytes, absoluteMaxBytes: 1e7 }));
    const consensus = 'bft' as const;
    expect(layoutWith(...varying).preferredBytesReference).toBe(2e5);
    expect(layoutWith(...varying.map((row) => ({ ...row, consensus }))).preferredBytesReference).toBeNull();
  });

  it('tells consensus as a property where it varies, Raft where it is not said', () => {
    const { context } = layoutWith({ consensus: 'bft' }, {}, { consensus: 'raft' }, { consensus: 'bft' });
    expect(context).toEqual([{ name: 'bft', mean: 0.5, spread: 0.5 }]);
  });

  it('passes its own schema', () => {
    const layout = layoutWith({ txBytes: 1, context: { a: 1 } }, { txBytes: 2, context: { a: 2 } });
    expect(queueLayoutSchema.parse(JSON.parse(JSON.stringify(layout)))).toEqual(layout);
  });
});

describe('columnsOf', () => {
  it('passes settings and rate on', () => {
    const { n, bft, countLimit, timeoutMs, rateTps } = columnsWith(NOTHING, {}, { consensus: 'bft' });
    expect([n, [...bft], [...countLimit], [...timeoutMs], [...rateTps]]).toEqual([
      2,
      [0, 1],
      [100, 100],
      [1000, 1000],
      [50, 50],
    ]);
  });

  it('counts the whole transactions that fit where limit and size are known', () => {
    const known = { txBytes: 3000, preferredMaxBytes: 10_000, absoluteMaxBytes: 20_000 };
    const { knownCap } = columnsWith(
      NOTHING,
      known,
      { ...known, consensus: 'bft' },
      { ...known, txBytes: undefined },
      { ...known, preferredMaxBytes: undefined },
      { ...known, txBytes: 11_000 },
      // Larger than a block: Raft makes it one by itself, SmartBFT refuses it.
      { ...known, txBytes: 30_000, consensus: 'bft' },
    );
    expect([...knownCap]).toEqual([3, 6, NaN, NaN, 0, 1]);
  });

  it('scales the learnt cap by the limit and the size that are known', () => {
    const layout = { ...NOTHING, txBytesReference: 1000, preferredBytesReference: 1e6 };
    const { logCapFactor, logTxBytes } = columnsWith(
      layout,
      { preferredMaxBytes: 2e6 },
      { txBytes: 4000 },
      { consensus: 'bft', preferredMaxBytes: 2e6, absoluteMaxBytes: 8e6 },
      {},
    );
    const expected = [2, 1 / 4, 8, 1].map(Math.log);
    expected.forEach((wanted, i) => expect(logCapFactor[i]).toBeCloseTo(wanted, 12));
    [0, Math.log(4), 0, 0].forEach((wanted, i) => expect(logTxBytes[i]).toBeCloseTo(wanted, 12));
    expect([...columnsWith(NOTHING, { txBytes: 4000, preferredMaxBytes: 5 }).logCapFactor]).toEqual([0]);
  });

  it('standardises properties; an unknown one is an average one, an unsaid consensus is Raft', () => {
    const context = [
      { name: 'bft', mean: 0.25, spread: 0.5 },
      { name: 'peers', mean: 4, spread: 2 },
    ];
    const columns = columnsWith({ ...NOTHING, context }, { context: { peers: 7 } }, { consensus: 'bft' });
    expect(columns.context.map((values) => [...values])).toEqual([
      [-0.5, 1.5],
      [1.5, 0],
    ]);
  });
});

it('holds properties at three standard deviations', () => {
  const layout = layoutWith({ context: { peers: 2 } }, { context: { peers: 4 } });
  const asked = [64, 4, -60].map((peers) => ({ context: { peers } }));
  expect(columnsWith(layout, ...asked).context.map((column) => [...column])).toEqual([[3, 1, -3]]);
});
