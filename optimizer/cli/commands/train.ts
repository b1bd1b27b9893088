import type { RegisteredModel } from '../../ann/registry/register-model.js';
import { descriptionTable } from '../../dataset/description.js';
import { openSources } from '../../dataset/results-source.js';
import { numberOption, type Register } from '../command.js';
import { scoresTable } from './models-text.js';
import { remoteTrain } from '../remote/models.js';

interface TrainOptions {
  readonly dataset?: string[];
  readonly seed: number;
  readonly prior?: string;
}

/** `train`: learn from stored rounds or imported results, score on rows never seen, register the model. */
export const registerTrain: Register = (program, registry) => {
  const train = program
    .command('train')
    .description('train a network on stored rounds or imported results and register it')
    .option(
      '--dataset <name...>',
      'imported datasets, CSV files or sweeps to learn from; without it every measured round of this network',
    )
    .option('--prior <model>', 'start from what this registered model found, of this network or one like it')
    .option(
      '--seed <n>',
      'draws the split and the initial weights',
      numberOption('--seed', Number.isInteger, 'a whole number'),
      1,
    );
  registry(
    train,
    async ({ services, output }) => {
      // Loaded when needed: TensorFlow would slow every other command down.
      const { trainAndRegister } = await import('../../ann/registry/register-model.js');
      const { dataset = [], seed, prior } = train.opts<TrainOptions>();
      const store = await services.store();
      const trained = await trainAndRegister(
        { store, modelsDirectory: services.paths.models, progress: services.progress },
        { ...(await openSources(store, dataset)), seed, priorModelId: prior },
        services.signal,
      );
      output.result(trained.record, describeTraining(trained));
    },
    (context) => remoteTrain(train.opts<TrainOptions>(), context),
  );
};

export function describeTraining({ record, description, sources }: RegisteredModel): string {
  const { id, kind, rows, trainSeconds, status, statusReason } = record;
  return [
    descriptionTable(description),
    '',
    `learnt from ${sources.map(({ name, rows: count }) => `${name} (${count} rows)`).join(', ')}`,
    `errors on ${rows.test} rows that the scored model never saw; it learnt from ${rows.train}`,
    scoresTable(record),
    '',
    `model ${id}: ${kind}, fitted to all rows in ${trainSeconds.toFixed(1)} s`,
    `${status === 'champion' ? 'the champion now' : `stays a ${status}`}: ${statusReason}`,
  ].join('\n');
}
