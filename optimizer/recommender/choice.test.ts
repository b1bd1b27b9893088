import { describe, expect, it } from 'vitest';
import { SETTINGS } from '../dataset/round.fixture.js';
import { InfeasibleError } from '../domain/errors.js';
import { choose, type Candidate } from './choice.js';

const candidate = (maxMessageCount: number, throughputTps: number, latencyMeanMs: number): Candidate => ({
  settings: { ...SETTINGS, maxMessageCount },
  predicted: { throughputTps, latencyMeanMs },
});
const countOf = ({ settings }: Candidate) => settings.maxMessageCount;

describe('choose', () => {
  it('takes the least latency among those that commit 95 % of the rate', () => {
    const candidates = [candidate(1, 94.9, 10), candidate(10, 95.1, 50), candidate(50, 100, 80)];
    expect(countOf(choose(candidates, 'min-latency', 100, SETTINGS))).toBe(10);
  });

  it('takes the most throughput, whatever the latency', () => {
    const candidates = [candidate(1, 80, 10), candidate(10, 90, 500), candidate(50, 85, 20)];
    expect(countOf(choose(candidates, 'max-throughput', 100, SETTINGS))).toBe(10);
  });

  it('balances shares of the best latency and the best throughput', () => {
    // Best values: 10 ms, 100 tps. Costs: 1 - 0.5 = 0.5; 1.2 - 0.9 = 0.3; 4 - 1 = 3.
    const candidates = [candidate(1, 50, 10), candidate(10, 90, 12), candidate(50, 100, 40)];
    expect(countOf(choose(candidates, 'balanced', 100, SETTINGS))).toBe(10);
  });

  it('among candidates within 1 % takes the one nearest to the current settings', () => {
    const candidates = [candidate(1, 100, 50), candidate(60, 100, 50.4), candidate(90, 100, 50.6)];
    // 50.4 is within 1 % of 50 and 60 messages are nearer to 100 than 1 is; 50.6 is too much.
    expect(countOf(choose(candidates, 'min-latency', 100, SETTINGS))).toBe(60);
  });

  it('stays with the current settings when they are within 1 % of the best', () => {
    const tied = [candidate(5, 100, 50), candidate(100, 99.2, 50.4)];
    expect(countOf(choose(tied, 'min-latency', 100, SETTINGS))).toBe(100);
    expect(countOf(choose(tied, 'max-throughput', 100, SETTINGS))).toBe(100);
  });

  it('finds ties of a balanced cost of 0', () => {
    // Best values: 50 ms, 100 tps. Costs: 1 - 1 = 0 and 50.2/50 - 99.9/100 = 0.005.
    const candidates = [candidate(5, 100, 50), candidate(100, 99.9, 50.2)];
    expect(countOf(choose(candidates, 'balanced', 100, SETTINGS))).toBe(100);
  });

  it('measures nearness by ratio: 50 is nearer to 100 than 400 is, 201 is not', () => {
    const pick = (...counts: number[]) =>
      countOf(
        choose(
          counts.map((count) => candidate(count, 100, 50)),
          'min-latency',
          100,
          SETTINGS,
        ),
      );
    expect(pick(400, 50)).toBe(50);
    expect(pick(190, 50)).toBe(190);
  });

  it('says how close one can get when nothing commits enough', () => {
    const choosing = () =>
      choose([candidate(1, 89, 10), candidate(50, 160, 900)], 'min-latency', 200, SETTINGS);
    expect(choosing).toThrow(InfeasibleError);
    expect(choosing).toThrow(/95 % of 200 tps: the closest, 50 messages, .* reaches 160\.0 tps \(80\.0 %\)/);
  });
});
