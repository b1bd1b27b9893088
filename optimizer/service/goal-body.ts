import { z } from 'zod';
import { InvalidInputError } from '../domain/errors.js';
import { goalSchema, limitFrom, limitSchema, plainGoal, type Goal } from '../domain/goal.js';
import { objectiveSchema } from '../domain/objective.js';
import { goalFaults } from '../operations/goal-faults.js';

const { latency, throughputTolerance, weights, confidence } = goalSchema.unwrap().shape;

/** A goal as a request says it: what is left out is as on the command line. */
export const goalBody = z
  .strictObject({
    objective: objectiveSchema,
    latency: latency.optional(),
    throughputTolerance: throughputTolerance
      .optional()
      .describe('Share of the send rate that min-latency may leave uncommitted'),
    weights: weights.optional().describe('Exponents of balanced'),
    limits: z
      .array(z.union([z.string().max(100), limitSchema]))
      .max(20)
      .optional()
      .describe('As people write them, latencyP95Ms<=400, or in parts'),
    confidence: confidence.optional().describe('Probability with which limits have to hold'),
  })
  .meta({ id: 'GoalRequest' });
export type GoalBody = z.infer<typeof goalBody>;

/**
 * @param sendRatesTps - that it is meant for
 * @param at - where the goal stands in the request
 * @throws InvalidInputError for limits that cannot be read, or that nothing can keep together
 */
export function goalOf(
  { limits = [], ...said }: GoalBody,
  sendRatesTps: readonly number[],
  at = 'body.goal',
): Goal {
  const read = limits.map((limit) => (typeof limit === 'string' ? limitFrom(limit) : limit));
  const unread = read.flatMap((limit, index) =>
    limit ? [] : [{ path: `${at}.limits.${index}`, message: 'must look like latencyP95Ms<=400' }],
  );
  if (unread.length > 0) throw new InvalidInputError('request', unread);
  const usual = plainGoal(said.objective);
  const goal: Goal = {
    objective: said.objective,
    latency: said.latency ?? usual.latency,
    throughputTolerance: said.throughputTolerance ?? usual.throughputTolerance,
    weights: said.weights ?? usual.weights,
    limits: read.filter((limit) => limit !== undefined),
    confidence: said.confidence ?? usual.confidence,
  };
  const faults = goalFaults(goal, sendRatesTps, 'throughputTolerance');
  if (faults.length > 0)
    throw new InvalidInputError(
      'request',
      faults.map(({ message }) => ({ path: `${at}.limits`, message })),
    );
  return goal;
}
