import { modelAsItCounts, modelEntry, modelsAsTheyCount } from '../../operations/models-list.js';
import { findModel } from '../../recommender/recommend-from-store.js';
import {
  textArgument,
  type CommandContext,
  type CommandBody,
  type Register,
  type RemoteBody,
} from '../command.js';
import { describeModel, modelsTable } from './models-text.js';
import { remoteModel, remoteModels, remotePromotion, remoteRetirement } from '../remote/models.js';

/** `models list | show | promote | retire`: what was trained, and which model is in charge. */
export const registerModels: Register = (program, registry) => {
  const models = program.command('models').description('trained models and which of them is in charge');
  const withId = (name: string, description: string, body: CommandBody, remote: RemoteBody): void =>
    registry(
      models.command(name).description(description).argument('<model>', 'id of a model'),
      body,
      remote,
    );
  registry(models.command('list').description('every model, the oldest first'), listModels, remoteModels);
  withId('show', 'one model: lineage, scores and status', showModel, remoteModel);
  withId('promote', "put a model in charge of its network in the champion's place", promote, remotePromotion);
  withId('retire', 'take a model out of use', retire, remoteRetirement);
};

async function listModels({ services, output }: CommandContext): Promise<void> {
  const models = await modelsAsTheyCount(await services.store());
  const text = models.length === 0 ? 'no model yet: "gridtune train" makes one' : modelsTable(models);
  output.result(models.map(modelEntry), text);
}

async function showModel(
  { services, output }: CommandContext,
  [argument]: readonly unknown[],
): Promise<void> {
  const id = textArgument(argument) ?? '';
  const model = await modelAsItCounts(await services.store(), id);
  output.result(model, describeModel(model));
}

async function promote({ services, output }: CommandContext, [argument]: readonly unknown[]): Promise<void> {
  const store = await services.store();
  const wanted = await findModel(store, textArgument(argument) ?? '');
  // Loaded when needed: TensorFlow would slow every other command down.
  const { openModel } = await import('../../ann/registry/open-model.js');
  const { promoteModel } = await import('../../ann/registry/promotion.js');
  // What cannot be opened cannot be in charge.
  await openModel(wanted, services.paths.models);
  const { model, changed, retired } = await promoteModel(
    { store, signal: services.signal },
    { id: wanted.id, reason: 'was promoted by hand' },
  );
  const ids = retired.map((each) => each.id);
  const replaced = ids.length === 0 ? '' : `; ${ids.join(', ')} retired`;
  output.result(
    { modelId: model.id, status: model.status, statusReason: model.statusReason, changed, retired: ids },
    `model ${model.id} is ${changed ? 'the champion now' : 'the champion already'}${replaced}`,
  );
}

async function retire({ services, output }: CommandContext, [argument]: readonly unknown[]): Promise<void> {
  const { retireModel } = await import('../../ann/registry/promotion.js');
  const id = textArgument(argument) ?? '';
  const { model, changed, wasChampion } = await retireModel(
    { store: await services.store(), signal: services.signal },
    { id, reason: 'was retired by hand' },
  );
  const warnings = wasChampion
    ? [
        'it was the champion: its network has none now, until "gridtune train" or "gridtune models promote" gives it one',
      ]
    : [];
  for (const warning of warnings) services.progress.warn(warning);
  output.result(
    { modelId: id, status: model.status, statusReason: model.statusReason, changed, warnings },
    `model ${id} is ${changed ? 'retired now' : 'retired already'}`,
  );
}
