import { describe, expect, it } from 'vitest';
import { SETTINGS } from '../dataset/round.fixture.js';
import { InfeasibleError } from '../domain/errors.js';
import { plainGoal, type Goal } from '../domain/goal.js';
import { choose } from './choice.js';
import { outlookAt } from './outlook.js';
import { sure, wide, type Sketch } from './prediction.fixture.js';

const NONE = { failureOdds: () => 0, roundsAround: () => 1 };

/** Candidates by their message count, with what is expected of each at each rate. */
function prospects(goal: Goal, byCount: Readonly<Record<number, Sketch | Sketch[]>>, rates = [100]) {
  const settings = Object.keys(byCount).map((count) => ({ ...SETTINGS, maxMessageCount: Number(count) }));
  const outlooks = rates.map((sendRateTps, rate) => {
    const ask = (asked: readonly (typeof SETTINGS)[]) =>
      asked.map(({ maxMessageCount }) => {
        const sketch = byCount[maxMessageCount];
        return (Array.isArray(sketch) ? sketch[rate] : sketch) ?? sure(0, 0);
      });
    return outlookAt(settings, { sendRateTps }, { goal, ask, ...NONE });
  });
  return { settings, outlooks };
}
function chosen(goal: Goal, byCount: Readonly<Record<number, Sketch | Sketch[]>>, rates?: number[]) {
  const among = prospects(goal, byCount, rates);
  return among.settings[choose(among, goal.confidence, SETTINGS)]?.maxMessageCount;
}
const MIN = plainGoal('min-latency');

describe('choose', () => {
  it('takes the least latency among those that commit 95 % of the rate', () => {
    expect(chosen(MIN, { 1: sure(94.9, 10), 10: sure(95.1, 50), 50: sure(100, 80) })).toBe(10);
  });

  it('takes the most throughput, whatever the latency', () => {
    const goal = plainGoal('max-throughput');
    expect(chosen(goal, { 1: sure(80, 10), 10: sure(90, 500), 50: sure(85, 20) })).toBe(10);
  });

  it('balances by power, with weights', () => {
    const goal = plainGoal('balanced');
    // Latency / throughput: 10 / 50 = 0.2, 12 / 90 = 0.13, 40 / 100 = 0.4.
    const candidates = { 1: sure(50, 10), 10: sure(90, 12), 50: sure(100, 40) };
    expect(chosen(goal, candidates)).toBe(10);
    // With latency squared: 100 / 50 = 2, 144 / 90 = 1.6, 16; with throughput cubed and more: 100 tps wins.
    expect(chosen({ ...goal, weights: { latency: 4, throughput: 1 } }, candidates)).toBe(1);
    expect(chosen({ ...goal, weights: { latency: 1, throughput: 10 } }, candidates)).toBe(10);
  });

  it('counts the risk: of equal middles the surer one, and not the one that may be very slow', () => {
    expect(chosen(MIN, { 1: wide(100, 48, 8), 10: sure(100, 50) })).toBe(10);
  });

  it('keeps limits with the probability asked for', () => {
    const goal: Goal = { ...MIN, limits: [{ figure: 'latencyMeanMs', bound: '<=', value: 100 }] };
    // 90 of 100 rounds from 60 / 2.5 to 60 * 2.5 = 150: P(<= 100) = Φ(1.645 ln(100/60) / ln 2.5) = 0.82.
    const candidates = { 1: wide(100, 60, 2.5), 10: sure(100, 95) };
    expect(chosen(goal, candidates)).toBe(10);
    expect(chosen({ ...goal, confidence: 0.8 }, candidates)).toBe(1);
  });

  it('near saturation lets those through that commit enough about as surely as any', () => {
    // 90 of 100 rounds from 85 or 89 to 110 tps, of which 95 have to commit.
    const unsure = (latencyMs: number, low: number) => {
      const { interval90, ...rest } = sure(98, latencyMs);
      return { ...rest, interval90: { ...interval90, throughputTps: { low, high: 110 } } };
    };
    // P(>= 95) = Φ(1.645 ln(98/95) / ln(98/low)): 0.70 for 89, 0.68 for 88, 0.61 for 79.
    const candidates = { 1: unsure(10, 79), 10: unsure(20, 88), 50: unsure(30, 89) };
    expect(chosen(MIN, candidates)).toBe(10);
    // What a person asks for is not bargained with.
    const limits = [{ figure: 'throughputTps', bound: '>=', value: 95 }] as const;
    expect(() => chosen({ ...plainGoal('balanced'), limits }, candidates)).toThrow(InfeasibleError);
  });

  it('among candidates within 1 % takes the one nearest to the current settings', () => {
    // 50.4 is within 1 % of 50 and 60 messages are nearer to 100 than 1 is; 50.6 is too much.
    expect(chosen(MIN, { 1: sure(100, 50), 60: sure(100, 50.4), 90: sure(100, 50.6) })).toBe(60);
  });

  it('stays with the current settings when they are within 1 % of the best', () => {
    const tied = { 5: sure(100, 50), 100: sure(99.2, 50.4) };
    for (const objective of ['min-latency', 'max-throughput'] as const)
      expect(chosen(plainGoal(objective), tied)).toBe(100);
  });

  it('measures nearness by ratio: 50 is nearer to 100 than 400 is, 190 nearer than 50', () => {
    const pick = (...counts: number[]) =>
      chosen(MIN, Object.fromEntries(counts.map((count) => [count, sure(100, 50)])));
    expect(pick(400, 50)).toBe(50);
    expect(pick(190, 50)).toBe(190);
  });

  it('of several rates takes the least worst regret, among those that keep the limits at every rate', () => {
    // Worst ratios: 40 / 10 = 4; 20 / 10 = 2 and 12 / 10; 10 is best at the second rate and too slow to commit.
    const byCount = {
      1: [sure(50, 10), sure(100, 40)],
      10: [sure(50, 20), sure(100, 12)],
      50: [sure(50, 10), sure(80, 10)],
    };
    expect(chosen(MIN, byCount, [50, 100])).toBe(10);
  });
});

describe('where no candidate keeps the limits', () => {
  const failing = (goal: Goal, byCount: Readonly<Record<number, Sketch | Sketch[]>>, rates?: number[]) => {
    try {
      chosen(goal, byCount, rates);
    } catch (error) {
      return error instanceof InfeasibleError ? error.message : String(error);
    }
    return 'chosen';
  };

  it('says which limit, how close one can get with what, and what could be kept', () => {
    const message = failing(MIN, { 1: sure(89, 10), 50: sure(160, 900) }, [200]);
    expect(message).toMatch(/keeps throughputTps>=190 at 200 tps with a probability of 0\.9: the closest, /);
    expect(message).toMatch(
      /50 messages, .* is expected to have 160 tps and keeps it with 0\.00; throughputTps>=160/,
    );
  });

  it('suggests a bound that the closest would keep', () => {
    const goal: Goal = { ...MIN, limits: [{ figure: 'latencyMeanMs', bound: '<=', value: 40 }] };
    // The 90 % quantile: 60 * exp(1.2816 ln 2 / 1.6449) = 102.97.
    expect(failing(goal, { 1: wide(100, 60, 2), 10: sure(100, 300) })).toContain(
      'latencyMeanMs<=103 could be kept',
    );
  });

  it('names the limits that no setting keeps together', () => {
    const goal: Goal = {
      ...plainGoal('max-throughput'),
      limits: [
        { figure: 'latencyMeanMs', bound: '<=', value: 20 },
        { figure: 'throughputTps', bound: '>=', value: 95 },
      ],
    };
    expect(failing(goal, { 1: sure(80, 10), 50: sure(100, 30) })).toMatch(
      /^each of the limits latencyMeanMs<=20, throughputTps>=95 can be kept, but no .* keeps all of them with/,
    );
  });

  it('of several rates points to a setting for each', () => {
    const byCount = { 1: [sure(50, 10), sure(80, 10)], 50: [sure(40, 10), sure(100, 10)] };
    expect(failing(MIN, byCount, [50, 100])).toMatch(/at every send rate .*--schedule/);
  });
});
