import { z } from 'zod';
import { liveComparisonSchema, FEWEST_REPEATS, type LiveComparison } from '../../domain/comparison.js';
import { datasetNameSchema } from '../../domain/dataset.js';
import { NotFoundError } from '../../domain/errors.js';
import type { Job } from '../../domain/job.js';
import { sendRateTpsSchema } from '../../domain/load.js';
import { liveDocument } from '../../operations/comparison/live-files.js';
import { DEFAULT_BUDGET } from '../../operations/comparison/live-request.js';
import { accept, acceptedReply } from '../accepted.js';
import { goalBody, goalOf } from '../goal-body.js';
import { paged, pageOf, pageQuery } from '../paging.js';
import type { ServiceParts } from '../parts.js';
import { planNameSchema, planOf } from '../plan-body.js';
import { defineRoute, type Route, type RouteContext } from '../route.js';

const summaryView = z
  .strictObject({
    id: z.string().describe('Of a live comparison its own; of one on a recorded surface that of its job'),
    kind: z.enum(['live', 'surface']),
    title: z.string(),
    status: z.enum(['queued', 'running', 'finished', 'stopped']),
    reason: z.string().nullable().describe('Why it stopped'),
    startedAt: z.string(),
    endedAt: z.string().nullable(),
    objective: z.string(),
    sendRatesTps: z.array(z.number()),
  })
  .meta({ id: 'ComparisonSummary' });
type Summary = z.infer<typeof summaryView>;

const comparisonView = summaryView
  .extend({
    comparison: liveComparisonSchema
      .unwrap()
      .nullable()
      .describe('Of a live comparison: what was asked and how far it came'),
    document: z
      .record(z.string(), z.unknown())
      .nullable()
      .describe('What "gridtune compare --json" prints; null until there is something to tell'),
  })
  .meta({ id: 'Comparison' });

const seed = z.int().min(0).default(1);
const liveBody = z.strictObject({
  kind: z.literal('live'),
  plan: planNameSchema.default('compare').describe('Shipped plan whose settings are chosen among'),
  sendRatesTps: z
    .array(sendRateTpsSchema)
    .min(1)
    .max(20)
    .optional()
    .describe('Those of the plan if left out'),
  goal: goalBody,
  repeats: z.int().min(FEWEST_REPEATS).max(100).default(FEWEST_REPEATS),
  budget: z.int().min(1).max(1000).default(DEFAULT_BUDGET).describe('Rounds of each search at each rate'),
  seed,
});
const surfaceBody = z.strictObject({
  kind: z.literal('surface'),
  dataset: datasetNameSchema.describe('Imported results: each round of a search is one of its rows'),
  sendRateTps: sendRateTpsSchema,
  goal: goalBody,
  budget: z.int().min(1).max(1000).default(25),
  seeds: z.int().min(1).max(200).default(20),
  seed,
});

export const comparisonRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/comparisons',
    operationId: 'listComparisons',
    tag: 'comparisons',
    summary: 'Comparisons of ways to find settings, live and on recorded surfaces, the newest first',
    role: 'viewer',
    query: pageQuery.extend({ kind: summaryView.shape.kind.optional() }),
    reply: { status: 200, description: 'A page of comparisons', schema: pageOf(summaryView) },
    handler: async ({ query }, { parts }) => {
      const all = [
        ...(await parts.store.comparisons.list()).map(summaryOfLive),
        ...(await surfaceJobs(parts)).map(summaryOfJob),
      ]
        .filter(({ kind }) => query.kind === undefined || kind === query.kind)
        .toSorted((a, b) => b.startedAt.localeCompare(a.startedAt));
      return {
        body: paged(
          all,
          query,
          ({ id }) => id,
          (each) => each,
        ),
      };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/comparisons',
    operationId: 'startComparison',
    tag: 'comparisons',
    summary: 'Compare ways to find settings, on the live network or on imported results',
    role: 'operator',
    takesKey: true,
    body: z.discriminatedUnion('kind', [liveBody, surfaceBody]),
    reply: acceptedReply,
    problems: ['NOT_FOUND'],
    handler: async ({ body }, context) =>
      body.kind === 'live' ? startLive(body, context) : startOnSurface(body, context),
  }),
  defineRoute({
    method: 'get',
    path: '/comparisons/{id}',
    operationId: 'getComparison',
    tag: 'comparisons',
    summary: 'One comparison as far as it came',
    role: 'viewer',
    params: z.strictObject({ id: z.string().min(1).max(200) }),
    reply: { status: 200, description: 'The comparison', schema: comparisonView },
    handler: async ({ params: { id } }, { parts }) => {
      const comparison = await parts.store.comparisons.find(id);
      if (comparison) {
        const document = await liveDocument(parts.services, comparison);
        return { body: { ...summaryOfLive(comparison), comparison, document: { ...document } } };
      }
      const job = await parts.store.jobs.find(id);
      if (job?.kind === 'compare-surface')
        return { body: { ...summaryOfJob(job), comparison: null, document: documentOf(job) } };
      throw new NotFoundError(`there is no comparison ${id}: GET /comparisons lists those that exist`);
    },
  }),
];

async function startLive(body: z.infer<typeof liveBody>, context: RouteContext) {
  const { plan, repeats, budget, seed: ownSeed } = body;
  const { points } = await planOf(plan, context.parts);
  const sendRatesTps = body.sendRatesTps ?? [...new Set(points.map(({ sendRateTps }) => sendRateTps))];
  const goal = goalOf(body.goal, sendRatesTps);
  return accept({ kind: 'compare-live', plan, sendRatesTps, goal, repeats, budget, seed: ownSeed }, context);
}

async function startOnSurface(body: z.infer<typeof surfaceBody>, context: RouteContext) {
  const { dataset, sendRateTps, budget, seeds, seed: ownSeed } = body;
  if (!(await context.parts.store.datasets.find(dataset)))
    throw new NotFoundError(`there is no dataset ${dataset}: GET /datasets lists those that exist`);
  const goal = goalOf(body.goal, [sendRateTps]);
  return accept(
    { kind: 'compare-surface', dataset, goal, sendRateTps, budget, seeds, seed: ownSeed },
    context,
  );
}

async function surfaceJobs({ store }: ServiceParts): Promise<Job[]> {
  return store.jobs.list({ kind: 'compare-surface' });
}

function summaryOfLive(comparison: LiveComparison): Summary {
  const { id, plan, status, reason, startedAt, endedAt, goal, sendRatesTps, contenders } = comparison;
  return {
    ...{ id, kind: 'live', title: `${contenders.join(', ')} on plan ${plan.name}`, status },
    ...{ reason: reason ?? null, startedAt, endedAt: endedAt ?? null },
    ...{ objective: goal.objective, sendRatesTps: [...sendRatesTps] },
  };
}

const STATUS_OF_JOB: Readonly<Record<Job['status'], Summary['status']>> = {
  'awaiting-approval': 'queued',
  queued: 'queued',
  running: 'running',
  done: 'finished',
  failed: 'stopped',
  cancelled: 'stopped',
};

function summaryOfJob({ id, request, status, error, requestedAt, ...times }: Job): Summary {
  const { startedAt = requestedAt, endedAt = null } = times;
  const common = {
    id,
    kind: 'surface',
    status: STATUS_OF_JOB[status],
    reason: error?.message ?? null,
  } as const;
  if (request.kind !== 'compare-surface')
    return { ...common, title: '', startedAt, endedAt, objective: '', sendRatesTps: [] };
  const { dataset, goal, sendRateTps } = request;
  const title = `searches replayed on ${dataset}`;
  return { ...common, title, startedAt, endedAt, objective: goal.objective, sendRatesTps: [sendRateTps] };
}

function documentOf({ result }: Job): Record<string, unknown> | null {
  const parsed = z.record(z.string(), z.unknown()).safeParse(result);
  return parsed.success ? parsed.data : null;
}
