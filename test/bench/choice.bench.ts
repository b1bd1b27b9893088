import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { ensembleRecipe } from '../../optimizer/ann/ensemble/ensemble-recipe.js';
import { predictEnsemble } from '../../optimizer/ann/ensemble/ensemble-model.js';
import { usableRowsOf } from '../../optimizer/ann/evaluation/results-rows.js';
import type { DataRow } from '../../optimizer/dataset/columns.js';
import { plainGoal } from '../../optimizer/domain/goal.js';
import { KIB, MIB } from '../../optimizer/domain/settings.js';
import { shuffled } from '../../optimizer/domain/random.js';
import type { SurveyRequest } from '../../optimizer/recommender/survey.js';
import { exhaustiveChoice, sameChoice, timeChoice, type Spread } from './choice-timing.js';
import { say, show } from './prediction-tables.js';

/*
 * How long it takes to choose among 100,000 candidates, from the first prediction to the choice, and whether the
 * choice is that of asking the model about every one of them. A few minutes: `npm run bench:choice`.
 */
const SURFACE = fileURLToPath(new URL('../../datasets/embedded-network-surface.csv', import.meta.url));
const IN_FORCE = {
  maxMessageCount: 500,
  batchTimeoutMs: 2000,
  preferredMaxBytes: 2 * MIB,
  absoluteMaxBytes: 10 * MIB,
};
const MOST_SECONDS = 0.5;
const CANDIDATES = 100_000;

/** Few rows leave the parameters of the queueing model open: 16 sets of them are asked instead of one. */
const MODELS = [
  { name: '336 rows', rows: Infinity },
  { name: '30 rows', rows: 30 },
] as const;
const CASES = (['min-latency', 'max-throughput', 'balanced'] as const).flatMap((objective) =>
  [30, 60].map((sendRateTps) => ({ objective, sendRateTps })),
);

/** As a sweep has them that also varied preferredMaxBytes, over 190 values: each makes a grid of its own. */
function withByteLimits(rows: readonly DataRow[]): DataRow[] {
  const step = (2 * MIB) / (8 * KIB);
  return rows.map((row, place) => ({
    ...row,
    preferredMaxBytes: Math.round(8 * KIB * step ** ((place % 190) / 189)),
  }));
}

it('chooses among 100,000 candidates in half a second, and as if it had asked about all', async () => {
  const { rows } = await usableRowsOf(SURFACE);
  const lines: (string | number)[][] = [];
  for (const { name, rows: count } of MODELS) {
    const { model } = await ensembleRecipe().fit(shuffled(rows, 1).slice(0, count), { seed: 1 });
    for (const { objective, sendRateTps } of CASES) {
      const request: SurveyRequest = {
        rows: withByteLimits(rows),
        failures: [],
        current: IN_FORCE,
        workload: 'publish',
        periods: [{ sendRateTps }],
        goal: plainGoal(objective),
        predict: (points) => predictEnsemble(model, points),
      };
      const timing = timeChoice(request);
      const exhaustive = exhaustiveChoice(request);
      const { candidates, asked, fromPrediction, processor, predicting, choosing, making } = timing;
      const label = `${name}, ${objective}, ${sendRateTps} tps`;
      say(`${label}: ${rangeText(fromPrediction)} s of ${candidates} candidates`);
      const same = sameChoice(timing, exhaustive.chosen);
      lines.push([
        ...[label, candidates, asked, rangeText(fromPrediction), rangeText(processor)],
        ...[
          rangeText(predicting),
          rangeText(choosing),
          rangeText(making),
          exhaustive.seconds.toFixed(2),
          same ? 'yes' : 'no',
        ],
      ]);
      expect.soft(candidates, label).toBeGreaterThanOrEqual(CANDIDATES);
      expect.soft(same, `${label}: the same choice`).toBe(true);
      expect.soft(fromPrediction.median, `${label}: seconds`).toBeLessThanOrEqual(MOST_SECONDS);
    }
  }
  show({
    name: 'choice',
    title: `Seconds to choose among ${CANDIDATES} candidates: median (least to most) of 11; goal ${MOST_SECONDS}`,
    header: [
      ...['model, objective, rate', 'candidates', 'predictions', 'prediction to choice', 'of the processor'],
      ...[
        'of it predicting',
        'of it choosing',
        'making candidates before',
        'asking about all',
        'same choice',
      ],
    ],
    rows: lines,
  });
});

function rangeText({ median, least, most }: Spread): string {
  return `${median.toFixed(2)} (${least.toFixed(2)} to ${most.toFixed(2)})`;
}
