import { describe, expect, it } from 'vitest';
import { CancelledError } from '../../domain/errors.js';
import type { NextTrial, Strategy, Trial } from '../../search/strategy.js';
import { regretOf, runReplay } from './replay.js';
import { replayedOf } from './surface.fixture.js';

const measure = (candidate: number): NextTrial => ({ kind: 'measure', candidate });

/** Measures the given cells in turn and recommends what it measured last; keeps what it was handed. */
function scripted(
  cells: readonly number[],
  recommend = (trials: readonly Trial[]) => trials.at(-1)?.candidate,
) {
  const seen: { asked: string; trials: readonly Trial[] }[] = [];
  const strategy: Strategy = {
    name: 'scripted',
    next: async (_, trials) => {
      seen.push({ asked: 'next', trials });
      const cell = cells[trials.length];
      return cell === undefined ? { kind: 'stop', reason: 'the script is over' } : measure(cell);
    },
    recommend: async (_, trials) => {
      seen.push({ asked: 'recommend', trials });
      return recommend(trials);
    },
  };
  return { strategy, seen };
}

const NOISY = [
  [100, 200, 300],
  [400, 500, 600],
  [110, 120, 130],
];

describe('runReplay', () => {
  it('notes the regret of what is recommended after every round', async () => {
    const { strategy } = scripted([1, 0, 2]);
    // Medians 200, 500, 120: 317 %, 67 % and 0 % from the best.
    const { regretPct, recommended, measured } = await runReplay(strategy, replayedOf(NOISY), {
      budget: 3,
      seed: 1,
    });
    expect(regretPct.map(Math.round)).toEqual([317, 67, 0]);
    expect({ recommended, measured }).toEqual({ recommended: 2, measured: 3 });
  });

  it('keeps the recommendation of a strategy that ended its search', async () => {
    const { strategy } = scripted([1, 0]);
    const replay = await runReplay(strategy, replayedOf(NOISY), { budget: 5, seed: 1 });
    expect(replay.regretPct.map(Math.round)).toEqual([317, 67, 67, 67, 67]);
    expect(replay.measured).toBe(2);
  });

  it('counts 1,000 % for no recommendation, for none at all, and for one that breaks a limit', async () => {
    const none = scripted([0], () => undefined);
    expect((await runReplay(none.strategy, replayedOf(NOISY), { budget: 1, seed: 1 })).regretPct).toEqual([
      1000,
    ]);
    const idle = scripted([]);
    expect((await runReplay(idle.strategy, replayedOf(NOISY), { budget: 2, seed: 1 })).regretPct).toEqual([
      1000, 1000,
    ]);
    const limited = replayedOf(NOISY, {
      ...replayedOf(NOISY).goal,
      limits: [{ figure: 'latencyMeanMs', bound: '<=', value: 450 }],
    });
    expect(regretOf(1, limited)).toBe(1000);
    expect(regretOf(0, limited)).toBeCloseTo(100 * (200 / 120 - 1), 9);
  });

  it('gives every strategy the same luck in a cell, whatever else it measured before', async () => {
    const drawn = async (cells: number[], cell: number, seed: number) => {
      const { strategy, seen } = scripted(cells);
      await runReplay(strategy, replayedOf(NOISY), { budget: cells.length, seed });
      return (seen.at(-1)?.trials ?? [])
        .filter(({ candidate }) => candidate === cell)
        .map(({ figures }) => figures.latencyMeanMs);
    };
    const alone = await drawn([1, 1, 1, 1, 1, 1], 1, 7);
    expect(await drawn([0, 1, 2, 1, 1, 0, 1, 2, 1, 1], 1, 7)).toEqual(alone);
    // Another seed draws otherwise; 3^6 sequences.
    expect(await drawn([1, 1, 1, 1, 1, 1], 1, 8)).not.toEqual(alone);
    expect(await drawn([0, 0, 0, 0, 0, 0], 0, 7)).not.toEqual(alone.map((latency) => latency - 300));
  });

  it('draws replicates evenly, also more often than there are', async () => {
    const { strategy, seen } = scripted(Array<number>(300).fill(0));
    await runReplay(strategy, replayedOf(NOISY), { budget: 300, seed: 1 });
    const drawn = seen.at(-1)?.trials.map(({ figures }) => figures.latencyMeanMs) ?? [];
    for (const latency of [100, 200, 300]) {
      // 100 expected, standard deviation 8.
      expect(Math.abs(drawn.filter((found) => found === latency).length - 100)).toBeLessThan(45);
    }
  });

  it('hands the same array to recommend and to the next that follows', async () => {
    const { strategy, seen } = scripted([0, 1, 2]);
    await runReplay(strategy, replayedOf(NOISY), { budget: 3, seed: 1 });
    expect(seen.map(({ asked }) => asked)).toEqual([
      'next',
      'recommend',
      'next',
      'recommend',
      'next',
      'recommend',
    ]);
    expect(seen[2]?.trials).toBe(seen[1]?.trials);
    expect(seen[4]?.trials).toBe(seen[3]?.trials);
    expect(seen[3]?.trials).not.toBe(seen[1]?.trials);
  });

  it('tells a strategy nothing of the cells but their settings', async () => {
    const { strategy } = scripted([0]);
    const tasks: unknown[] = [];
    const spying: Strategy = {
      ...strategy,
      next: async (task, trials) => (tasks.push(task), strategy.next(task, trials)),
    };
    await runReplay(spying, replayedOf(NOISY), { budget: 1, seed: 4 });
    expect(tasks[0]).toMatchObject({ sendRateTps: 100, budget: 1, seed: 4 });
    expect(JSON.stringify(tasks[0])).not.toMatch(/rounds|latencyMs|120/);
  });

  it('can be cancelled between two rounds', async () => {
    const controller = new AbortController();
    const { strategy, seen } = scripted([0, 1, 2], () => (controller.abort(), 0));
    const replay = runReplay(strategy, replayedOf(NOISY), { budget: 3, seed: 1, signal: controller.signal });
    await expect(replay).rejects.toThrow(CancelledError);
    expect(seen).toHaveLength(2);
  });

  it('refuses a candidate that is not there', async () => {
    const { strategy } = scripted([3]);
    await expect(runReplay(strategy, replayedOf(NOISY), { budget: 1, seed: 1 })).rejects.toThrow(
      'there is no candidate 3',
    );
  });
});
