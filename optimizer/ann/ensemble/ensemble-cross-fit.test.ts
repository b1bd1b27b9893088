import { describe, expect, it, vi } from 'vitest';
import type { DataRow } from '../../dataset/columns.js';
import { drawnRows, withoutP95 } from './ensemble.fixture.js';
import { fitEnsemble } from './ensemble-fit.js';
import type { MemberRows } from './residual-networks.js';
import type { Targets } from './targets.js';

/** What each member was given, and what it answered about all points. */
interface Asked {
  readonly members: readonly MemberRows[];
  readonly answers: readonly Targets[];
}
const asked = vi.hoisted((): Asked[] => []);

// The answers of the parts are nowhere told: they are listened to on their way.
vi.mock('./residual-networks.js', async (importOriginal) => {
  const original = await importOriginal<typeof import('./residual-networks.js')>();
  return {
    ...original,
    runResiduals: (...parameters: Parameters<typeof original.runResiduals>): Targets[] => {
      const answers = original.runResiduals(...parameters);
      asked.push({ members: parameters[1] as readonly MemberRows[], answers });
      return answers;
    },
  };
});

async function crossFitted(rows: readonly DataRow[], seed = 3): Promise<Asked> {
  asked.length = 0;
  await fitEnsemble(rows, { seed });
  const [first, ...others] = asked;
  if (!first || others.length > 0) throw new Error(`the parts were asked ${asked.length} times`);
  return first;
}

const heldBy = ({ weights }: MemberRows): number[] =>
  [...weights.keys()].filter((point) => weights[point] === 0);

/** The same rows, but for the results of some points. */
function withOtherResults(rows: readonly DataRow[], points: readonly number[]): DataRow[] {
  const ids = [...new Set(rows.map(({ pointId }) => pointId))];
  const changed = new Set(points.map((point) => ids[point]));
  return rows.map((row) =>
    changed.has(row.pointId)
      ? {
          ...row,
          latencyMeanMs: 3 * row.latencyMeanMs,
          throughputTps: row.throughputTps / 2,
          latencyP95Ms: 1e5,
        }
      : row,
  );
}

describe('the parts that errors are taken from', () => {
  it.each([
    [3, 3],
    [60, 5],
  ])('hold each of %i points back once, in %i parts of about the same size', async (points, parts) => {
    const { members } = await crossFitted(drawnRows(points, { replicates: 2 }));
    expect(members).toHaveLength(parts);
    expect(members.flatMap(heldBy).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: points }, (_, i) => i),
    );
    const sizes = members.map((member) => heldBy(member).length);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
  });

  it('are drawn by the seed', async () => {
    const rows = drawnRows(60);
    const [one, other] = [await crossFitted(rows, 3), await crossFitted(rows, 4)];
    expect(one.members.map(heldBy)).not.toEqual(other.members.map(heldBy));
  });

  // Few points are averaged over parameters held possible, many have one set.
  it.each([7, 60])(
    'answers about a part of %i as if its results were not there, to the last bit',
    async (points) => {
      const rows = drawnRows(points, { seed: 12, replicates: 2 });
      const before = await crossFitted(rows);
      const part = 2;
      const held = heldBy(before.members[part] as MemberRows);
      const after = await crossFitted(withOtherResults(rows, held));
      expect(after.members[part]).toEqual(before.members[part]);
      expect(after.answers[part]).toEqual(before.answers[part]);
      // The others did see them.
      expect(after.members[part + 1]).not.toEqual(before.members[part + 1]);
      expect(after.answers[part + 1]).not.toEqual(before.answers[part + 1]);
    },
  );

  it('weighs a point by the root of its rounds', async () => {
    const rows = drawnRows(6, { replicates: 4 });
    const { members } = await crossFitted(rows.slice(3));
    // One round of the first is left, and four of each other.
    members.forEach(({ weights }) => {
      expect([0, 1]).toContain(weights[0]);
      weights.subarray(1).forEach((weight) => expect([0, 2]).toContain(weight));
    });
  });

  it('knows the 95th percentile only of the points that have it', async () => {
    const rows = drawnRows(6).map((row, i) => (i === 2 ? row : withoutP95(row)));
    const { members } = await crossFitted(rows);
    const without = members.find((member) => heldBy(member).includes(2));
    // Nobody else knows a tail.
    expect([...(without?.base[2] ?? [])]).toEqual([0, 0, 0, 0, 0, 0]);
  });
});
