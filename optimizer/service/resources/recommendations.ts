import { z } from 'zod';
import { sendRateTpsSchema, workloadSchema } from '../../domain/load.js';
import { NotFoundError } from '../../domain/errors.js';
import { objectiveSchema } from '../../domain/objective.js';
import { recommendationSchema, type Recommendation } from '../../domain/recommendation.js';
import { ratesBetween, profileSchema } from '../../operations/rates.js';
import { scheduleDocument } from '../../operations/schedule-document.js';
import type { Period } from '../../recommender/outlook.js';
import { goalBody, goalOf } from '../goal-body.js';
import { paged, pageOf, pageQuery } from '../paging.js';
import { defineRoute, type Route } from '../route.js';
import { adviceOf } from '../shared-advice.js';
import { ordererSettingsSchema } from '../../domain/settings.js';

export const recommendationView = recommendationSchema.unwrap().meta({ id: 'Recommendation' });

const entryView = recommendationSchema
  .unwrap()
  .pick({
    id: true,
    createdAt: true,
    objective: true,
    load: true,
    current: true,
    settings: true,
    decision: true,
    reason: true,
    modelId: true,
    expectedGain: true,
    probabilityBetter: true,
  })
  .meta({ id: 'RecommendationEntry', description: 'A recommendation without what it rests on' });

const scheduleView = z
  .strictObject({
    schedule: z.array(
      z.strictObject({
        from: z.string().optional(),
        sendRateTps: z.number(),
        settings: ordererSettingsSchema,
        recommendationId: z.string(),
      }),
    ),
    recommendations: z.array(recommendationView),
  })
  .meta({
    id: 'RecommendedSchedule',
    description: 'Settings for each period, changed only where that gains',
  });

const body = z
  .strictObject({
    ...goalBody.shape,
    objective: objectiveSchema.default('min-latency'),
    sendRateTps: sendRateTpsSchema.optional(),
    range: z
      .strictObject({ fromTps: sendRateTpsSchema, toTps: sendRateTpsSchema })
      .refine(({ fromTps, toTps }) => fromTps <= toTps, { error: 'fromTps must not be greater than toTps' })
      .optional()
      .describe('Every rate between two'),
    periods: profileSchema.max(96).optional().describe('A day of rates'),
    workload: workloadSchema.default('publish'),
    modelId: z.string().min(1).max(200).optional().describe('Model to ask; by default the champion'),
    schedule: z
      .boolean()
      .default(false)
      .describe(
        'Of several rates: settings for each, changed only where that gains; else one for all of them',
      ),
  })
  .refine(
    ({ sendRateTps, range, periods }) =>
      [sendRateTps, range, periods].filter((each) => each !== undefined).length === 1,
    { error: 'give one of sendRateTps, range and periods' },
  );

export const recommendationRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/recommendations',
    operationId: 'listRecommendations',
    tag: 'recommendations',
    summary: 'Recommendations, the newest first',
    role: 'viewer',
    query: pageQuery.extend({
      objective: objectiveSchema.optional(),
      decision: z.enum(['change', 'stay']).optional(),
      modelId: z.string().max(200).optional(),
    }),
    reply: { status: 200, description: 'A page of recommendations', schema: pageOf(entryView) },
    handler: async ({ query: { objective, decision, modelId, ...page } }, { parts }) => {
      const { entries } = adviceOf(parts);
      const ids = await entries.ids();
      if (objective === undefined && decision === undefined && modelId === undefined) {
        const { items, ...rest } = paged(
          ids,
          page,
          (id) => id,
          (id) => id,
        );
        return { body: { ...rest, items: await entries.of(items) } };
      }
      const wanted = (await entries.of(ids)).filter(
        (each) =>
          (objective === undefined || each.objective === objective) &&
          (decision === undefined || each.decision === decision) &&
          (modelId === undefined || each.modelId === modelId),
      );
      return {
        body: paged(
          wanted,
          page,
          ({ id }) => id,
          (entry) => entry,
        ),
      };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/recommendations',
    operationId: 'recommend',
    tag: 'recommendations',
    summary: 'Recommend settings for a load; it is kept, and changes nothing on the channel',
    role: 'operator',
    takesKey: true,
    body,
    reply: {
      status: 201,
      description:
        'The recommendation; with schedule, settings for each period and the recommendations they are from',
      schema: z.union([recommendationView, scheduleView]),
    },
    problems: ['INFEASIBLE', 'NOT_ENOUGH_DATA', 'MODEL_FILE_REFUSED'],
    handler: async ({ body: wish }, { parts, actor }) => {
      const { advice } = adviceOf(parts);
      const periods = periodsOf(wish);
      const rates = periods.map(({ sendRateTps }) => sendRateTps);
      const asked = { workload: wish.workload, periods, goal: goalOf(wish, rates, 'body') };
      const record = async ({ id, modelId, decision }: Recommendation): Promise<void> =>
        parts.audit.record({
          action: 'recommended',
          subjectId: id,
          by: actor,
          note: `${decision}, by model ${modelId}`,
        });
      if (!wish.schedule) {
        const recommendation = await advice.recommend(asked, wish.modelId);
        await record(recommendation);
        return { body: recommendation, location: locationOf(recommendation) };
      }
      const stretches = await advice.schedule(asked, wish.modelId);
      for (const { recommendation } of stretches) await record(recommendation);
      const { schedule, recommendations } = scheduleDocument(stretches);
      return { body: { schedule: [...schedule], recommendations: [...recommendations] } };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/recommendations/{id}',
    operationId: 'getRecommendation',
    tag: 'recommendations',
    summary:
      'One recommendation: before and after with intervals, the Pareto front, reasons, risks and warnings',
    role: 'viewer',
    params: z.strictObject({ id: z.string().min(1).max(200) }),
    reply: { status: 200, description: 'The recommendation', schema: recommendationView },
    handler: async ({ params: { id } }, { parts }) => {
      const found = await parts.store.recommendations.find(id);
      if (!found)
        throw new NotFoundError(`there is no recommendation ${id}: /recommendations lists those that exist`);
      return { body: found };
    },
  }),
];

function periodsOf({ sendRateTps, range, periods }: z.output<typeof body>): readonly Period[] {
  if (periods) return periods;
  if (range) return ratesBetween(range.fromTps, range.toTps).map((rate) => ({ sendRateTps: rate }));
  return sendRateTps === undefined ? [] : [{ sendRateTps }];
}

function locationOf({ id }: Recommendation): string {
  return `/api/v1/recommendations/${id}`;
}
