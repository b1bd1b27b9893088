import { Option, type Command } from 'commander';
import { InvalidInputError } from '../domain/errors.js';
import {
  limitedFigureSchema,
  limitFrom,
  plainGoal,
  weightsSchema,
  type Goal,
  type Limit,
  type Weights,
} from '../domain/goal.js';
import { objectiveSchema } from '../domain/objective.js';
import { goalFaults } from '../operations/goal-faults.js';
import { numberOption } from './command.js';

/** What the options of {@link addGoalOptions} hold after parsing. */
export interface GoalOptions {
  readonly objective: string;
  readonly latency: Goal['latency'];
  readonly limit?: readonly Limit[];
  readonly weights?: Weights;
  readonly confidence: number;
  /** % of the send rate. */
  readonly throughputTolerance: number;
}

const DEFAULTS = plainGoal('min-latency');

/** The options that say what is wanted; alike in every command that looks for settings. */
export function addGoalOptions(command: Command): Command {
  return command
    .option('--objective <objective>', 'min-latency, max-throughput or balanced', DEFAULTS.objective)
    .addOption(
      new Option('--latency <kind>', 'the latency that the objective is about')
        .choices(['mean', 'p95'])
        .default(DEFAULTS.latency),
    )
    .option(
      '--limit <limit>',
      `what must hold, such as "latencyP95Ms<=400"; may be given several times; of ${limitedFigureSchema.options.join(', ')}`,
      collectLimit,
    )
    .option('--weights <weights>', 'exponents of balanced, such as latency=2,throughput=1', parseWeights)
    .option(
      '--confidence <probability>',
      'probability with which limits have to hold',
      numberOption('--confidence', (value) => value > 0 && value < 1, 'between 0 and 1'),
      DEFAULTS.confidence,
    )
    .option(
      '--throughput-tolerance <percent>',
      'share of the send rate that min-latency may leave uncommitted',
      numberOption('--throughput-tolerance', (value) => value >= 0 && value <= 100, 'from 0 to 100'),
      100 * DEFAULTS.throughputTolerance,
    );
}

/**
 * The goal that the options describe.
 * @param sendRatesTps - that it is meant for: min-latency brings a limit along that depends on the rate.
 * @throws InvalidInputError for an unknown objective, and for limits that nothing can keep together.
 */
export function goalFrom(options: GoalOptions, sendRatesTps: readonly number[]): Goal {
  const objective = objectiveSchema.safeParse(options.objective);
  if (!objective.success) {
    throw invalid('--objective', `must be min-latency, max-throughput or balanced, got ${options.objective}`);
  }
  const goal: Goal = {
    objective: objective.data,
    latency: options.latency,
    throughputTolerance: options.throughputTolerance / 100,
    weights: options.weights ?? DEFAULTS.weights,
    limits: options.limit ?? [],
    confidence: options.confidence,
  };
  const faults = goalFaults(goal, sendRatesTps, '--throughput-tolerance');
  if (faults.length > 0) throw new InvalidInputError('--limit', faults);
  return goal;
}

/** One more `--limit`. @throws InvalidInputError */
export function collectLimit(text: string, earlier: readonly Limit[] = []): Limit[] {
  const limit = limitFrom(text);
  if (limit) return [...earlier, limit];
  const figures = limitedFigureSchema.options.join(', ');
  throw invalid('--limit', `must look like latencyP95Ms<=400, with one of ${figures}, got ${text}`);
}

function parseWeights(text: string): Weights {
  const pairs = text.split(',').map((pair) => pair.split('=').map((part) => part.trim()));
  const named = Object.fromEntries(
    pairs.map(([name = '', value = '']) => [name, value === '' ? NaN : Number(value)]),
  );
  const parsed = weightsSchema.safeParse(named);
  if (parsed.success && pairs.length === 2) return parsed.data;
  throw invalid(
    '--weights',
    `must look like latency=2,throughput=1, each above 0 and at most 10, got ${text}`,
  );
}

function invalid(option: string, message: string): InvalidInputError {
  return new InvalidInputError(option, [{ path: '', message }]);
}
