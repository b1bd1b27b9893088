import { z } from 'zod';
import { modelRecordSchema } from '../../domain/model-record.js';
import { fitOf } from '../../operations/model-fit.js';
import { defineRoute, type Route } from '../route.js';
import { adviceOf } from '../shared-advice.js';

const interval = z.strictObject({ low: z.number(), high: z.number() });
const figure = z.strictObject({
  measured: z.number(),
  predicted: z.number(),
  interval90: interval,
  residual: z.number().describe('measured - predicted, in the unit of the figure'),
});

const fittedRow = z.strictObject({
  roundId: z.string().describe('Round, or source and line of an imported row'),
  pointId: z.string(),
  sendRateTps: z.number().describe('As it was achieved'),
  settings: z.strictObject({
    maxMessageCount: z.number(),
    batchTimeoutMs: z.number(),
    preferredMaxBytes: z.number().optional(),
    absoluteMaxBytes: z.number().optional(),
  }),
  measuredAt: z.string().optional(),
  heldOut: z.boolean().describe('Whether the scores are of this row'),
  figures: z.strictObject({
    throughputTps: figure.optional(),
    latencyMeanMs: figure.optional(),
    latencyP95Ms: figure.optional(),
  }),
});

const { learningCurve, importance, noiseFloor } = modelRecordSchema.unwrap().shape;

const fitView = z
  .strictObject({
    modelId: z.string(),
    total: z.int().describe('Rows that the model was made from'),
    heldOutNote: z.string(),
    rows: z.array(fittedRow),
    learningCurve,
    importance,
    noiseFloor,
  })
  .meta({ id: 'ModelFit', description: 'What a model says of the rows that it was made from' });

const HELD_OUT_NOTE =
  'The scores are of a model that never saw the rows marked heldOut. The model in use, whose predictions these are, ' +
  'learnt from all rows afterwards: residuals here are smaller than on rows that are new to it.';

export const modelFitRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/models/{id}/fit',
    operationId: 'getModelFit',
    tag: 'models',
    summary: 'Predicted against measured, row by row, with what is known of learning and inputs',
    role: 'viewer',
    params: z.strictObject({ id: z.string().min(1).max(200) }),
    query: z.strictObject({
      most: z.coerce
        .number()
        .int()
        .min(1)
        .max(5000)
        .default(1000)
        .describe('Of more rows so many, evenly spread over all'),
    }),
    reply: { status: 200, description: 'The rows', schema: fitView },
    problems: ['MODEL_FILE_REFUSED'],
    handler: async ({ params: { id }, query: { most } }, { parts }) => {
      const { models, advice } = adviceOf(parts);
      const opened = await models.open(id);
      const { total, rows } = await fitOf(opened, await advice.everyRowOf(opened.model), most);
      const { model } = opened;
      return {
        body: {
          modelId: id,
          total,
          heldOutNote: HELD_OUT_NOTE,
          rows: [...rows],
          learningCurve: model.learningCurve,
          importance: model.importance,
          noiseFloor: model.noiseFloor,
        },
      };
    },
  }),
];
