import { z } from 'zod';
import { NotFoundError } from '../../domain/errors.js';
import { claimIdOf } from '../../domain/exclusive-channel.js';
import { loadSchema, sendRateTpsSchema, workloadSchema } from '../../domain/load.js';
import { plannedRoundSchema } from '../../domain/plan.js';
import { sweepSchema, type Round, type Sweep } from '../../domain/round.js';
import { searchSchema } from '../../domain/search.js';
import { knownRounds } from '../../operations/known-rounds.js';
import { knownSweeps } from '../../operations/known-sweeps.js';
import { pointsOf, progressOf } from '../../operations/sweep-progress.js';
import { sweepReport } from '../../operations/sweep-report.js';
import { groupBy } from '../../research/group-by.js';
import { STRATEGY_NAMES } from '../../search/strategies.js';
import { accept, acceptedReply } from '../accepted.js';
import { goalBody, goalOf } from '../goal-body.js';
import { paged, pageOf, pageQuery } from '../paging.js';
import type { ServiceParts } from '../parts.js';
import { planBody, planNameSchema, planOf } from '../plan-body.js';
import { defineRoute, type Route } from '../route.js';
import { settingsView } from '../shared-views.js';
import { streamed } from '../streamed.js';

const fields = sweepSchema.unwrap().shape;
const plannedRoundView = plannedRoundSchema.meta({ id: 'PlannedRound' });

const summary = {
  id: fields.id,
  kind: z.enum(['plan', 'search']),
  planName: fields.planName,
  networkId: fields.networkId,
  channel: fields.channel,
  status: fields.status,
  atWork: z
    .boolean()
    .describe('Somebody holds the channel and renews that; a sweep that was killed does not'),
  startedAt: fields.startedAt,
  endedAt: fields.endedAt,
  reason: fields.reason,
  planned: z.int().describe('Rounds in all; of a search its budget'),
  measured: z.int(),
  failed: z.int(),
};
const summaryView = z.strictObject(summary).meta({ id: 'SweepSummary' });

const sweepView = z
  .strictObject({
    ...summary,
    original: settingsView.describe('What the channel had before and gets back'),
    window: fields.window,
    precision: fields.precision,
    current: plannedRoundView
      .nullable()
      .describe('The round that is being measured, or the next one; null: none, or none is chosen yet'),
    secondsLeft: z
      .number()
      .nullable()
      .describe('By what its rounds have taken so far; null once it does not run'),
    points: z.array(
      z.strictObject({
        pointId: z.string(),
        settings: settingsView,
        load: loadSchema,
        planned: z.int(),
        measured: z.int(),
        failed: z.int(),
        figures: z
          .strictObject({
            achievedRateTps: z.number(),
            throughputTps: z.number(),
            latencyMeanMs: z.number(),
            latencyP95Ms: z.number(),
          })
          .nullable()
          .describe('Means over its measured rounds'),
      }),
    ),
    search: searchSchema
      .unwrap()
      .nullable()
      .describe('What a search looks for, and after each round what it believes'),
  })
  .meta({ id: 'Sweep' });

const params = z.strictObject({ id: z.string().min(1).max(200) });

export const sweepRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/sweeps',
    operationId: 'listSweeps',
    tag: 'sweeps',
    summary: 'Sweeps and searches and how far they came, the newest first',
    role: 'viewer',
    query: pageQuery.extend({
      status: fields.status.optional(),
      kind: summary.kind.optional(),
      networkId: z.string().max(200).optional(),
    }),
    reply: { status: 200, description: 'A page of sweeps', schema: pageOf(summaryView) },
    handler: async ({ query }, { parts }) => {
      const { status, kind, networkId } = query;
      const bySweep = groupBy(await knownRounds(parts.store).list(), ({ sweepId }) => sweepId);
      const wanted = (await knownSweeps(parts.store))
        .filter((sweep) => status === undefined || sweep.status === status)
        .filter((sweep) => kind === undefined || kindOf(sweep) === kind)
        .filter((sweep) => networkId === undefined || sweep.networkId === networkId)
        .toSorted((a, b) => b.startedAt.localeCompare(a.startedAt));
      const held = await holds(parts, wanted);
      return {
        body: paged(
          wanted,
          query,
          ({ id }) => id,
          (sweep) => summaryOf(sweep, bySweep.get(sweep.id) ?? [], held),
        ),
      };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/sweeps',
    operationId: 'startSweep',
    tag: 'sweeps',
    summary: 'Measure a plan on the live network',
    role: 'operator',
    takesKey: true,
    body: z.strictObject({
      plan: planBody,
      skipDead: z
        .boolean()
        .default(false)
        .describe('Of points that differ only in settings without effect measure one'),
    }),
    reply: acceptedReply,
    handler: async ({ body }, context) => {
      const plan = await planOf(body.plan, context.parts);
      return accept({ kind: 'sweep', plan, skipDead: body.skipDead }, context);
    },
  }),
  defineRoute({
    method: 'post',
    path: '/searches',
    operationId: 'startSearch',
    tag: 'sweeps',
    summary: 'Let a strategy choose each round: the best settings in few rounds',
    role: 'operator',
    takesKey: true,
    body: z.strictObject({
      goal: goalBody,
      sendRateTps: sendRateTpsSchema,
      workload: workloadSchema.optional(),
      strategy: z.enum(STRATEGY_NAMES).default('gridtune'),
      budget: z.int().min(1).max(1000).default(25).describe('Rounds at most'),
      seed: z.int().min(0).default(1),
      plan: planNameSchema.optional().describe('Shipped plan whose settings are the candidates'),
    }),
    reply: acceptedReply,
    handler: async ({ body }, context) => {
      const { goal, sendRateTps, strategy, budget, seed, plan } = body;
      const workload =
        body.workload ?? (plan === undefined ? 'publish' : (await planOf(plan, context.parts)).workload);
      return accept(
        {
          kind: 'search',
          ...{ strategy, goal: goalOf(goal, [sendRateTps]), load: { workload, sendRateTps }, budget, seed },
          ...(plan === undefined ? {} : { plan }),
        },
        context,
      );
    },
  }),
  defineRoute({
    method: 'get',
    path: '/sweeps/{id}',
    operationId: 'getSweep',
    tag: 'sweeps',
    summary: 'One sweep: progress, points with what was measured at them, what a search believes',
    role: 'viewer',
    params,
    reply: { status: 200, description: 'The sweep', schema: sweepView },
    handler: async ({ params: { id } }, { parts }) => {
      const sweep = await findSweep(id, parts);
      const rounds = (await knownRounds(parts.store).list()).filter(({ sweepId }) => sweepId === id);
      const { original, window, precision, search } = sweep;
      const { current, secondsLeft } = progressOf(sweep, rounds);
      const shown = summaryOf(sweep, rounds, await holds(parts, [sweep]));
      return {
        body: {
          ...{ ...shown, original, window, precision },
          ...(shown.atWork ? { current, secondsLeft } : { current: null, secondsLeft: null }),
          points: pointsOf(sweep, rounds).map((point) => ({ ...point })),
          search: search ?? null,
        },
      };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/sweeps/{id}/resumption',
    operationId: 'resumeSweep',
    tag: 'sweeps',
    summary: 'Go on with a sweep or search that was cut short',
    role: 'operator',
    takesKey: true,
    params,
    reply: acceptedReply,
    handler: async ({ params: { id } }, context) => {
      await findSweep(id, context.parts);
      return accept({ kind: 'resume-sweep', sweepId: id }, context);
    },
  }),
  defineRoute({
    method: 'get',
    path: '/sweeps/{id}/report',
    operationId: 'getSweepReport',
    tag: 'sweeps',
    summary: 'A sweep as far as it came as one HTML page with charts',
    role: 'viewer',
    params,
    reply: { status: 200, description: 'The page', schema: z.string(), contentType: 'text/html' },
    handler: async ({ params: { id } }, { parts }) => {
      const { page } = await sweepReport(parts.store, id);
      return {
        headers: {
          'Content-Type': 'text/html; charset=utf-8',
          // It is one page by itself: it asks for nothing and runs nothing.
          'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox",
        },
        stream: streamed([page]),
      };
    },
  }),
];

function kindOf({ search }: Sweep): 'plan' | 'search' {
  return search ? 'search' : 'plan';
}

/** @throws NotFoundError */
async function findSweep(id: string, { store }: ServiceParts): Promise<Sweep> {
  const known = (await knownSweeps(store)).find((sweep) => sweep.id === id);
  const sweep = known ?? (await store.sweeps.find(id));
  if (sweep) return sweep;
  throw new NotFoundError(`there is no sweep ${id}: GET /sweeps lists those that exist`);
}

/** Channels that somebody holds now, by the id of their claim; asked only where a sweep says that it runs. */
async function holds({ store }: ServiceParts, sweeps: readonly Sweep[]): Promise<ReadonlySet<string>> {
  const ids = new Set(sweeps.filter(({ status }) => status === 'running').map(claimOf));
  const claims = await Promise.all([...ids].map(async (id) => store.claims.find(id)));
  const nowMs = Date.now();
  return new Set(claims.flatMap((claim) => (claim && claim.expiresAtMs > nowMs ? [claim.id] : [])));
}

function claimOf({ networkId, channel }: Sweep): string {
  return claimIdOf({ id: networkId, channelName: channel });
}

function summaryOf(sweep: Sweep, rounds: readonly Round[], held: ReadonlySet<string>) {
  const { id, planName, networkId, channel, status, startedAt, endedAt, reason } = sweep;
  const { planned, measured, failed } = progressOf(sweep, rounds);
  return {
    ...{ id, kind: kindOf(sweep), planName, networkId, channel, status },
    atWork: status === 'running' && held.has(claimOf(sweep)),
    ...{ startedAt, endedAt, reason, planned, measured, failed },
  };
}
