import { z } from 'zod';
import { describeActor } from '../../domain/actor.js';
import { datasetNameSchema } from '../../domain/dataset.js';
import { NotFoundError } from '../../domain/errors.js';
import { MODEL_STATUSES, modelRecordSchema, scoresSchema } from '../../domain/model-record.js';
import type { Store } from '../../domain/ports.js';
import { modelEntry } from '../../operations/models-list.js';
import { accept, acceptedReply } from '../accepted.js';
import { paged, pageOf, pageQuery } from '../paging.js';
import { defineRoute, type Route } from '../route.js';
import { adviceOf } from '../shared-advice.js';

export const modelView = modelRecordSchema.unwrap().meta({ id: 'Model' });
const entryView = modelRecordSchema
  .unwrap()
  .pick({ id: true, createdAt: true, kind: true, status: true, statusReason: true, networkId: true })
  .extend({ scores: scoresSchema, rows: z.int().describe('That it was made from') })
  .meta({ id: 'ModelEntry' });
const params = z.strictObject({ id: z.string().min(1).max(200) });

const statusFields = {
  modelId: z.string(),
  status: z.enum(MODEL_STATUSES),
  statusReason: z.string(),
  changed: z.boolean().describe('Whether it had another status before'),
};

export const modelRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/models',
    operationId: 'listModels',
    tag: 'models',
    summary: 'Trained models, the newest first',
    role: 'viewer',
    query: pageQuery.extend({
      status: z.enum(MODEL_STATUSES).optional(),
      networkId: z.string().max(200).optional(),
    }),
    reply: { status: 200, description: 'A page of models', schema: pageOf(entryView) },
    handler: async ({ query: { status, networkId, ...page } }, { parts }) => {
      const models = (await adviceOf(parts).models.list()).filter(
        (model) =>
          (status === undefined || model.status === status) &&
          (networkId === undefined || model.networkId === networkId),
      );
      return { body: paged(models.toReversed(), page, ({ id }) => id, modelEntry) };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/models',
    operationId: 'trainModel',
    tag: 'models',
    summary: 'Train a model and register it',
    description:
      'It learns from the named datasets and sweeps, or from every measured round of the network, is scored on points ' +
      'that it never saw, and becomes the champion if it does better than the one in charge.',
    role: 'operator',
    body: z.strictObject({
      datasets: z
        .array(datasetNameSchema)
        .max(100)
        .default([])
        .describe('Names of imported datasets and ids of sweeps; none: every measured round of the network'),
      seed: z.int().min(0).default(1).describe('Draws the split and the initial weights'),
      priorModelId: z.string().min(1).max(200).optional().describe('A registered model to start from'),
    }),
    takesKey: true,
    reply: acceptedReply,
    handler: async ({ body }, context) => {
      const { store } = context.parts;
      for (const name of body.datasets) await requireSource(store, name);
      if (body.priorModelId !== undefined) await adviceOf(context.parts).models.find(body.priorModelId);
      return accept({ kind: 'train', ...body }, context);
    },
  }),
  defineRoute({
    method: 'get',
    path: '/models/{id}',
    operationId: 'getModel',
    tag: 'models',
    summary: 'One model: lineage, scores, importance and status',
    role: 'viewer',
    params,
    reply: { status: 200, description: 'The model', schema: modelView },
    handler: async ({ params: { id } }, { parts }) => ({ body: await adviceOf(parts).models.find(id) }),
  }),
  defineRoute({
    method: 'post',
    path: '/models/{id}/promotion',
    operationId: 'promoteModel',
    tag: 'models',
    summary: "Put a model in charge of its network in the champion's place",
    role: 'approver',
    params,
    reply: {
      status: 200,
      description: 'It is in charge',
      schema: z
        .strictObject({
          ...statusFields,
          retired: z.array(z.string()).describe('Champions that it replaced'),
        })
        .meta({ id: 'Promotion' }),
    },
    problems: ['MODEL_FILE_REFUSED'],
    handler: async ({ params: { id } }, { parts, actor, signal }) => {
      const { models } = adviceOf(parts);
      // What cannot be opened cannot be in charge.
      await models.open(id);
      const { promoteModel } = await import('../../ann/registry/promotion.js');
      const { model, changed, retired } = await promoteModel(
        { store: parts.store, signal },
        { id, reason: `was promoted by ${describeActor(actor)}` },
      );
      models.forget();
      const ids = retired.map((each) => each.id);
      const note = ids.length === 0 ? undefined : `in place of ${ids.join(', ')}`;
      if (changed) await parts.audit.record({ action: 'model-promoted', subjectId: id, by: actor, note });
      const { status, statusReason } = model;
      return { body: { modelId: id, status, statusReason, changed, retired: ids } };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/models/{id}/retirement',
    operationId: 'retireModel',
    tag: 'models',
    summary: 'Take a model out of use',
    role: 'approver',
    params,
    reply: {
      status: 200,
      description: 'It is out of use',
      schema: z.strictObject({ ...statusFields, warnings: z.array(z.string()) }).meta({ id: 'Retirement' }),
    },
    handler: async ({ params: { id } }, { parts, actor, signal }) => {
      const { models } = adviceOf(parts);
      await models.find(id);
      const { retireModel } = await import('../../ann/registry/promotion.js');
      const { model, changed, wasChampion } = await retireModel(
        { store: parts.store, signal },
        { id, reason: `was retired by ${describeActor(actor)}` },
      );
      models.forget();
      if (changed) await parts.audit.record({ action: 'model-retired', subjectId: id, by: actor });
      const warnings = wasChampion
        ? ['it was the champion: its network has none now, until one is trained or promoted']
        : [];
      const { status, statusReason } = model;
      return { body: { modelId: id, status, statusReason, changed, warnings } };
    },
  }),
];

/** @throws NotFoundError */
async function requireSource(store: Store, name: string): Promise<void> {
  if ((await store.datasets.find(name)) ?? (await store.sweeps.find(name))) return;
  throw new NotFoundError(
    `there is no dataset and no sweep ${name}: /datasets and /sweeps list those that exist`,
  );
}
