import { describe, expect, it } from 'vitest';
import {
  simulatedBlocks,
  type SimulatedChannel,
} from '../../optimizer/apply/canary/simulated-channel.fixture.js';
import { LIVE_FIGURES, type LiveFigure } from '../../optimizer/domain/drift.js';
import type { IntervalPrediction } from '../../optimizer/domain/prediction.js';
import { seededRandom, type Random } from '../../optimizer/domain/random.js';
import { mean } from '../../optimizer/domain/statistics.js';
import type { Expect } from '../../optimizer/scheduler/champion-expectation.js';
import { judgeLive } from '../../optimizer/scheduler/drift-figures.js';
import { WindowCutter, type LiveWindow } from '../../optimizer/scheduler/drift-windows.js';

/** How often a drift check errs: the figures of docs/schedules.md. */

const CHANNELS: Readonly<Record<string, SimulatedChannel>> = {
  calm: { rateTps: 60, maxMessageCount: 100, batchTimeoutMs: 250 },
  'with hiccups': {
    rateTps: 60,
    maxMessageCount: 100,
    batchTimeoutMs: 250,
    hiccupEveryMs: 20_000,
    hiccupMs: 400,
  },
  'near its limit': { rateTps: 120, maxMessageCount: 20, batchTimeoutMs: 1000, blocksPerS: 7 },
  quiet: { rateTps: 5, maxMessageCount: 100, batchTimeoutMs: 1000, hiccupEveryMs: 30_000, hiccupMs: 400 },
};
/** Standard deviation of the model's own error, of the logarithm of a latency. */
const MODEL_ERRORS = [0.05, 0.1, 0.2];
const WATCH_S = 60;
const [ROUNDS, WATCHES, MODELS] = [200, 300, 3000];
/** Half width of a 90 % interval in standard deviations. */
const Z90 = 1.645;

function watched(channel: SimulatedChannel, seed: number): LiveWindow[] {
  const cutter = new WindowCutter((WATCH_S * 1000) / 6);
  for (const block of simulatedBlocks(channel, WATCH_S * 1000, seed)) cutter.add(block);
  cutter.end();
  return cutter.windows;
}

interface Spread {
  readonly center: number;
  readonly sd: number;
}

/** Logarithms of a figure over single windows, as rounds would measure them. */
function spreadOf(rounds: readonly LiveWindow[], name: LiveFigure): Spread {
  const logs = rounds.map((round) => Math.log(round[name] ?? NaN));
  const center = mean(logs);
  const sd = Math.sqrt(mean(logs.map((value) => (value - center) ** 2)));
  return { center, sd };
}

/** A champion whose 90 % interval covers its own error and how rounds spread, and which errs that much here. */
function championOf(
  spreads: Readonly<Record<LiveFigure, Spread>>,
  modelError: number,
  random: Random,
): Expect {
  const errors = {
    throughputTps: 0,
    latencyMeanMs: modelError * normal(random),
    latencyP95Ms: modelError * normal(random),
  };
  return (rate) => {
    const interval = (name: LiveFigure) => {
      const { center, sd } = spreads[name];
      const own = name === 'throughputTps' ? 0.02 : modelError;
      const middle = name === 'throughputTps' ? Math.log(rate) : center + errors[name];
      const half = Z90 * Math.hypot(sd, own);
      return { low: Math.exp(middle - half), high: Math.exp(middle + half) };
    };
    const prediction: IntervalPrediction = {
      throughputTps: rate,
      latencyMeanMs: Math.exp(spreads.latencyMeanMs.center + errors.latencyMeanMs),
      interval90: {
        throughputTps: interval('throughputTps'),
        latencyMeanMs: interval('latencyMeanMs'),
        latencyP95Ms: interval('latencyP95Ms'),
      },
    };
    return { kind: 'expected', prediction };
  };
}

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}

function slower(windows: readonly LiveWindow[], factor: number): LiveWindow[] {
  return windows.map((window) => ({
    ...window,
    latencyMeanMs: (window.latencyMeanMs ?? NaN) * factor,
    latencyP95Ms: (window.latencyP95Ms ?? NaN) * factor,
  }));
}

function finds(windows: readonly LiveWindow[], champion: Expect): boolean {
  const verdict = judgeLive(windows, champion);
  return verdict.kind === 'judged' && verdict.drift !== undefined;
}

describe('a drift check', () => {
  it.each(Object.entries(CHANNELS))('of a channel that is %s', (name, channel) => {
    const rounds = Array.from({ length: ROUNDS }, (_, i) => watched(channel, 100_000 + i)[2]).filter(
      (round) => round !== undefined,
    );
    const spreads = Object.fromEntries(
      LIVE_FIGURES.map((figure) => [figure, spreadOf(rounds, figure)]),
    ) as Record<LiveFigure, Spread>;
    const watches = Array.from({ length: WATCHES }, (_, i) => watched(channel, i + 1));
    for (const modelError of MODEL_ERRORS) {
      const random = seededRandom(7);
      const counts = { false: 0, x15: 0, x2: 0 };
      for (let i = 0; i < MODELS; i += 1) {
        const windows = watches[i % WATCHES] ?? [];
        const champion = championOf(spreads, modelError, random);
        if (finds(windows, champion)) counts.false += 1;
        if (finds(slower(windows, 1.5), champion)) counts.x15 += 1;
        if (finds(slower(windows, 2), champion)) counts.x2 += 1;
      }
      const pct = (count: number): string => `${((100 * count) / MODELS).toFixed(2)} %`;
      process.stdout.write(
        `${name}, model error ${modelError}: false alarms ${pct(counts.false)}, ` +
          `found at 1.5 times ${pct(counts.x15)}, at twice the latency ${pct(counts.x2)}\n`,
      );
      expect(counts.false / MODELS).toBeLessThan(0.04);
      expect(counts.x2 / MODELS).toBeGreaterThan(0.9);
    }
  });
});
