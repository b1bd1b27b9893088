import path from 'node:path';
import { datasetHash } from '../../dataset/hash.js';
import { checkRows, describeDropped } from '../../dataset/check.js';
import { mixedConditions } from '../../dataset/conditions.js';
import { describeRows, type ColumnDescription } from '../../dataset/description.js';
import type { DataRow } from '../../dataset/columns.js';
import { rowsFromTable, sourceOfImportedRow, type ImportedResults } from '../../dataset/imported-rows.js';
import { inCanonicalOrder, rowsFromRounds } from '../../dataset/rows.js';
import { describeSuspects, suspectRows } from '../../dataset/suspect-rows.js';
import { NotEnoughDataError, NotFoundError } from '../../domain/errors.js';
import { newId } from '../../domain/id.js';
import type { ModelRecord } from '../../domain/model-record.js';
import type { Progress, Store } from '../../domain/ports.js';
import type { Round } from '../../domain/round.js';
import { everyTenth } from '../../domain/tenths.js';
import { trainingBox, type ModelArtifact } from '../artifact.js';
import { prepareBackend } from '../backend.js';
import { ensembleName } from '../ensemble/ensemble-model.js';
import type { PriorModel } from '../ensemble/prior.js';
import type { FittedEnsemble } from '../ensemble/ensemble-recipe.js';
import { assessRecipe } from '../evaluation/assess.js';
import { BASELINE_RECIPES } from '../evaluation/baseline-recipes.js';
import { permutationImportance } from '../evaluation/importance.js';
import { mainRecipe, PLAIN_BASELINE } from '../evaluation/main-recipe.js';
import { writeModelFile } from '../model-file.js';
import { codeVersion } from './code-version.js';
import { decide, type Decision } from './contest.js';
import { openModel, openPrior } from './open-model.js';
import { promoteModel } from './promotion.js';

export interface TrainServices {
  readonly store: Pick<Store, 'rounds' | 'sweeps' | 'models' | 'claims'>;
  readonly modelsDirectory: string;
  readonly progress: Progress;
}

export interface TrainRequest {
  /** Sweeps to learn from. */
  readonly sweepIds: readonly string[];
  /** Results from elsewhere. Without these and sweeps, every measured round of the newest round's network. */
  readonly imports?: readonly ImportedResults[];
  readonly seed: number;
  /** A registered model to start from. */
  readonly priorModelId?: string | undefined;
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
 * an imported row; its `datasetHash` covers every value of them. The model becomes champion of its network if
 * it does better there than the one in charge (see `decide`), else it stays a candidate.
 * @throws NotEnoughDataError, NotFoundError, CancelledError
 */
export async function trainAndRegister(
  { store, modelsDirectory, progress }: TrainServices,
  { sweepIds, imports = [], seed, priorModelId }: TrainRequest,
  signal?: AbortSignal,
): Promise<RegisteredModel> {
  const measured = await measuredRounds(store, sweepIds, imports);
  const rounds = roundsToLearnFrom(measured, sweepIds, imports);
  for (const warning of mixedConditions(rounds)) progress.warn(warning);
  const found = [...rowsFromRounds(rounds), ...imports.flatMap(rowsFromTable)];
  const description = describeRows(found); // before anything is dropped, so that what is missing shows
  const { rows, dropped } = checkRows(found);
  for (const warning of describeDropped(dropped)) progress.warn(warning);
  for (const warning of describeSuspects(suspectRows(rows))) progress.warn(warning);
  const prior = await priorOf(store, modelsDirectory, priorModelId);
  const assessed = await assess(rows, { seed, signal, prior, progress });
  const backend = await prepareBackend();
  if (backend.warning) progress.warn(backend.warning);
  const createdAt = new Date().toISOString();
  const artifact = artifactOf(assessed.delivered, rows, seed);
  const lineage = {
    id: newId('m', createdAt),
    createdAt,
    networkId: rounds[0]?.context.networkId,
    datasetHash: artifact.datasetHash,
    roundIds: rows.map(({ roundId }) => roundId),
    codeVersion: await codeVersion(),
    seed,
    ...(priorModelId === undefined ? {} : { priorModelId }),
    backend: backend.name,
  };
  const { heldOut, scored: scoredModel } = assessed;
  const open = async (model: ModelRecord) => openModel(model, modelsDirectory);
  const exam = { heldOut, scoredModel, measuredAt: timesOf(measured, rows) };
  const decision = await decide({ store, open }, lineage, exam);
  if (decision.warning) progress.warn(decision.warning);
  const record = await register(store, decision, {
    ...lineage,
    kind: artifact.kind,
    rows: { train: assessed.rows.learn, validation: 0, test: assessed.rows.heldOut },
    trainSeconds: assessed.trainSeconds,
    scores: assessed.scores,
    baselines: { ...assessed.baselines },
    noiseFloor: assessed.noiseFloor,
    importance: permutationImportance(scoredModel, heldOut, { seed }).map((each) => ({ ...each })),
    status: 'candidate',
    statusReason: decision.promote ? `about to be promoted: ${decision.reason}` : decision.reason,
    statusAt: createdAt,
    file: await writeModelFile(path.join(modelsDirectory, `${lineage.id}.json`), artifact),
  });
  return { record, description, sources: sourcesOf(rows, rounds) };
}

async function priorOf(
  store: TrainServices['store'],
  modelsDirectory: string,
  id: string | undefined,
): Promise<PriorModel | undefined> {
  return id === undefined ? undefined : openPrior(store, modelsDirectory, id);
}

interface AssessRequest {
  readonly seed: number;
  readonly signal: AbortSignal | undefined;
  readonly prior: PriorModel | undefined;
  readonly progress: Progress;
}

function assess(rows: readonly DataRow[], { seed, signal, prior, progress }: AssessRequest) {
  const step = `training on ${rows.length} rows`;
  progress.step(step);
  return assessRecipe(rows, mainRecipe(prior), BASELINES_OF_EVERY_MODEL, {
    seed,
    signal,
    onProgress: everyTenth((tenths) => progress.advance(tenths, 10, step)),
  });
}

const BASELINES_OF_EVERY_MODEL = { ...BASELINE_RECIPES, ...PLAIN_BASELINE };

function artifactOf(fitted: FittedEnsemble, rows: readonly DataRow[], seed: number): ModelArtifact {
  const all = inCanonicalOrder(rows);
  return {
    kind: ensembleName(fitted.model),
    ensemble: fitted.model,
    box: trainingBox(all),
    datasetHash: datasetHash(all),
    seed,
  };
}

/** First as a candidate: a promotion that is cut short leaves a model that can be promoted later. */
async function register(
  store: TrainServices['store'],
  { promote, reason, championId }: Decision,
  record: ModelRecord,
): Promise<ModelRecord> {
  await store.models.insert(record);
  if (!promote) return record;
  const request = { id: record.id, reason, insteadOf: { championId } };
  return (await promoteModel({ store }, request)).model;
}

function timesOf(rounds: readonly Round[], rows: readonly DataRow[]): Map<string, string> {
  return new Map([
    ...rows.flatMap(({ roundId, measuredAt }) => (measuredAt ? [[roundId, measuredAt] as const] : [])),
    ...rounds.map(({ id, startedAt }) => [id, startedAt] as const),
  ]);
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

/** Every measured round of the store; none where only imports are learnt from. */
async function measuredRounds(
  store: TrainServices['store'],
  sweepIds: readonly string[],
  imports: readonly ImportedResults[],
): Promise<Round[]> {
  for (const id of sweepIds) {
    if (!(await store.sweeps.find(id)))
      throw new NotFoundError(`there is no sweep ${id}: "gridtune results list" shows those that exist`);
  }
  return sweepIds.length === 0 && imports.length > 0 ? [] : store.rounds.list({ kind: 'measured' });
}

function roundsToLearnFrom(
  measured: readonly Round[],
  sweepIds: readonly string[],
  imports: readonly ImportedResults[],
): Round[] {
  if (sweepIds.length === 0 && imports.length > 0) return [];
  const wanted = measured.filter(({ sweepId }) => sweepIds.length === 0 || sweepIds.includes(sweepId));
  const newest = wanted.toSorted((a, b) => a.startedAt.localeCompare(b.startedAt)).at(-1);
  if (!newest)
    throw new NotEnoughDataError('there is no measured round to learn from: run "gridtune sweep" first');
  // Rounds of another network say nothing about this one.
  return wanted.filter(({ context }) => context.networkId === newest.context.networkId);
}
