import { InvalidInputError, NetworkDownError, NotFoundError } from '../../domain/errors.js';
import { objectiveSchema } from '../../domain/objective.js';
import type { Recommendation } from '../../domain/recommendation.js';
import { workloadSchema, type Load } from '../../domain/load.js';
import { describeSettings, type OrdererSettings } from '../../domain/settings.js';
import { findModel, recommendFromStore } from '../../recommender/recommend-from-store.js';
import { numberOption, type CommandContext, type Register } from '../command.js';
import { figure } from '../output.js';
import type { Services } from '../services.js';

interface RecommendOptions {
  readonly sendRate: number;
  readonly objective: string;
  readonly workload: string;
  readonly model?: string;
}

/** `recommend`: settings worth applying at a load, with the evidence. */
export const registerRecommend: Register = (program, registry) => {
  const recommend = program
    .command('recommend')
    .description('recommend settings for a load; changes nothing')
    .requiredOption(
      '--send-rate <tps>',
      'transactions a second that clients offer',
      numberOption('--send-rate', (rate) => rate > 0, 'above 0'),
    )
    .option('--objective <objective>', 'min-latency, max-throughput or balanced', 'min-latency')
    .option('--workload <workload>', 'publish, read or mixed', 'publish')
    .option('--model <id>', 'model to ask; default: the champion');
  registry(recommend, async (context) => {
    const { sendRate, objective, workload, model } = recommend.opts<RecommendOptions>();
    const parsedLoad = workloadSchema.safeParse(workload);
    if (!parsedLoad.success)
      throw new InvalidInputError('--workload', [
        { path: '', message: `must be publish, read or mixed, got ${workload}` },
      ]);
    const load = { workload: parsedLoad.data, sendRateTps: sendRate };
    const recommendation = await makeRecommendation(load, objective, model, context);
    context.output.result(recommendation, describeRecommendation(recommendation));
  });
};

export async function makeRecommendation(
  load: Load,
  objective: string,
  modelId: string | undefined,
  { services }: Pick<CommandContext, 'services'>,
): Promise<Recommendation> {
  const chosen = objectiveSchema.safeParse(objective);
  if (!chosen.success)
    throw new InvalidInputError('--objective', [
      { path: '', message: `must be min-latency, max-throughput or balanced, got ${objective}` },
    ]);
  const store = await services.store();
  const model = await findModel(store, modelId);
  // Loaded when needed: TensorFlow would slow every other command down.
  const { openModel } = await import('../../ann/registry/open-model.js');
  const predictor = await openModel(model, services.paths.models);
  const current = await settingsInForce(services);
  return recommendFromStore(store, {
    load,
    objective: chosen.data,
    current,
    model,
    predict: (points) => predictor.predict(points),
  });
}

/** From the live channel; where the network is not running, what the newest sweep found. */
async function settingsInForce(services: Services): Promise<OrdererSettings> {
  try {
    return (await (await services.network()).channel.read()).settings;
  } catch (error) {
    if (!(error instanceof NetworkDownError)) throw error;
    const sweep = (await (await services.store()).sweeps.list())
      .toSorted((a, b) => a.startedAt.localeCompare(b.startedAt))
      .at(-1);
    if (!sweep)
      throw new NotFoundError(
        'neither a running network nor a sweep says what is in force: run "gridtune network up"',
        { cause: error },
      );
    services.progress.warn(
      `the network does not answer: comparing with what sweep ${sweep.id} found in force`,
    );
    return sweep.original;
  }
}

export function describeRecommendation(recommendation: Recommendation): string {
  const {
    id,
    objective,
    load,
    current,
    settings,
    predicted,
    predictedCurrent,
    decision,
    candidates,
    modelId,
    roundIds,
    warnings,
  } = recommendation;
  const expected = ({ throughputTps, latencyMeanMs }: Recommendation['predicted']): string =>
    `${figure(throughputTps)} tps, mean latency ${figure(latencyMeanMs)} ms`;
  return [
    `for ${load.sendRateTps} tps (${load.workload}), ${objective}: ${decision === 'stay' ? 'stay where you are' : 'change'}`,
    `  in force     ${describeSettings(current)}: expected ${expected(predictedCurrent)}`,
    `  recommended  ${describeSettings(settings)}: expected ${expected(predicted)}`,
    `  best of ${candidates} candidates by model ${modelId}, which rests on ${roundIds.length} rounds`,
    ...warnings.map((warning) => `  warning: ${warning}`),
    `recommendation ${id}`,
  ].join('\n');
}
