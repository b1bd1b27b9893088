import { describe, expect, it } from 'vitest';
import { initialSettings } from '../../test/doubles/network.js';
import { failedRound, measuredRound } from '../dataset/round.fixture.js';
import { plainGoal } from '../domain/goal.js';
import { roundIdOf, type Round, type Sweep } from '../domain/round.js';
import { pointsOf, progressOf } from './sweep-progress.js';

const load = { workload: 'publish', sendRateTps: 60 } as const;
const planned = (pointId: string, replicate: number) => ({
  pointId,
  replicate,
  settings: initialSettings,
  load,
});
const sweep: Sweep = {
  ...{ id: 's-1', planName: 'mine', original: initialSettings },
  rounds: [planned('a', 1), planned('b', 1), planned('a', 2), planned('b', 2)],
  window: { warmupS: 1, minS: 4, maxS: 8 },
  ...{ networkId: 'net', channel: 'exchange', status: 'running', startedAt: '2026-01-02T00:00:00.000Z' },
};
/** Took ten seconds. */
const measured = (pointId: string, replicate: number, throughputTps = 60): Round => ({
  ...measuredRound({ measurement: { throughputTps } }),
  ...{ id: roundIdOf('s-1', planned(pointId, replicate)), sweepId: 's-1', pointId, replicate },
});
const failed = (pointId: string, replicate: number): Round => ({
  ...failedRound(),
  ...{ id: roundIdOf('s-1', planned(pointId, replicate)), sweepId: 's-1', pointId, replicate },
});

describe('progress of a sweep', () => {
  it('is told by the window before the first round', () => {
    // 4 rounds of 1 s, 6 s, 2 s of batch timeout and 0.5 s
    expect(progressOf(sweep, [])).toEqual({
      ...{ planned: 4, measured: 0, failed: 0, current: planned('a', 1), secondsLeft: 38 },
    });
  });

  it('is told by what rounds have taken after that, failed ones too', () => {
    expect(progressOf(sweep, [measured('a', 1), failed('b', 1)])).toEqual({
      ...{ planned: 4, measured: 1, failed: 1, current: planned('a', 2), secondsLeft: 20 },
    });
  });

  it('has no time left once it does not run', () => {
    expect(progressOf({ ...sweep, status: 'stopped' }, [measured('a', 1)])).toMatchObject({
      ...{ current: null, secondsLeft: null },
    });
  });

  it('of a search counts the budget', () => {
    const search = {
      ...{ strategy: 'random', goal: plainGoal('min-latency'), load, candidates: [initialSettings] },
      ...{ budget: 10, seed: 1, beliefs: [] },
    };
    const rounds = [planned('a', 1), planned('b', 1)];
    expect(progressOf({ ...sweep, rounds, search }, [measured('a', 1)])).toEqual({
      ...{ planned: 10, measured: 1, failed: 0, current: planned('b', 1), secondsLeft: 90 },
    });
  });

  it('is shown point by point, with means of what was measured', () => {
    const rounds = [measured('a', 1, 50), measured('a', 2, 60), failed('b', 1)];
    expect(pointsOf(sweep, rounds)).toMatchObject([
      { pointId: 'a', planned: 2, measured: 2, failed: 0, figures: { throughputTps: 55 } },
      { pointId: 'b', planned: 2, measured: 0, failed: 1, figures: null },
    ]);
  });
});
