import { z } from 'zod';
import { BASELINE_SETTINGS } from '../../domain/comparison.js';
import { InvalidInputError, NotFoundError } from '../../domain/errors.js';
import { sendRateTpsSchema, workloadSchema, type Workload } from '../../domain/load.js';
import { intervalPredictionSchema } from '../../domain/prediction.js';
import { settingFields, type OrdererSettings } from '../../domain/settings.js';
import { predictionOf, refuseImpossibleInput } from '../../operations/prediction.js';
import { learntAxis, measuredNear, surfaceOf } from '../../operations/prediction-surface.js';
import type { OpenedModel } from '../../operations/opened-models.js';
import { questionOfRows } from '../../recommender/question.js';
import type { LearntRows } from '../../recommender/learnt-rows.js';
import type { ServiceParts } from '../parts.js';
import { defineRoute, type Route } from '../route.js';
import { adviceOf } from '../shared-advice.js';

const { maxMessageCount, batchTimeoutMs, preferredMaxBytes, absoluteMaxBytes } = settingFields;

const groundFields = {
  sendRateTps: sendRateTpsSchema,
  txBytes: z
    .int()
    .min(1)
    .max(100 * 1024 * 1024)
    .optional()
    .describe('Bytes of a transaction: payload and signature'),
  context: z
    .record(z.string().min(1).max(64), z.number())
    .refine((context) => Object.keys(context).length <= 50, { error: 'must have at most 50 properties' })
    .optional()
    .describe('Other properties of network or workload, such as {"orderers": 3}'),
  modelId: z.string().min(1).max(200).optional().describe('Model to ask; by default the champion'),
};

const predictionView = intervalPredictionSchema
  .unwrap()
  .partial({ interval90: true })
  .extend({
    modelId: z.string(),
    input: z.looseObject({
      maxMessageCount: z.number(),
      batchTimeoutMs: z.number(),
      sendRateTps: z.number(),
    }),
    warnings: z.array(z.string()),
  })
  .meta({ id: 'Prediction' });

const axis = (setting: typeof maxMessageCount) =>
  z
    .strictObject({ min: setting, max: setting, steps: z.int().min(1).max(500).default(30) })
    .refine(({ min, max }) => min <= max, { error: 'min must not be greater than max' });

const MOST_CELLS = 2500;
const STEPS = 30;

const figureView = z.strictObject({
  values: z.array(z.number()),
  intervalWidths: z.array(z.number()).describe('Of the 90 % intervals, in the unit of the figure'),
});

const surfaceView = z
  .strictObject({
    modelId: z.string(),
    sendRateTps: z.number(),
    preferredMaxBytes: z.int(),
    absoluteMaxBytes: z.int(),
    txBytes: z.number().optional().describe('What was asked with; absent where nobody knows'),
    maxMessageCounts: z.array(z.int()),
    batchTimeoutsMs: z.array(z.int()),
    throughputTps: figureView,
    latencyMeanMs: figureView,
    latencyP95Ms: figureView.optional(),
    binding: z.array(z.enum(['count', 'bytes', 'timeout'])).describe('Which limit ends blocks'),
    measured: z.array(
      z.strictObject({
        maxMessageCount: z.number(),
        batchTimeoutMs: z.number(),
        preferredMaxBytes: z.number().optional(),
        sendRateTps: z.number(),
        throughputTps: z.number(),
        latencyMeanMs: z.number(),
        latencyP95Ms: z.number().optional(),
        rounds: z.int(),
      }),
    ),
    warnings: z.array(z.string()),
  })
  .meta({
    id: 'PredictionSurface',
    description:
      'Figures over a grid: row by row of maxMessageCounts, each row with one value for each of batchTimeoutsMs; and ' +
      'what was measured at about this rate, medians over the rounds of the same settings.',
  });

export const predictionRoutes: readonly Route[] = [
  defineRoute({
    method: 'post',
    path: '/predictions',
    operationId: 'predict',
    tag: 'predictions',
    summary: 'What a model expects of settings under a load; changes and keeps nothing',
    role: 'viewer',
    body: z.strictObject({
      settings: z.strictObject({
        maxMessageCount,
        batchTimeoutMs,
        preferredMaxBytes: preferredMaxBytes.optional(),
        absoluteMaxBytes: absoluteMaxBytes.optional(),
      }),
      ...groundFields,
    }),
    reply: { status: 200, description: 'The prediction', schema: predictionView },
    problems: ['MODEL_FILE_REFUSED'],
    handler: async ({ body }, { parts }) => {
      const { settings, modelId, ...ground } = body;
      const input = { ...settings, ...ground };
      refuseImpossibleInput(input);
      const { model, predictor } = await adviceOf(parts).models.open(modelId);
      const { warnings, ...prediction } = predictionOf(model.id, predictor, input);
      return { body: { ...prediction, warnings: [...warnings], input } };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/predictions/surface',
    operationId: 'predictSurface',
    tag: 'predictions',
    summary:
      'What a model expects over a grid of counts and timeouts at one rate, with what was measured there',
    description:
      'Without axes, over what the model learnt from. What the body leaves out is as the model found it.',
    role: 'viewer',
    body: z.strictObject({
      maxMessageCount: axis(maxMessageCount).optional(),
      batchTimeoutMs: axis(batchTimeoutMs).optional(),
      preferredMaxBytes: preferredMaxBytes.optional(),
      absoluteMaxBytes: absoluteMaxBytes.optional(),
      ...groundFields,
      workload: workloadSchema.default('publish'),
      rateTolerancePct: z
        .number()
        .min(0)
        .max(100)
        .default(10)
        .describe('How far the rate of a measured round may be off'),
    }),
    reply: { status: 200, description: 'The surface', schema: surfaceView },
    problems: ['MODEL_FILE_REFUSED'],
    handler: async ({ body }, { parts }) => {
      const { sendRateTps, modelId, workload, rateTolerancePct } = body;
      const opened = await adviceOf(parts).models.open(modelId);
      const counts = body.maxMessageCount ?? learntAxis(opened, 'maxMessageCount', STEPS);
      const timeouts = body.batchTimeoutMs ?? learntAxis(opened, 'batchTimeoutMs', STEPS);
      refuseTooMany(counts.steps * timeouts.steps);
      const { learnt, warnings } = await learntOrNone(parts, opened, workload);
      const bytes = await bytesOf(body, parts);
      const point = { maxMessageCount: counts.min, batchTimeoutMs: timeouts.min, ...bytes };
      refuseImpossibleInput({ ...point, sendRateTps });
      const found = learnt.length === 0 ? undefined : questionOfRows(learnt)(point, sendRateTps);
      const ground = {
        txBytes: body.txBytes ?? found?.txBytes,
        consensus: found?.consensus,
        context: { ...found?.context, ...body.context },
      };
      const grid = await surfaceOf(opened, {
        sendRateTps,
        maxMessageCount: counts,
        batchTimeoutMs: timeouts,
        bytes,
        ground,
      });
      return {
        body: {
          modelId: opened.model.id,
          sendRateTps,
          ...bytes,
          ...(ground.txBytes === undefined ? {} : { txBytes: ground.txBytes }),
          ...plain(grid),
          measured: measuredNear(learnt, sendRateTps, rateTolerancePct / 100),
          warnings: [...warnings, ...grid.warnings],
        },
      };
    },
  }),
];

type Grid = Awaited<ReturnType<typeof surfaceOf>>;

/** Lists as the reply has them. */
function plain({ maxMessageCounts, batchTimeoutsMs, binding, throughputTps, ...grid }: Grid) {
  const { latencyMeanMs, latencyP95Ms } = grid;
  const figure = ({ values, intervalWidths }: Grid['latencyMeanMs']) => ({
    values: [...values],
    intervalWidths: [...intervalWidths],
  });
  return {
    maxMessageCounts: [...maxMessageCounts],
    batchTimeoutsMs: [...batchTimeoutsMs],
    throughputTps: figure(throughputTps),
    latencyMeanMs: figure(latencyMeanMs),
    ...(latencyP95Ms ? { latencyP95Ms: figure(latencyP95Ms) } : {}),
    binding: [...binding],
  };
}

function refuseTooMany(cells: number): void {
  if (cells <= MOST_CELLS) return;
  const message = `must have at most ${MOST_CELLS} cells, got ${cells}: take fewer steps`;
  throw new InvalidInputError('request', [{ path: 'body', message }]);
}

/** A surface can be drawn without the rows; then nothing was measured, and the network is as it usually is. */
async function learntOrNone(
  parts: ServiceParts,
  { model }: OpenedModel,
  workload: Workload,
): Promise<{ readonly learnt: LearntRows['rows']; readonly warnings: readonly string[] }> {
  try {
    const { rows } = await adviceOf(parts).advice.rowsOf(model, workload);
    const none = rows.length === 0 ? [`the model learnt nothing of workload ${workload}`] : [];
    return { learnt: rows, warnings: none };
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    return { learnt: [], warnings: [error.message] };
  }
}

type Bytes = Pick<OrdererSettings, 'preferredMaxBytes' | 'absoluteMaxBytes'>;

/** What the body does not say is as in force, else as in Fabric's sample default. */
async function bytesOf(
  body: { readonly [name in keyof Bytes]?: number | undefined },
  parts: ServiceParts,
): Promise<Bytes> {
  const inForce = await settingsInForceOrDefault(parts);
  return {
    preferredMaxBytes: body.preferredMaxBytes ?? inForce.preferredMaxBytes,
    absoluteMaxBytes: body.absoluteMaxBytes ?? inForce.absoluteMaxBytes,
  };
}

async function settingsInForceOrDefault(parts: ServiceParts): Promise<OrdererSettings> {
  try {
    return (await adviceOf(parts).advice.inForce()).settings;
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    return BASELINE_SETTINGS.fabricDefault;
  }
}
