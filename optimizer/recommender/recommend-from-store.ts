import type { DataRow, InputName, ModelInput, Predict } from '../dataset/columns.js';
import { isHashOf } from '../dataset/hash.js';
import { rowsFromTable, sourceOfImportedRow } from '../dataset/imported-rows.js';
import { openImport } from '../dataset/results-source.js';
import { rowsFromRounds } from '../dataset/rows.js';
import { NotFoundError } from '../domain/errors.js';
import { newId } from '../domain/id.js';
import type { Load } from '../domain/load.js';
import { championOf, withOneChampion, type ModelRecord } from '../domain/model-record.js';
import type { Objective, Prediction } from '../domain/objective.js';
import type { Store } from '../domain/ports.js';
import type { Recommendation } from '../domain/recommendation.js';
import type { Round } from '../domain/round.js';
import { median } from '../domain/statistics.js';
import { HARD_LIMITS, sameSettings, type OrdererSettings } from '../domain/settings.js';
import { equalRatios } from './candidates.js';
import { choose } from './choice.js';
import { questionOn, type Ground } from './question.js';
import { recommend } from './recommend.js';
import { scoreWarnings } from './warnings.js';

export interface StoredRecommendRequest {
  readonly load: Load;
  readonly objective: Objective;
  /** Settings in force. */
  readonly current: OrdererSettings;
  readonly model: ModelRecord;
  readonly predict: Predict;
}

/** When and under which id a recommendation is made. */
interface Stamp {
  readonly id: string;
  readonly now: Date;
}

/**
 * Recommends from the rounds that a registered model was made from, and keeps the recommendation. Imported
 * rows count only where there is no such round of the load's workload, and the recommendation says so.
 * @throws NotEnoughDataError, InfeasibleError; NotFoundError if imported rows are needed and gone
 */
export async function recommendFromStore(
  store: Pick<Store, 'rounds' | 'recommendations' | 'datasets'>,
  request: StoredRecommendRequest,
): Promise<Recommendation> {
  const { model, load } = request;
  const wanted = new Set(model.roundIds);
  const rounds = (await store.rounds.list({ kind: 'measured' })).filter(({ id }) => wanted.has(id));
  const imported = importedIds(model, rounds);
  const now = new Date();
  const stamp = { id: newId('r', now.toISOString()), now };
  const alone = imported.length > 0 && rounds.every((round) => round.load.workload !== load.workload);
  const recommendation = alone
    ? fromImports(await importedRows(store, model, rounds), request, stamp)
    : fromRounds(rounds, imported, request, stamp);
  await store.recommendations.insert(recommendation);
  return recommendation;
}

function fromRounds(
  rounds: readonly Round[],
  imported: readonly string[],
  { load, objective, current, model, predict }: StoredRecommendRequest,
  { id, now }: Stamp,
): Recommendation {
  const recommendation = recommend({
    id,
    now,
    rounds,
    current,
    load,
    objective,
    modelId: model.id,
    predict,
    modelScores: model,
  });
  if (imported.length === 0) return recommendation;
  const mixed =
    `the model also learnt from ${imported.length} imported rows (${sourceNames(imported)}), which say nothing ` +
    'certain about this network: settings and evidence are of its own rounds alone';
  return { ...recommendation, warnings: [mixed, ...recommendation.warnings] };
}

/** Whole-unit settings inside the box of the imported rows, and the current ones; the byte limits stay. */
function fromImports(
  rows: readonly DataRow[],
  { load, objective, current, model, predict }: StoredRecommendRequest,
  { id, now }: Stamp,
): Recommendation {
  const { sendRateTps } = load;
  const grid = axis(rows, 'maxMessageCount', current).flatMap((maxMessageCount) =>
    axis(rows, 'batchTimeoutMs', current).map((batchTimeoutMs) => ({
      ...current,
      maxMessageCount,
      batchTimeoutMs,
    })),
  );
  const settings = [current, ...grid.filter((each) => !sameSettings(each, current))];
  const question = questionOn(groundOf(rows));
  const predictions = predict(settings.map((each) => question(each, sendRateTps)));
  const candidates = settings.map((each, place) => ({
    settings: each,
    predicted: present(predictions[place]),
  }));
  const chosen = choose(candidates, objective, sendRateTps, current);
  return {
    id,
    createdAt: now.toISOString(),
    objective,
    load,
    current,
    settings: chosen.settings,
    predicted: chosen.predicted,
    predictedCurrent: present(predictions[0]),
    decision: sameSettings(chosen.settings, current) ? 'stay' : 'change',
    candidates: candidates.length,
    modelId: model.id,
    roundIds: [],
    warnings: [
      `there are no ${load.workload} rounds of the live network behind this: model ${model.id} learnt from ` +
        `${rows.length} imported rows (${sourceNames(rows.map(({ roundId }) => roundId))}); measure with ` +
        '"gridtune sweep" before you rely on it',
      ...outsideRows(rows, { ...current, sendRateTps }),
      ...scoreWarnings(model),
    ],
  };
}

/** The last row's network; what imported rows say of transactions is the size of most of them. */
function groundOf(rows: readonly DataRow[]): Ground {
  const sizes = rows.flatMap(({ txBytes }) => txBytes ?? []);
  const { consensus, context } = rows.at(-1) ?? {};
  return { consensus, context, txBytes: sizes.length > 0 ? median(sizes) : undefined };
}

/** What the model has not seen, of what is in force and asked for. */
function outsideRows(rows: readonly DataRow[], wanted: ModelInput): string[] {
  return (['maxMessageCount', 'batchTimeoutMs', 'sendRateTps'] as const).flatMap((name) => {
    const { min, max } = rangeOf(rows, name);
    if (wanted[name] >= min && wanted[name] <= max) return [];
    return [
      `${name} of ${wanted[name]} is outside the imported ${min} to ${max}: predictions there are extrapolated`,
    ];
  });
}

/** Equal ratios over the values that were imported and may be applied; the one in force too, if inside. */
function axis(
  rows: readonly DataRow[],
  name: 'maxMessageCount' | 'batchTimeoutMs',
  current: OrdererSettings,
): number[] {
  const range = rangeOf(rows, name);
  const min = Math.max(Math.ceil(range.min), HARD_LIMITS[name].min);
  const max = Math.min(Math.floor(range.max), HARD_LIMITS[name].max);
  if (min > max) return [];
  const inForce = current[name] >= min && current[name] <= max ? [current[name]] : [];
  return [...new Set([...equalRatios(min, max), ...inForce])];
}

function rangeOf(rows: readonly DataRow[], name: InputName): { min: number; max: number } {
  return {
    min: rows.reduce((least, row) => Math.min(least, row[name]), Infinity),
    max: rows.reduce((most, row) => Math.max(most, row[name]), -Infinity),
  };
}

function present(prediction: Prediction | undefined): Prediction {
  if (!prediction) throw new RangeError('a prediction is missing');
  // Without intervals, which a recommendation does not keep.
  const { throughputTps, latencyMeanMs } = prediction;
  return { throughputTps, latencyMeanMs };
}

function importedIds({ roundIds }: ModelRecord, rounds: readonly Round[]): string[] {
  const stored = new Set(rounds.map(({ id }) => id));
  return roundIds.filter((id) => !stored.has(id));
}

function sourceNames(ids: readonly string[]): string {
  return [...new Set(ids.map(sourceOfImportedRow))].join(', ');
}

/**
 * The imported rows that a model learnt from, read again from their datasets and files.
 * @throws NotFoundError if they are gone, or others stand in their place
 */
async function importedRows(
  store: Pick<Store, 'datasets'>,
  model: ModelRecord,
  rounds: readonly Round[],
): Promise<DataRow[]> {
  const ids = new Set(importedIds(model, rounds));
  const rows: DataRow[] = [];
  for (const name of new Set([...ids].map(sourceOfImportedRow))) {
    const source = await openImport(store, name);
    if (!source)
      throw new NotFoundError(
        `model ${model.id} learnt from dataset ${name}, which is not there any more: import it again, or train again`,
      );
    rows.push(...rowsFromTable(source).filter(({ roundId }) => ids.has(roundId)));
  }
  if (isHashOf([...rowsFromRounds(rounds), ...rows], model.datasetHash)) return rows;
  throw new NotFoundError(
    `the rows that model ${model.id} learnt from (${sourceNames([...ids])}) have changed since: train again`,
  );
}

/**
 * @param id - without one, the champion of the network that was measured last; of any network where that one has
 * none.
 * @throws NotFoundError
 */
export async function findModel(
  store: Pick<Store, 'models' | 'rounds'>,
  id: string | undefined,
): Promise<ModelRecord> {
  if (id === undefined) return findChampion(store);
  const found = await store.models.find(id);
  if (found) return found;
  throw new NotFoundError(`there is no model ${id}: "gridtune models list" shows those that exist`);
}

async function findChampion(store: Pick<Store, 'models' | 'rounds'>): Promise<ModelRecord> {
  const models = await store.models.list();
  const [newest, ...others] = withOneChampion(models)
    .filter(({ status }) => status === 'champion')
    .toSorted((a, b) => b.statusAt.localeCompare(a.statusAt));
  if (!newest)
    throw new NotFoundError(
      models.length === 0
        ? 'there is no model yet: run "gridtune train" first'
        : 'there is no champion: run "gridtune train", or "gridtune models promote" with a model of "gridtune models list"',
    );
  if (others.length === 0) return newest;
  const rounds = await store.rounds.list({ kind: 'measured' });
  const lastRound = rounds.toSorted((a, b) => b.startedAt.localeCompare(a.startedAt))[0];
  return championOf(models, lastRound?.context.networkId) ?? newest;
}
