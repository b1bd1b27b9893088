import type { DataRow } from '../../optimizer/dataset/columns.js';
import { BASELINE_RECIPES } from '../../optimizer/ann/evaluation/baseline-recipes.js';
import { inputsOnly } from '../../optimizer/ann/evaluation/inputs-only.js';
import { PLAIN_BASELINE } from '../../optimizer/ann/evaluation/main-recipe.js';
import { scoresOf } from '../../optimizer/ann/evaluation/metrics.js';
import { noiseFloor } from '../../optimizer/ann/evaluation/noise-floor.js';
import type { PerOutput, ScoredOutput } from '../../optimizer/ann/evaluation/outputs.js';
import { fitTimed, type Recipes } from '../../optimizer/ann/evaluation/score-recipes.js';
import type { FittedModel, Recipe } from '../../optimizer/ann/recipe.js';
import { median } from '../../optimizer/domain/statistics.js';
import type { Family } from './network-simulation-families.js';
import { drawnRows, simulatedRows, simulatedTest, type SimulatedTest } from './network-simulation-rows.js';

/** The name under which the recipe that the bench is about is told. */
export const SUBJECT = 'gridtune';

/** Rows to learn from, and how often they are drawn anew: the fewer, the more it matters which. */
export const SIZES: readonly { readonly rows: number; readonly draws: number }[] = [
  { rows: 8, draws: 6 },
  { rows: 25, draws: 6 },
  { rows: 50, draws: 4 },
  { rows: 100, draws: 3 },
  { rows: 400, draws: 2 },
  { rows: 2000, draws: 1 },
];
const POOL_ROWS = 2000;
const TEST_POINTS = 400;
const POOL_SEED = 11;
const TEST_SEED = 12;

/** What one recipe got after learning from one draw. */
export interface DrawScore {
  readonly family: string;
  readonly recipe: string;
  readonly rows: number;
  readonly draw: number;
  readonly trainSeconds: number;
  readonly mapePct: PerOutput<number>;
  /** Of 100 rounds, how many lie in their 90 % interval; null where the recipe tells none. */
  readonly coverage90Pct: PerOutput<number | null>;
}

/** The MAPE of a model that knows the true mean of every point, by output. */
export type Floor = Partial<Record<ScoredOutput, number>>;

/** The subject, and what it is told beside. */
export function recipesWith(subject: Recipe): Recipes {
  const { trainingMean, nearestPoint, cutModel } = BASELINE_RECIPES;
  if (!trainingMean || !nearestPoint || !cutModel) throw new Error('a baseline of the bench is missing');
  return { [SUBJECT]: subject, trainingMean, nearestPoint, cutModel, ...PLAIN_BASELINE };
}

/**
 * Fits every recipe on draws of each size from one pool of rounds of the family, and scores it on other points.
 * @param onScore - told of each score as it comes.
 */
export async function scoreFamily(
  family: Family,
  recipes: Recipes,
  onScore: (score: DrawScore) => void,
): Promise<Floor> {
  const pool = simulatedRows(family, POOL_ROWS, POOL_SEED);
  const test = simulatedTest(family, TEST_POINTS, TEST_SEED);
  for (const { rows, draws } of SIZES) {
    for (let draw = 1; draw <= draws; draw += 1) {
      const train = drawnRows(pool, rows, draw);
      for (const [name, recipe] of Object.entries(recipes)) {
        const { model, trainSeconds } = await fitTimed(recipe, train, { seed: draw });
        onScore({ family: family.name, recipe: name, rows, draw, trainSeconds, ...judge(model, test) });
      }
    }
  }
  return noiseFloor(test.repeated);
}

/** Errors against the middle of the rounds of each point; intervals against single rounds. */
function judge(
  model: FittedModel,
  { centres, rounds }: SimulatedTest,
): Pick<DrawScore, 'mapePct' | 'coverage90Pct'> {
  const ofCentres = scoresOf(centres, model.predict(inputsOnly(centres)));
  const ofRounds = scoresOf(rounds, model.predict(inputsOnly(rounds)));
  return {
    mapePct: {
      throughputTps: ofCentres.throughputTps.mapePct,
      latencyMeanMs: ofCentres.latencyMeanMs.mapePct,
      ...(ofCentres.latencyP95Ms ? { latencyP95Ms: ofCentres.latencyP95Ms.mapePct } : {}),
    },
    coverage90Pct: {
      throughputTps: ofRounds.throughputTps.coverage90Pct,
      latencyMeanMs: ofRounds.latencyMeanMs.coverage90Pct,
      ...(ofRounds.latencyP95Ms ? { latencyP95Ms: ofRounds.latencyP95Ms.coverage90Pct } : {}),
    },
  };
}

/** How long predictions of some points take, in milliseconds. */
export interface PredictionTimes {
  /** The first time, when nothing is compiled yet. */
  readonly firstMs: number;
  /** The middle one of seven later times. */
  readonly laterMs: number;
  /** Of the processor, for the same seven: what a machine that does other things too cannot lengthen much. */
  readonly processorMs: number;
}

export function predictionTimes(model: FittedModel, points: readonly DataRow[]): PredictionTimes {
  const inputs = inputsOnly(points);
  const times = Array.from({ length: 10 }, () => {
    const startedMs = performance.now();
    const before = process.cpuUsage();
    model.predict(inputs);
    const { user, system } = process.cpuUsage(before);
    return { wallMs: performance.now() - startedMs, processorMs: (user + system) / 1000 };
  });
  const later = times.slice(3);
  return {
    firstMs: times[0]?.wallMs ?? Number.NaN,
    laterMs: median(later.map(({ wallMs }) => wallMs)),
    processorMs: median(later.map(({ processorMs }) => processorMs)),
  };
}
