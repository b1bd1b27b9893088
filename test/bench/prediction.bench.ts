import { describe, expect, it } from 'vitest';
import { ensembleRecipe } from '../../optimizer/ann/ensemble/ensemble-recipe.js';
import { fitTimed } from '../../optimizer/ann/evaluation/score-recipes.js';
import { FAMILIES } from './network-simulation-families.js';
import { simulatedRows } from './network-simulation-rows.js';
import {
  predictionTimes,
  recipesWith,
  scoreFamily,
  SIZES,
  SUBJECT,
  type DrawScore,
  type Floor,
  type PredictionTimes,
} from './prediction-protocol.js';
import { GOALS, halfMean, meanCoverage, tablesOf, type HalfResults } from './prediction-summary.js';
import { keep, say, show } from './prediction-tables.js';

/**
 * How far predictions are off on simulated networks, beside baselines and the goals. Whoever tunes runs the
 * first half alone: `npm run bench:prediction -- -t development`.
 */
const subject = ensembleRecipe();

async function resultsOf(half: 'development' | 'held back'): Promise<HalfResults> {
  const families = FAMILIES.filter((family) => family.half === half);
  const scores: DrawScore[] = [];
  const floors = new Map<string, Floor>();
  for (const family of families) {
    const floor = await scoreFamily(family, recipesWith(subject), (score) => {
      scores.push(score);
      if (score.recipe === SUBJECT) say(progressOf(score));
    });
    floors.set(family.name, floor);
  }
  return { half, families: families.map(({ name }) => name), scores, floors };
}

function progressOf({ family, rows, draw, mapePct, trainSeconds }: DrawScore): string {
  const { latencyMeanMs, throughputTps } = mapePct;
  const errors = `latency ${latencyMeanMs.toFixed(1)} %, throughput ${throughputTps.toFixed(1)} %`;
  return `${family}, ${rows} rows, draw ${draw}: ${errors}, ${trainSeconds.toFixed(1)} s to train`;
}

function showHalf(results: HalfResults): void {
  const { shown, kept } = tablesOf(results);
  say(`\n${results.half.toUpperCase()}`);
  for (const table of shown) show(table);
  keep(kept);
}

describe('development', () => {
  it('comes within the goals on the mean of its families', async () => {
    const results = await resultsOf('development');
    showHalf(results);
    for (const { rows, latency, throughput } of GOALS) {
      const errorOf = (output: 'latencyMeanMs' | 'throughputTps'): number | undefined =>
        halfMean(results, { output, recipe: SUBJECT, rows });
      expect.soft(errorOf('latencyMeanMs'), `latency from ${rows} rows`).toBeLessThanOrEqual(latency);
      expect.soft(errorOf('throughputTps'), `throughput from ${rows} rows`).toBeLessThanOrEqual(throughput);
      for (const output of ['throughputTps', 'latencyMeanMs', 'latencyP95Ms'] as const) {
        const covered = meanCoverage(results, { output, rows });
        expect.soft(covered, `${output} covered, ${rows} rows`).toBeGreaterThanOrEqual(85);
        expect.soft(covered, `${output} covered, ${rows} rows`).toBeLessThanOrEqual(95);
      }
    }
  });
});

describe('held back', () => {
  it('is told, and asserts no more than that every family was scored', async () => {
    const results = await resultsOf('held back');
    showHalf(results);
    for (const { rows } of SIZES) {
      expect(halfMean(results, { output: 'latencyMeanMs', recipe: SUBJECT, rows })).toBeGreaterThan(0);
    }
  });
});

/** Seconds that training may take, by rows. */
const SECONDS = [
  { rows: 400, most: 5 },
  { rows: 2000, most: 20 },
  { rows: 25_000, most: 120 },
] as const;
const CANDIDATES = 10_000;
const MOST_PREDICTION_MS = 50;

describe('speed', () => {
  it('trains and predicts in the time it may take', async () => {
    // No events to simulate: 25,000 rounds of one of the others would take minutes to make.
    const family = FAMILIES.find(({ name }) => name === 'smooth formula');
    if (!family) throw new Error('the family that speed is measured on is missing');
    const candidates = simulatedRows(family, CANDIDATES, 3);
    await subject.fit(candidates.slice(0, 8), { seed: 1 }); // loads the backend
    const timed: (PredictionTimes & { rows: number; most: number; seconds: number })[] = [];
    for (const { rows, most } of SECONDS) {
      const { model, trainSeconds } = await fitTimed(subject, simulatedRows(family, rows, 2), { seed: 1 });
      timed.push({ rows, most, seconds: trainSeconds, ...predictionTimes(model, candidates) });
    }
    show({
      name: 'speed',
      title: `Speed of ${SUBJECT}: seconds to train, milliseconds to predict ${CANDIDATES} candidates`,
      header: ['rows', 's', 'goal, s', 'first, ms', 'later, ms', 'goal, ms', 'of the processor, ms'],
      rows: timed.map(({ rows, most, seconds, firstMs, laterMs, processorMs }) => [
        rows,
        seconds,
        most,
        firstMs,
        laterMs,
        MOST_PREDICTION_MS,
        processorMs,
      ]),
    });
    for (const { rows, most, seconds, laterMs } of timed) {
      expect.soft(seconds, `seconds to train ${rows} rows`).toBeLessThanOrEqual(most);
      expect
        .soft(laterMs, `milliseconds to predict after ${rows} rows`)
        .toBeLessThanOrEqual(MOST_PREDICTION_MS);
    }
  });
});
