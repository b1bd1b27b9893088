import { z } from 'zod';
import { resultsCsvParts } from '../../dataset/results-csv.js';
import { NotFoundError } from '../../domain/errors.js';
import { observationSchema } from '../../domain/inside.js';
import { roundSchema, type Round } from '../../domain/round.js';
import { knownRounds } from '../../operations/known-rounds.js';
import { paged, pageOf, pageQuery } from '../paging.js';
import { defineRoute, type Route } from '../route.js';
import { streamed } from '../streamed.js';

const roundView = roundSchema.meta({ id: 'Round' });

const filters = {
  sweepId: z.string().max(200).optional(),
  networkId: z.string().max(200).optional(),
  kind: z.enum(['measured', 'failed']).optional(),
  sendRateTps: z.coerce.number().optional(),
  from: z.iso.datetime().optional().describe('Rounds that ended then or later'),
  to: z.iso.datetime().optional().describe('Rounds that ended before'),
};
const filterQuery = z.strictObject(filters);
type Filters = z.infer<typeof filterQuery>;

export const resultRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/results',
    operationId: 'listResults',
    tag: 'results',
    summary: 'Rounds, measured and failed, the newest first',
    role: 'viewer',
    query: pageQuery.extend(filters),
    reply: { status: 200, description: 'A page of rounds', schema: pageOf(roundView) },
    handler: async ({ query }, { parts }) => {
      const rounds = newestFirst((await knownRounds(parts.store).list()).filter(wanted(query)));
      return { body: paged(rounds, query, ({ id }) => id, shown) };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/results.csv',
    operationId: 'exportResults',
    tag: 'results',
    summary: 'Measured rounds as a results file',
    role: 'viewer',
    query: filterQuery,
    reply: {
      status: 200,
      description: 'A header line, then one line a round',
      schema: z.string(),
      contentType: 'text/csv',
    },
    handler: async ({ query }, { parts }) => {
      const rounds = (await knownRounds(parts.store).list()).filter(wanted(query));
      return {
        headers: {
          'Content-Type': 'text/csv; charset=utf-8',
          'Content-Disposition': 'attachment; filename="results.csv"',
        },
        stream: streamed(resultsCsvParts(rounds)),
      };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/results/{id}',
    operationId: 'getResult',
    tag: 'results',
    summary: 'One round, with everything watched meanwhile if asked for',
    role: 'viewer',
    params: z.strictObject({
      id: z.string().min(1).max(300).describe('Encoded: the slashes in it as %2F'),
    }),
    query: z.strictObject({ observation: z.enum(['true', 'false']).optional() }),
    reply: {
      status: 200,
      description: 'The round',
      schema: z
        .strictObject({ round: roundView, observation: observationSchema.nullable().optional() })
        .meta({ id: 'RoundDetail' }),
    },
    handler: async ({ params: { id }, query }, { parts }) => {
      const known = (await knownRounds(parts.store).list()).find((each) => each.id === id);
      const round = known ?? (await parts.store.rounds.find(id));
      if (!round) throw new NotFoundError(`there is no round ${id}: GET /results lists those that exist`);
      if (query.observation !== 'true') return { body: { round } };
      return { body: { round, observation: (await parts.store.observations.find(id)) ?? null } };
    },
  }),
];

/** Whether a round passes every filter that was given. */
function wanted(filter: Filters): (round: Round) => boolean {
  const { sweepId, networkId, kind, sendRateTps, from, to } = filter;
  const [fromMs, toMs] = [from, to].map((each) => (each === undefined ? undefined : Date.parse(each)));
  const tests: ((round: Round) => boolean)[] = [
    ...(sweepId === undefined ? [] : [(round: Round) => round.sweepId === sweepId]),
    ...(networkId === undefined ? [] : [({ context }: Round) => context.networkId === networkId]),
    ...(kind === undefined ? [] : [(round: Round) => round.kind === kind]),
    ...(sendRateTps === undefined ? [] : [({ load }: Round) => load.sendRateTps === sendRateTps]),
    ...(fromMs === undefined ? [] : [({ endedAt }: Round) => Date.parse(endedAt) >= fromMs]),
    ...(toMs === undefined ? [] : [({ endedAt }: Round) => Date.parse(endedAt) < toMs]),
  ];
  return (round) => tests.every((test) => test(round));
}

function newestFirst(rounds: readonly Round[]): Round[] {
  return rounds.toSorted((a, b) => b.endedAt.localeCompare(a.endedAt) || a.id.localeCompare(b.id));
}

function shown(round: Round): Round {
  return round;
}
