import path from 'node:path';
import { checkRows, describeDropped } from '../dataset/check.js';
import { mixedConditions } from '../dataset/conditions.js';
import { describeRows, type ColumnDescription } from '../dataset/description.js';
import type { DataRow } from '../dataset/columns.js';
import { rowsFromTable, sourceOfImportedRow, type ImportedResults } from '../dataset/imported-rows.js';
import { rowsFromRounds } from '../dataset/rows.js';
import { NotEnoughDataError, NotFoundError } from '../domain/errors.js';
import { newId } from '../domain/id.js';
import type { Progress, Store } from '../domain/ports.js';
import type { ModelRecord } from '../domain/recommendation.js';
import type { Round } from '../domain/round.js';
import { readModelFile, writeModelFile } from './model-file.js';
import { createPredictor, type Predictor } from './predictor.js';
import { trainModel } from './train-model.js';

export interface TrainServices {
  readonly store: Pick<Store, 'rounds' | 'sweeps' | 'models'>;
  readonly modelsDirectory: string;
  readonly progress: Progress;
}

export interface TrainRequest {
  /** Sweeps to learn from. */
  readonly sweepIds: readonly string[];
  /** Results from elsewhere. Without these and sweeps, every measured round of the newest round's network. */
  readonly imports?: readonly ImportedResults[];
  readonly seed: number;
}

export interface RegisteredModel {
  readonly record: ModelRecord;
  readonly description: readonly ColumnDescription[];
  /** What the usable rows came from: sweeps, datasets and files, and how many each gave. */
  readonly sources: readonly { readonly name: string; readonly rows: number }[];
}

/**
 * Trains on stored rounds and imported results, writes the model file and registers it with what it was made
 * from: the record's `roundIds` name sweep, point and replicate of a round, and dataset or file and line of
 * an imported row; its `datasetHash` covers every value of them.
 * @throws NotEnoughDataError, NotFoundError, CancelledError
 */
export async function trainAndRegister(
  { store, modelsDirectory, progress }: TrainServices,
  { sweepIds, imports = [], seed }: TrainRequest,
  signal?: AbortSignal,
): Promise<RegisteredModel> {
  const rounds = sweepIds.length === 0 && imports.length > 0 ? [] : await roundsToLearnFrom(store, sweepIds);
  for (const warning of mixedConditions(rounds)) progress.warn(warning);
  const found = [...rowsFromRounds(rounds), ...imports.flatMap(rowsFromTable)];
  const description = describeRows(found); // before anything is dropped, so that what is missing shows
  const { rows, dropped } = checkRows(found);
  for (const warning of describeDropped(dropped)) progress.warn(warning);
  progress.step(`training on ${rows.length} rows`);
  const trained = await trainModel(rows, { seed, signal });
  if (trained.backend.warning) progress.warn(trained.backend.warning);
  const createdAt = new Date().toISOString();
  const id = newId('m', createdAt);
  const record: ModelRecord = {
    id,
    createdAt,
    kind: trained.artifact.kind,
    seed,
    datasetHash: trained.artifact.datasetHash,
    roundIds: rows.map(({ roundId }) => roundId),
    rows: trained.rows,
    trainSeconds: trained.trainSeconds,
    scores: trained.scores,
    baselines: trained.baselines,
    file: await writeModelFile(path.join(modelsDirectory, `${id}.json`), trained.artifact),
  };
  await store.models.insert(record);
  return { record, description, sources: sourcesOf(rows, rounds) };
}

function sourcesOf(rows: readonly DataRow[], rounds: readonly Round[]): RegisteredModel['sources'] {
  const sweepOf = new Map(rounds.map(({ id, sweepId }) => [id, sweepId]));
  const counts = new Map<string, number>();
  for (const { roundId } of rows) {
    const name = sweepOf.get(roundId) ?? sourceOfImportedRow(roundId);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].map(([name, count]) => ({ name, rows: count }));
}

async function roundsToLearnFrom(
  store: TrainServices['store'],
  sweepIds: readonly string[],
): Promise<Round[]> {
  for (const id of sweepIds) {
    if (!(await store.sweeps.find(id)))
      throw new NotFoundError(`there is no sweep ${id}: "gridtune results list" shows those that exist`);
  }
  const measured = await store.rounds.list({ kind: 'measured' });
  const wanted = measured.filter(({ sweepId }) => sweepIds.length === 0 || sweepIds.includes(sweepId));
  const newest = wanted.toSorted((a, b) => a.startedAt.localeCompare(b.startedAt)).at(-1);
  if (!newest)
    throw new NotEnoughDataError('there is no measured round to learn from: run "gridtune sweep" first');
  // Rounds of another network say nothing about this one.
  return wanted.filter(({ context }) => context.networkId === newest.context.networkId);
}

/** A registered model, ready to predict. @throws NotFoundError, ModelFileError if the file is not the registered one */
export async function openModel(record: ModelRecord, modelsDirectory: string): Promise<Predictor> {
  return createPredictor(
    await readModelFile(path.join(modelsDirectory, record.file.name), record.file.sha256),
  );
}
