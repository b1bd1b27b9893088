import type { ScoredOutput } from '../../optimizer/ann/evaluation/outputs.js';
import { mean } from '../../optimizer/domain/statistics.js';
import { SIZES, SUBJECT, type DrawScore, type Floor } from './prediction-protocol.js';
import type { Cell, Table } from './prediction-tables.js';

/** How many percent off the predictor may be on the mean of the development families, by training rows. */
export const GOALS: readonly {
  readonly rows: number;
  readonly latency: number;
  readonly throughput: number;
}[] = [
  { rows: 8, latency: 11, throughput: 6 },
  { rows: 25, latency: 8, throughput: 4 },
  { rows: 50, latency: 5.5, throughput: 3.5 },
  { rows: 100, latency: 4.5, throughput: 2.8 },
  { rows: 400, latency: 3.5, throughput: 1.9 },
  { rows: 2000, latency: 2.8, throughput: 1.6 },
];

const OUTPUT_TITLES: Readonly<Record<ScoredOutput, string>> = {
  latencyMeanMs: 'Mean latency',
  throughputTps: 'Throughput',
  latencyP95Ms: '95th percentile of latency',
};
const OUTPUTS = ['latencyMeanMs', 'throughputTps', 'latencyP95Ms'] as const;

export interface HalfResults {
  readonly half: string;
  readonly families: readonly string[];
  readonly scores: readonly DrawScore[];
  readonly floors: ReadonlyMap<string, Floor>;
}

interface Wanted {
  readonly output: ScoredOutput;
  readonly recipe: string;
  readonly rows: number;
}

/** The mean over families of each family's mean over draws. */
export function halfMean({ families, scores }: HalfResults, wanted: Wanted): number | undefined {
  const means = families.flatMap((family) => mapesOf(scores, { ...wanted, family }).mean ?? []);
  return means.length === families.length ? mean(means) : undefined;
}

function mapesOf(
  scores: readonly DrawScore[],
  { family, output, recipe, rows }: Wanted & { readonly family: string },
): { readonly mean: number | undefined; readonly deviation: number | undefined } {
  const values = scores
    .filter((score) => score.family === family && score.recipe === recipe && score.rows === rows)
    .flatMap(({ mapePct }) => mapePct[output] ?? []);
  if (values.length === 0) return { mean: undefined, deviation: undefined };
  const centre = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return {
    mean: centre,
    deviation: values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : undefined,
  };
}

/** The mean over families and draws of how many rounds of 100 the subject's intervals cover. */
export function meanCoverage(
  { scores }: HalfResults,
  { output, rows }: Pick<Wanted, 'output' | 'rows'>,
): number | undefined {
  const values = scores
    .filter((score) => score.recipe === SUBJECT && score.rows === rows)
    .flatMap(({ coverage90Pct }) => coverage90Pct[output] ?? []);
  return values.length === 0 ? undefined : mean(values);
}

/** Errors of the subject, family by family. */
function familyTable({ half, families, scores, floors }: HalfResults, output: ScoredOutput): Table {
  return {
    name: fileName(half, output, 'families'),
    title: `${OUTPUT_TITLES[output]}, ${half}: MAPE of ${SUBJECT} in %, mean ± standard deviation over draws`,
    header: ['family', ...SIZES.map(({ rows }) => `${rows} rows`), 'noise floor'],
    rows: families.map((family) => [
      family,
      ...SIZES.map(({ rows }) => spreadText(mapesOf(scores, { family, output, recipe: SUBJECT, rows }))),
      floors.get(family)?.[output],
    ]),
  };
}

function spreadText({ mean: centre, deviation }: ReturnType<typeof mapesOf>): Cell {
  if (centre === undefined || deviation === undefined) return centre;
  return `${centre.toFixed(1)} ± ${deviation.toFixed(1)}`;
}

/** The mean of the half for every recipe, beside goal and floor. */
function recipeTable(results: HalfResults, output: ScoredOutput): Table {
  const { half, families, scores, floors } = results;
  const goal = output === 'latencyMeanMs' ? 'latency' : 'throughput';
  const floor = families.flatMap((family) => floors.get(family)?.[output] ?? []);
  return {
    name: fileName(half, output, 'recipes'),
    title: `${OUTPUT_TITLES[output]}, ${half}: MAPE in %, mean over ${families.length} families`,
    header: ['recipe', ...SIZES.map(({ rows }) => `${rows} rows`)],
    rows: [
      ...[...new Set(scores.map(({ recipe }) => recipe))].map((recipe) => [
        recipe,
        ...SIZES.map(({ rows }) => halfMean(results, { output, recipe, rows })),
      ]),
      ...(output === 'latencyP95Ms' ? [] : [['goal', ...GOALS.map((at) => at[goal])]]),
      ['noise floor', ...SIZES.map(() => mean(floor))],
    ],
  };
}

function coverageTable(results: HalfResults): Table {
  return {
    name: fileName(results.half, 'intervals', 'coverage'),
    title: `90 % intervals, ${results.half}: how many of 100 rounds they hold, mean over families and draws`,
    header: ['output', ...SIZES.map(({ rows }) => `${rows} rows`)],
    rows: OUTPUTS.map((output) => [
      OUTPUT_TITLES[output],
      ...SIZES.map(({ rows }) => meanCoverage(results, { output, rows })),
    ]),
  };
}

function trainingTable({ half, scores }: HalfResults): Table {
  return {
    name: fileName(half, 'training', 'seconds'),
    title: `Seconds to train, ${half}: mean over families and draws`,
    header: ['recipe', ...SIZES.map(({ rows }) => `${rows} rows`)],
    rows: [...new Set(scores.map(({ recipe }) => recipe))].map((recipe) => [
      recipe,
      ...SIZES.map(({ rows }) =>
        mean(
          scores
            .filter((score) => score.recipe === recipe && score.rows === rows)
            .map(({ trainSeconds }) => trainSeconds),
        ).toFixed(2),
      ),
    ]),
  };
}

/** Every score, for whoever wants to look closer. */
function scoreTable({ half, scores }: HalfResults): Table {
  return {
    name: fileName(half, 'scores', 'all'),
    title: '',
    header: [
      'family',
      'recipe',
      'rows',
      'draw',
      'train_seconds',
      ...OUTPUTS.flatMap((output) => [`${output}_mape_pct`, `${output}_coverage90_pct`]),
    ],
    rows: scores.map(({ family, recipe, rows, draw, trainSeconds, mapePct, coverage90Pct }) => [
      family,
      recipe,
      rows,
      draw,
      trainSeconds,
      ...OUTPUTS.flatMap((output) => [mapePct[output], coverage90Pct[output] ?? undefined]),
    ]),
  };
}

/** What is printed of a half, in this order; the last is for the CSV folder alone. */
export function tablesOf(results: HalfResults): { readonly shown: Table[]; readonly kept: Table } {
  return {
    shown: [
      ...OUTPUTS.flatMap((output) => [recipeTable(results, output), familyTable(results, output)]),
      coverageTable(results),
      trainingTable(results),
    ],
    kept: scoreTable(results),
  };
}

function fileName(half: string, ...parts: readonly string[]): string {
  return [half.replace(' ', '-'), ...parts].join('-');
}
