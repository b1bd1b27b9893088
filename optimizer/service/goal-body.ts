import { z } from 'zod';
import { InvalidInputError, type Fault } from '../domain/errors.js';
import { limitedFigureSchema, limitFrom, plainGoal, weightsSchema, type Goal } from '../domain/goal.js';
import { objectiveSchema } from '../domain/objective.js';
import { goalFaults } from '../operations/goal-faults.js';

const USUAL = plainGoal('min-latency');

/** What is wanted of settings, in the words of the command line; alike wherever settings are looked for. */
export const goalFields = {
  objective: objectiveSchema.default(USUAL.objective),
  latency: z.enum(['mean', 'p95']).default(USUAL.latency).describe('The latency that the objective is about'),
  limits: z
    .array(z.string().max(100))
    .max(20)
    .default([])
    .describe(`What must hold, such as "latencyP95Ms<=400"; of ${limitedFigureSchema.options.join(', ')}`),
  weights: weightsSchema.unwrap().default(USUAL.weights).describe('Exponents of balanced'),
  confidence: z
    .number()
    .gt(0)
    .lt(1)
    .default(USUAL.confidence)
    .describe('Probability with which limits have to hold'),
  throughputTolerancePct: z
    .number()
    .min(0)
    .max(100)
    .default(100 * USUAL.throughputTolerance)
    .describe('Share of the send rate that min-latency may leave uncommitted, %'),
} as const;

export type GoalBody = z.output<z.ZodObject<typeof goalFields>>;

/**
 * The goal that a body describes.
 * @param sendRatesTps - that it is meant for: min-latency brings a limit along that depends on the rate.
 * @throws InvalidInputError for what is no limit, and for limits that nothing can keep together
 */
export function goalOfBody(body: GoalBody, sendRatesTps: readonly number[]): Goal {
  const { objective, latency, weights, confidence, throughputTolerancePct } = body;
  const read = body.limits.map((text) => ({ text, limit: limitFrom(text) }));
  refuse(read.flatMap(({ text, limit }, place) => (limit ? [] : [noLimit(text, place)])));
  const goal: Goal = {
    ...{ objective, latency, weights, confidence },
    throughputTolerance: throughputTolerancePct / 100,
    limits: read.flatMap(({ limit }) => limit ?? []),
  };
  refuse(
    goalFaults(goal, sendRatesTps, 'throughputTolerancePct').map(({ message }) => ({
      path: 'body.limits',
      message,
    })),
  );
  return goal;
}

function noLimit(text: string, place: number): Fault {
  const figures = limitedFigureSchema.options.join(', ');
  return {
    path: `body.limits.${place}`,
    message: `must look like latencyP95Ms<=400, with one of ${figures}, got ${text}`,
  };
}

function refuse(faults: readonly Fault[]): void {
  if (faults.length > 0) throw new InvalidInputError('request', [...faults]);
}
