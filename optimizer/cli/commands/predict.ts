import type { Answer } from '../../ann/recipe.js';
import type { Interval } from '../../domain/prediction.js';
import { predictionOf } from '../../operations/prediction.js';
import { findModel } from '../../recommender/recommend-from-store.js';
import { numberOption, type Register } from '../command.js';
import { figure, table } from '../output.js';
import {
  bytesOption,
  contextOption,
  durationOption,
  inputOf,
  type PredictOptions,
} from './predict-options.js';
import { remotePrediction } from '../remote/advice.js';

/** `predict`: what a model expects of settings under a load. */
export const registerPredict: Register = (program, registry) => {
  const predict = program
    .command('predict')
    .description('predict throughput and latency of settings under a load; changes nothing')
    .requiredOption(
      '--max-message-count <n>',
      'most transactions in a block',
      numberOption('--max-message-count', Number.isInteger, 'a whole number'),
    )
    .requiredOption(
      '--batch-timeout <duration>',
      'longest wait for a block, such as 250ms or 2s',
      durationOption('--batch-timeout'),
    )
    .requiredOption(
      '--send-rate <tps>',
      'transactions a second that clients offer',
      numberOption('--send-rate', (rate) => rate > 0, 'above 0'),
    )
    .option('--preferred-max-bytes <size>', 'such as 2MiB', bytesOption('--preferred-max-bytes'))
    .option('--absolute-max-bytes <size>', 'such as 10MiB', bytesOption('--absolute-max-bytes'))
    .option(
      '--tx-bytes <n>',
      'bytes of a transaction: payload and signature',
      numberOption('--tx-bytes', (bytes) => Number.isInteger(bytes) && bytes > 0, 'a whole number above 0'),
    )
    .option(
      '--ctx <name=number>',
      'another property of network or workload, such as orderers=3; may be given several times',
      contextOption,
    )
    .option('--model <id>', 'model to ask; default: the champion');
  registry(
    predict,
    async ({ services, output }) => {
      const options = predict.opts<PredictOptions>();
      const input = inputOf(options);
      const model = await findModel(await services.store(), options.model);
      // Loaded when needed: TensorFlow would slow every other command down.
      const { openModel } = await import('../../ann/registry/open-model.js');
      const predictor = await openModel(model, services.paths.models);
      const result = predictionOf(model.id, predictor, input);
      output.result(result, describePrediction(model.id, result, result.warnings));
    },
    (context) => {
      const options = predict.opts<PredictOptions>();
      return remotePrediction(inputOf(options), options.model, context);
    },
  );
};

function describePrediction(modelId: string, answer: Answer, warnings: readonly string[]): string {
  const intervals = 'interval90' in answer ? answer.interval90 : undefined;
  const row = (name: string, value: number | undefined, interval: Interval | undefined): string[][] =>
    value === undefined
      ? []
      : [[name, figure(value), interval ? `${figure(interval.low)} to ${figure(interval.high)}` : '-']];
  return [
    table(
      ['expected', 'value', 'for 90 of 100 rounds'],
      [
        ...row('throughput, tps', answer.throughputTps, intervals?.throughputTps),
        ...row('mean latency, ms', answer.latencyMeanMs, intervals?.latencyMeanMs),
        ...row('95th percentile, ms', answer.latencyP95Ms, intervals?.latencyP95Ms),
      ],
    ),
    ...warnings.map((warning) => `warning: ${warning}`),
    `by model ${modelId}`,
  ].join('\n');
}
