import { expect, it } from 'vitest';
import { measuredRound } from '../optimizer/dataset/round.fixture.js';
import { describeOutcome } from './round-outcome.js';

const round = measuredRound({ id: 'r' });
const quality = {
  endedBy: 'precision' as const,
  opensMs: 250,
  closesMs: 6650,
  batches: 20,
  meanHalfWidthPct: 2.513,
  queueGrowth: 0,
  saturated: false,
  generatorLimited: false,
  attempts: 1,
};
const measurement = {
  ...round.measurement,
  throughputTps: 59.94,
  latencyMeanMs: 83.14,
  latencyP95Ms: 110.2,
  failed: 0,
};

it('tells the figures of a round and what ended it', () => {
  expect(describeOutcome({ ...round, measurement, quality })).toBe(
    '59.9 tps, mean 83.1 ms ±2.51 %, p95 110 ms; 6.4 s, intervals narrow enough',
  );
});

it('tells what spoils them', () => {
  const load = { ...round.load, sendRateTps: 200 };
  const spoilt = { ...measurement, failed: 7, achievedRateTps: 171.4 };
  const bad = { ...quality, endedBy: 'backlog' as const, saturated: true, generatorLimited: true };
  expect(describeOutcome({ ...round, load, measurement: spoilt, quality: bad })).toBe(
    '59.9 tps, mean 83.1 ms ±2.51 %, p95 110 ms, 7 failed; 6.4 s, ended for a queue without end, saturated, the generator sent 171 of 200 tps',
  );
});
