import { contextNames, INPUT_NAMES, type DataRow, type ModelInput } from '../../dataset/columns.js';
import { mean } from '../../domain/statistics.js';
import { shuffled } from '../../domain/random.js';
import type { FittedModel } from '../recipe.js';
import { inputsOnly } from './inputs-only.js';
import { scoresOf } from './metrics.js';
import { SCORED_OUTPUTS, type PerOutput, type ScoredOutput } from './outputs.js';

/** How many percentage points the MAPE grows; below 0 by chance. */
export interface Increase {
  readonly meanPct: number;
  /** Standard deviation over the shuffles. */
  readonly spreadPct: number;
}

export interface InputImportance {
  /** A property of network or workload is called `context.<name>`. */
  readonly input: string;
  readonly increase: PerOutput<Increase>;
}

interface ImportanceOptions {
  readonly seed: number;
  /** Default 5. */
  readonly shuffles?: number;
}

interface InputColumn {
  readonly name: string;
  readonly read: (point: ModelInput) => unknown;
  /** `point` with this one value of `from`. */
  readonly take: (point: ModelInput, from: ModelInput) => ModelInput;
}

/** More rows move the figures by less than the shuffles do, and each costs dozens of predictions. */
const MOST_ROWS = 2000;

const PLAIN_NAMES = [
  ...INPUT_NAMES,
  'preferredMaxBytes',
  'absoluteMaxBytes',
  'txBytes',
  'consensus',
] as const;

/**
 * Permutation importance (Breiman 2001): how much the error on held-out rows grows when one input's values
 * are dealt out anew among them. An input that the model does not use adds nothing; of two that always move
 * together, each may look unimportant. Inputs that do not vary among the rows are left out.
 * @param model - one that has not seen these rows.
 * @param all - of more than 2,000 a random 2,000 are taken.
 */
export function permutationImportance(
  model: FittedModel,
  all: readonly DataRow[],
  { seed, shuffles = 5 }: ImportanceOptions,
): InputImportance[] {
  const rows = all.length > MOST_ROWS ? shuffled(all, seed).slice(0, MOST_ROWS) : all;
  const points = inputsOnly(rows);
  const before = errorsOf(model, rows, points);
  const columns = columnsOf(points).filter(({ read }) => new Set(points.map(read)).size > 1);
  return columns.map(({ name, take }) => {
    const after = Array.from({ length: shuffles }, (_, shuffle) => {
      const donors = shuffled(points, seed + shuffle);
      return errorsOf(
        model,
        rows,
        points.map((point, place) => take(point, donors[place] ?? point)),
      );
    });
    return { input: name, increase: increases(before, after) };
  });
}

function columnsOf(points: readonly ModelInput[]): InputColumn[] {
  return [
    ...PLAIN_NAMES.map((name) => ({
      name,
      read: (point: ModelInput) => point[name],
      take: (point: ModelInput, from: ModelInput) => ({ ...point, [name]: from[name] }),
    })),
    ...contextNames(points).map((name) => ({
      name: `context.${name}`,
      read: (point: ModelInput) => point.context?.[name],
      take: (point: ModelInput, from: ModelInput) => takeProperty(name, point, from),
    })),
  ];
}

function takeProperty(name: string, point: ModelInput, from: ModelInput): ModelInput {
  const others = Object.entries(point.context ?? {}).filter(([other]) => other !== name);
  const value = from.context?.[name];
  const taken = value === undefined ? others : [...others, [name, value] as const];
  return { ...point, context: Object.fromEntries(taken) };
}

type Errors = Partial<Record<ScoredOutput, number>>;

function errorsOf(model: FittedModel, rows: readonly DataRow[], points: readonly ModelInput[]): Errors {
  const scores = scoresOf(rows, model.predict(points));
  return Object.fromEntries(
    SCORED_OUTPUTS.flatMap((output) => {
      const score = scores[output];
      return score ? [[output, score.mapePct]] : [];
    }),
  );
}

function increases(before: Errors, after: readonly Errors[]): PerOutput<Increase> {
  const of = (output: ScoredOutput): Increase => {
    const grown = after.map((errors) => (errors[output] ?? NaN) - (before[output] ?? NaN));
    const meanPct = mean(grown);
    const squares = grown.reduce((sum, value) => sum + (value - meanPct) ** 2, 0);
    return { meanPct, spreadPct: grown.length < 2 ? 0 : Math.sqrt(squares / (grown.length - 1)) };
  };
  return {
    throughputTps: of('throughputTps'),
    latencyMeanMs: of('latencyMeanMs'),
    ...(before.latencyP95Ms === undefined ? {} : { latencyP95Ms: of('latencyP95Ms') }),
  };
}
