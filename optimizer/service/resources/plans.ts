import { z } from 'zod';
import { readShippedPlan, shippedPlans } from '../../config/shipped-plans.js';
import { loadSchema } from '../../domain/load.js';
import { previewOf } from '../../operations/planned-sweep.js';
import { pageOf, paged, pageQuery } from '../paging.js';
import { planBody, planNameSchema, planOf, planView } from '../plan-body.js';
import { defineRoute, type Route } from '../route.js';
import { settingsView } from '../shared-views.js';

const summaryView = z
  .strictObject({
    name: z.string(),
    points: z.int(),
    replicates: z.int(),
    workload: z.string(),
    sendRatesTps: z.array(z.number()),
  })
  .meta({ id: 'PlanSummary' });

const previewView = z
  .strictObject({
    plan: z.string(),
    planned: z.int().describe('Rounds, anchors among them'),
    skipped: z.int().optional(),
    points: z.array(
      z.strictObject({
        pointId: z.string(),
        settings: settingsView,
        load: loadSchema,
        replicates: z.int(),
        anchors: z.int().optional(),
        expectedCut: z
          .strictObject({ by: z.enum(['count', 'bytes', 'timeout']), transactions: z.number() })
          .nullable()
          .describe('What ends blocks there; null for a load that only reads'),
      }),
    ),
    expectedSeconds: z.strictObject({ min: z.number(), max: z.number() }),
    warnings: z.array(z.string()),
  })
  .meta({ id: 'PlanPreview' });

export const planRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/plans',
    operationId: 'listPlans',
    tag: 'plans',
    summary: 'The plans that come with gridtune, by name',
    role: 'viewer',
    query: pageQuery,
    reply: { status: 200, description: 'A page of plans', schema: pageOf(summaryView) },
    handler: async ({ query }, { parts }) => {
      const { plans: directory } = parts.services.paths;
      const names = await shippedPlans(directory);
      // A plan file calls itself as it likes: it is asked for by the name of its file.
      const plans = await Promise.all(
        names.map(async (name) => ({ ...(await readShippedPlan(name, directory)), name })),
      );
      return {
        body: paged(
          plans,
          query,
          ({ name }) => name,
          ({ name, points, replicates, workload }) => ({
            ...{ name, points: points.length, replicates, workload },
            sendRatesTps: [...new Set(points.map(({ sendRateTps }) => sendRateTps))],
          }),
        ),
      };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/plans/{name}',
    operationId: 'getPlan',
    tag: 'plans',
    summary: 'One plan that comes with gridtune',
    role: 'viewer',
    params: z.strictObject({ name: planNameSchema }),
    reply: { status: 200, description: 'The plan', schema: planView },
    handler: async ({ params: { name } }, { parts }) => ({
      body: await readShippedPlan(name, parts.services.paths.plans),
    }),
  }),
  defineRoute({
    method: 'post',
    path: '/plans/preview',
    operationId: 'previewPlan',
    tag: 'plans',
    summary: 'What a sweep of a plan would measure and how long it would take; changes nothing',
    role: 'viewer',
    body: z.strictObject({ plan: planBody, skipDead: z.boolean().default(false) }),
    reply: { status: 200, description: 'What is expected', schema: previewView },
    problems: ['NETWORK_DOWN'],
    handler: async ({ body }, { parts }) => {
      const preview = await previewOf(parts.services, await planOf(body.plan, parts), body.skipDead);
      return {
        body: {
          ...preview,
          points: preview.points.map((point) => ({ ...point })),
          warnings: [...preview.warnings],
        },
      };
    },
  }),
];
