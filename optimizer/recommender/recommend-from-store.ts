import { NotFoundError } from '../domain/errors.js';
import type { Goal } from '../domain/goal.js';
import { newId } from '../domain/id.js';
import type { SettingRanges } from '../domain/guard-rails.js';
import type { Workload } from '../domain/load.js';
import { championOf, withOneChampion, type ModelRecord } from '../domain/model-record.js';
import type { Store } from '../domain/ports.js';
import type { Recommendation } from '../domain/recommendation.js';
import type { Context, Round } from '../domain/round.js';
import type { OrdererSettings } from '../domain/settings.js';
import { driftWarnings } from './drift.js';
import { rowsOfModel, type LearntRows } from './learnt-rows.js';
import type { Period } from './outlook.js';
import { recommend, type RecommendRequest } from './recommend.js';
import { recommendSchedule, type Stretch } from './schedule.js';
import type { PredictIntervals } from './survey.js';

/** What is asked for. */
export interface Wanted {
  readonly workload: Workload;
  /** At least one. */
  readonly periods: readonly Period[];
  readonly goal: Goal;
  /** What the installation allows its settings to be. */
  readonly ranges?: SettingRanges | undefined;
}

/** What is in force now. */
export interface InForce {
  readonly settings: OrdererSettings;
  /** The network's, if it answers. */
  readonly context?: Context | undefined;
  /** Warnings about where the settings were found. */
  readonly notes?: readonly string[] | undefined;
}

/** Who answers: a registered model, or one that was made for this answer. */
export type Adviser = { readonly predict: PredictIntervals } & (
  | { readonly model: ModelRecord }
  | { readonly learnt: LearntRows; readonly dataset: NonNullable<Recommendation['dataset']> }
);

type Recommending = Pick<Store, 'rounds' | 'recommendations' | 'datasets'>;

/**
 * Recommends from the rows that a model was made from, one setting for every period, and keeps the recommendation.
 * @throws NotEnoughDataError, InfeasibleError; NotFoundError if imported rows are needed and gone
 */
export async function recommendFromStore(
  store: Recommending,
  wanted: Wanted,
  inForce: InForce,
  adviser: Adviser,
): Promise<Recommendation> {
  const recommendation = recommend(await requestOf(store, wanted, inForce, adviser));
  await store.recommendations.insert(recommendation);
  return recommendation;
}

/** The same with settings for each of the periods, and a recommendation for each stretch of them. */
export async function scheduleFromStore(
  store: Recommending,
  wanted: Wanted,
  inForce: InForce,
  adviser: Adviser,
): Promise<Stretch[]> {
  const stretches = recommendSchedule(await requestOf(store, wanted, inForce, adviser));
  for (const { recommendation } of stretches) await store.recommendations.insert(recommendation);
  return stretches;
}

async function requestOf(
  store: Recommending,
  wanted: Wanted,
  inForce: InForce,
  adviser: Adviser,
): Promise<RecommendRequest> {
  const learnt =
    'model' in adviser ? await rowsOfModel(store, adviser.model, wanted.workload) : adviser.learnt;
  return requestOn(learnt, wanted, inForce, adviser);
}

/** What to recommend from, once the rows are there. */
export function requestOn(
  { rows, failures, context, notes }: LearntRows,
  wanted: Wanted,
  inForce: InForce,
  adviser: Adviser,
): RecommendRequest {
  const registered = 'model' in adviser ? adviser.model : undefined;
  const now = new Date();
  return {
    ...wanted,
    id: newId('r', now.toISOString()),
    now,
    rows,
    failures,
    current: inForce.settings,
    predict: adviser.predict,
    modelId: registered?.id ?? 'unregistered',
    modelScores: registered,
    notes: [...notes, ...(inForce.notes ?? []), ...driftWarnings(inForce.context, context, newestOf(rows))],
    dataset: 'dataset' in adviser ? adviser.dataset : undefined,
  };
}

function newestOf(rows: LearntRows['rows']): LearntRows['rows'][number] | undefined {
  return rows.reduce<LearntRows['rows'][number] | undefined>(
    (a, b) => (a && (a.measuredAt ?? '') > (b.measuredAt ?? '') ? a : b),
    undefined,
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
  return modelInCharge(models, () => store.rounds.list({ kind: 'measured' }));
}

/**
 * The champion of the network that was measured last; of any network where that one has none.
 * @param rounds - asked for only where there are champions of several networks.
 * @throws NotFoundError where there is none
 */
export async function modelInCharge(
  models: readonly ModelRecord[],
  rounds: () => Promise<readonly Round[]>,
): Promise<ModelRecord> {
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
  const last = (await rounds()).reduce<Round | undefined>(
    (a, b) => (b.kind !== 'measured' || (a && a.startedAt >= b.startedAt) ? a : b),
    undefined,
  );
  return championOf(models, last?.context.networkId) ?? newest;
}
