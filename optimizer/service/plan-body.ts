import { z } from 'zod';
import { parsePlan } from '../config/plan-file.js';
import { readShippedPlan } from '../config/shipped-plans.js';
import { InvalidInputError } from '../domain/errors.js';
import { planSchema, type Plan } from '../domain/plan.js';
import type { ServiceParts } from './parts.js';

export const planView = planSchema.meta({ id: 'Plan' });

export const planNameSchema = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, {
  error: 'must be the name of a plan that comes with gridtune: see GET /plans',
});

/** A plan as a request gives it. */
export const planBody = z
  .union([
    planNameSchema,
    planView,
    z.strictObject({ yaml: z.string().min(1).max(262_144).describe('As in a plan file') }),
  ])
  .meta({
    id: 'PlanRequest',
    description: 'The name of a shipped plan, a whole plan, or a plan file as text',
  });

/** More rounds take longer than anybody waits, and their list would fill the memory. */
const MOST_ROUNDS = 20_000;

/** @throws NotFoundError for a name that no plan has; InvalidInputError with every fault */
export async function planOf(
  body: z.infer<typeof planBody>,
  { services }: Pick<ServiceParts, 'services'>,
): Promise<Plan> {
  const plan =
    typeof body === 'string'
      ? await readShippedPlan(body, services.paths.plans)
      : 'yaml' in body
        ? parsePlan(body.yaml, 'plan')
        : body;
  const rounds = plan.points.length * plan.replicates;
  if (rounds <= MOST_ROUNDS) return plan;
  throw new InvalidInputError('plan', [
    { path: 'body.plan', message: `asks for ${rounds} rounds: ${MOST_ROUNDS} are the most` },
  ]);
}
