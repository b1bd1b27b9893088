import { measuredRound } from '../../dataset/round.fixture.js';
import { BASELINE_SETTINGS, CONTENDERS, type Entry, type LiveComparison } from '../../domain/comparison.js';
import { plainGoal } from '../../domain/goal.js';
import type { Quality } from '../../domain/inside.js';
import { pointIdOf } from '../../domain/plan.js';
import { seededRandom } from '../../domain/random.js';
import type { FailedRound, MeasuredRound, Round } from '../../domain/round.js';
import type { OrdererSettings } from '../../domain/settings.js';

/** A whole live comparison for tests; nothing of the program uses it. */

export const RATES = [30, 60, 120] as const;
const { fabricDefault } = BASELINE_SETTINGS;
const fast: OrdererSettings = { ...fabricDefault, maxMessageCount: 5, batchTimeoutMs: 50 };
const middle: OrdererSettings = { ...fabricDefault, maxMessageCount: 25, batchTimeoutMs: 100 };

/** `gridtune` has the settings of `bestStaticOfGrid` at 30 tps; the random search finds none at 120 tps. */
export function entries(): Entry[] {
  return RATES.flatMap((sendRateTps): Entry[] => [
    { contender: 'fabricDefault', sendRateTps, settings: fabricDefault },
    { contender: 'thesisBaseline', sendRateTps, settings: BASELINE_SETTINGS.thesisBaseline },
    { contender: 'bestStaticOfGrid', sendRateTps, settings: fast },
    sendRateTps === 120
      ? {
          contender: 'randomSearch',
          sendRateTps,
          reason: 'the search found no settings that keep the limits',
        }
      : { contender: 'randomSearch', sendRateTps, settings: middle },
    {
      contender: 'gridtune',
      sendRateTps,
      settings: sendRateTps === 30 ? fast : { ...fast, maxMessageCount: 10 },
    },
  ]);
}

export function liveComparison(changes: Partial<LiveComparison> = {}): LiveComparison {
  return {
    id: 'c-20260102-030405-0a1b',
    plan: {
      file: 'compare',
      name: 'compare',
      grid: [fabricDefault, fast, middle],
      workload: 'publish',
      window: { warmupS: 0.5, minS: 3, maxS: 10 },
      precision: { meanPct: 3, p95Pct: 10 },
    },
    sendRatesTps: [...RATES],
    goal: plainGoal('min-latency'),
    repeats: 5,
    budget: 12,
    seed: 7,
    contenders: [...CONTENDERS],
    networkId: 'n1',
    channel: 'exchange',
    codeVersion: '0.1.0+0123456789ab',
    status: 'finished',
    startedAt: '2026-01-02T03:04:05.000Z',
    endedAt: '2026-01-02T03:44:05.000Z',
    gridSweepId: 's-grid',
    searches: RATES.flatMap((sendRateTps, index) =>
      (['gridtune', 'randomSearch'] as const).map((contender) => ({
        ...{ contender, sendRateTps, seed: 7 + index, sweepId: `s-${contender}-${sendRateTps}`, rounds: 12 },
      })),
    ),
    entries: entries(),
    contestSweepId: 's-contest',
    earlierFailures: [],
    ...changes,
  };
}

/** Half the timeout, less where the count ends blocks first, and what a saturated network adds. */
function latencyMs({ maxMessageCount, batchTimeoutMs }: OrdererSettings, rate: number): number {
  const fillMs = (1000 * maxMessageCount) / rate;
  return Math.min(fillMs, batchTimeoutMs) / 2 + 12 + (rate === 120 && maxMessageCount < 10 ? 900 : 0);
}

/** Five repeats of every different setting at every rate, with scatter; one round of the default failed. */
export function contestRounds(comparison: LiveComparison = liveComparison()): Round[] {
  const random = seededRandom(3);
  const points = new Map(
    comparison.entries.flatMap(({ settings, sendRateTps }) => {
      if (!settings) return [];
      const load = { workload: 'publish' as const, sendRateTps };
      return [[pointIdOf(settings, load), { settings, load }] as const];
    }),
  );
  return [...points].flatMap(([pointId, { settings, load }]) =>
    Array.from({ length: comparison.repeats }, (_, index): Round => {
      const replicate = index + 1;
      const rate = load.sendRateTps;
      const latencyMeanMs = latencyMs(settings, rate) * (1 + 0.05 * random.normal());
      const generatorLimited = rate === 120 && replicate === 2;
      const round = measuredRound({
        ...{ id: `s-contest/${pointId}/${replicate}`, pointId, replicate, settings, sendRateTps: rate },
        measurement: {
          ...{ latencyMeanMs, latencyP95Ms: 2 * latencyMeanMs, succeeded: 300, failed: rate === 120 ? 3 : 0 },
          achievedRateTps: generatorLimited ? 0.9 * rate : rate,
          throughputTps: 0.98 * rate * (1 + 0.01 * random.normal()),
        },
      });
      const common = {
        ...round,
        sweepId: 's-contest',
        context: { ...round.context, organisations: 3 },
        startedAt: `2026-01-02T03:${10 + replicate}:00.000Z`,
      };
      if (rate === 60 && settings === fabricDefault && replicate === 4) return failedFrom(common);
      const saturated = rate === 120 && settings.maxMessageCount < 10;
      return { ...common, quality: { ...QUALITY, generatorLimited, saturated } };
    }),
  );
}

const QUALITY: Quality = {
  ...{ endedBy: 'length', opensMs: 0, closesMs: 5000, batches: 10, queueGrowth: 0 },
  ...{ saturated: false, generatorLimited: false, attempts: 1 },
};

/** The same round without figures. */
export function failedFrom(round: MeasuredRound): FailedRound {
  const { measurement: _, kind: __, ...common } = round;
  return {
    ...common,
    kind: 'failed',
    reason: { code: 'LOAD_GENERATOR_FAILED', message: 'a worker <ended>' },
  };
}
