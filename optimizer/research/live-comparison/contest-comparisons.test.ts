import { describe, expect, it } from 'vitest';
import { comparePaired, holmAdjusted } from '../../domain/paired.js';
import type { MeasuredRound, Round } from '../../domain/round.js';
import { contestComparisons, intervalCount } from './contest-comparisons.js';
import { contestView } from './contest-view.js';
import { contestRounds, failedFrom, liveComparison } from './live-comparison.fixture.js';

const comparison = liveComparison();
const view = (rounds: readonly Round[] = contestRounds()) => contestView(comparison, rounds);
const compared = (rounds?: readonly Round[]) => contestComparisons(view(rounds));

describe('contestView', () => {
  it('gives contenders with equal settings the same rounds, and says so', () => {
    const [fabric, , fixed, , own] = view();
    expect(fixed?.measured).toEqual(own?.measured);
    expect(fixed?.sharedWith).toEqual(['gridtune']);
    expect(fabric?.sharedWith).toEqual([]);
  });

  it('keeps failed and generator-limited rounds in sight', () => {
    const at = (rate: number) =>
      view().find((each) => each.sendRateTps === rate && each.contender === 'fabricDefault');
    expect(at(60)).toMatchObject({ planned: 5, generatorLimited: 0 });
    expect(at(60)?.failed).toHaveLength(1);
    // 3 of 303 transactions in each round at 120 tps.
    expect(at(120)).toMatchObject({ generatorLimited: 1, failedPct: expect.closeTo(300 / 303, 10) });
    expect(at(120)?.figures?.achievedRateTps.mean).toBeCloseTo((4 * 120 + 108) / 5, 10);
  });
});

describe('contestComparisons', () => {
  it('holds each contender against each baseline, two baselines once', () => {
    const pairs = compared()
      .filter(({ sendRateTps }) => sendRateTps === 30)
      .map(({ baseline, contender }) => `${contender} - ${baseline}`);
    expect(pairs).toEqual([
      'thesisBaseline - fabricDefault',
      'bestStaticOfGrid - fabricDefault',
      'randomSearch - fabricDefault',
      'gridtune - fabricDefault',
      'bestStaticOfGrid - thesisBaseline',
      'randomSearch - thesisBaseline',
      'gridtune - thesisBaseline',
    ]);
  });

  it('pairs rounds of the same repeat, and leaves out the repeat of a failed one', () => {
    const found = compared().find((each) => each.sendRateTps === 60 && each.contender === 'gridtune');
    const of = (name: string): MeasuredRound[] =>
      view()
        .find((each) => each.sendRateTps === 60 && each.contender === name)
        ?.measured.slice() ?? [];
    const values = (rounds: MeasuredRound[]) => rounds.map(({ measurement }) => measurement.latencyMeanMs);
    const own = of('gridtune').filter(({ replicate }) => replicate !== 4);
    expect(found?.pairs).toBe(4);
    expect(found?.figures.find(({ figure }) => figure === 'latencyMeanMs')).toMatchObject(
      comparePaired(values(of('fabricDefault')), values(own)),
    );
  });

  it('counts its intervals and adjusts p for all of them', () => {
    const all = compared();
    // 3 rates of 7 comparisons, less two of the random search at 120 tps, three figures each.
    expect(intervalCount(all)).toBe(3 * (3 * 7 - 2));
    const figures = all.flatMap((each) => each.figures);
    expect(figures.map(({ pHolm }) => pHolm)).toEqual(holmAdjusted(figures.map(({ p }) => p ?? NaN)));
  });

  it('gives a reason instead of figures where nothing can be compared', () => {
    const reasonAt = (rounds: readonly Round[]): string | undefined =>
      compared(rounds).find((each) => each.sendRateTps === 60 && each.contender === 'gridtune')?.reason;
    const own = (round: Round): boolean => round.settings.maxMessageCount === 10;
    const without = (keep: number): Round[] =>
      contestRounds().map((round) =>
        round.kind === 'measured' && own(round) && round.replicate > keep ? failedFrom(round) : round,
      );
    expect(reasonAt(without(0))).toBe('all 5 rounds of 5 failed (LOAD_GENERATOR_FAILED)');
    expect(reasonAt(without(1))).toBe('only 1 of 5 repeats gave figures on both sides');
    expect(reasonAt(contestRounds().filter((round) => !own(round)))).toBe('no round was run yet');
    const defaultFailed = contestRounds().map((round) =>
      round.kind === 'measured' && round.settings.maxMessageCount === 500 ? failedFrom(round) : round,
    );
    expect(reasonAt(defaultFailed)).toMatch(/^the baseline has no figures: all 5 rounds/);
  });

  it('compares nothing with itself', () => {
    const entries = comparison.entries.map((entry) =>
      entry.contender === 'gridtune' ? { ...entry, settings: comparison.entries[0]?.settings } : entry,
    ) as typeof comparison.entries;
    const same = contestComparisons(contestView({ ...comparison, entries }, contestRounds()));
    expect(same.find(({ contender }) => contender === 'gridtune')?.reason).toBe(
      'the same settings: nothing to compare',
    );
  });
});
