import { expect, it } from 'vitest';
import { SUBJECT, type DrawScore } from './prediction-protocol.js';
import { halfMean, meanCoverage, tablesOf, type HalfResults } from './prediction-summary.js';

function scoreOf(family: string, draw: number, latencyPct: number, covered: number | null): DrawScore {
  return {
    family,
    recipe: SUBJECT,
    rows: 8,
    draw,
    trainSeconds: 1,
    mapePct: { throughputTps: 1, latencyMeanMs: latencyPct },
    coverage90Pct: { throughputTps: covered, latencyMeanMs: covered },
  };
}

const results: HalfResults = {
  half: 'development',
  families: ['a', 'b'],
  // Family a is drawn three times, b once: they count alike all the same.
  scores: [scoreOf('a', 1, 2, 80), scoreOf('a', 2, 4, 90), scoreOf('a', 3, 6, 100), scoreOf('b', 1, 10, 90)],
  floors: new Map([
    ['a', { latencyMeanMs: 1 }],
    ['b', { latencyMeanMs: 2 }],
  ]),
};

it('is the mean of what each family gets on the mean of its draws', () => {
  const wanted = { output: 'latencyMeanMs', recipe: SUBJECT, rows: 8 } as const;
  expect(halfMean(results, wanted)).toBe((4 + 10) / 2);
  expect(meanCoverage(results, wanted)).toBe((80 + 90 + 100 + 90) / 4);
});

it('is missing where a family is, so that a goal is never met by the easy ones alone', () => {
  const some = { ...results, scores: results.scores.filter(({ family }) => family === 'a') };
  expect(halfMean(some, { output: 'latencyMeanMs', recipe: SUBJECT, rows: 8 })).toBeUndefined();
  expect(halfMean(results, { output: 'latencyP95Ms', recipe: SUBJECT, rows: 8 })).toBeUndefined();
  expect(meanCoverage(results, { output: 'latencyMeanMs', rows: 25 })).toBeUndefined();
});

it('shows families with their spread over draws, and recipes beside goal and floor', () => {
  const { shown, kept } = tablesOf(results);
  const [recipes, families] = shown;
  // Of 2, 4 and 6 the deviation is 2; one draw has none.
  expect(families?.rows.map((row) => [row[0], row[1], row.at(-1)])).toEqual([
    ['a', '4.0 ± 2.0', 1],
    ['b', 10, 2],
  ]);
  expect(recipes?.rows.map((row) => [row[0], row[1]])).toEqual([
    [SUBJECT, 7],
    ['goal', 11],
    ['noise floor', 1.5],
  ]);
  expect(kept.rows).toHaveLength(4);
});
