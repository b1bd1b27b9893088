import type { DataRow } from '../dataset/columns.js';
import { newId } from '../domain/id.js';
import { allowedRanges } from '../domain/guard-rails.js';
import type { Workload } from '../domain/load.js';
import type { ModelRecord } from '../domain/model-record.js';
import type { Store } from '../domain/ports.js';
import type { Recommendation } from '../domain/recommendation.js';
import { everyRowOfModel, rowsOfModel, type LearntRows } from '../recommender/learnt-rows.js';
import type { InForce, Wanted } from '../recommender/recommend-from-store.js';
import type { Stretch } from '../recommender/schedule.js';
import { adviseHere, type Advise, type Manner } from './advise.js';
import { knownRounds } from './known-rounds.js';
import { settingsInForceWithNotes } from './in-force.js';
import { KeptFresh } from './kept-fresh.js';
import type { OpenedModels } from './opened-models.js';
import { RecentlyUsed } from './recently-used.js';
import type { Services } from './services.js';

/** What is asked for, without what the installation knows by itself. */
export type Asked = Omit<Wanted, 'ranges'>;

export interface AdviceOptions {
  readonly services: Pick<Services, 'network' | 'store' | 'guardRails'>;
  readonly store: Store;
  readonly models: OpenedModels;
  /** Where answers are computed: in this thread, where nothing else is said. */
  readonly advise?: Advise | undefined;
  readonly now?: () => number;
}

/** What is in force may be this old. */
const FRESH_MS = 1000;
const MOST_ROW_SETS = 8;
/** A recommendation takes about 100 kB. */
const MOST_ANSWERS = 100;

/**
 * Recommends from what is kept in memory: the model, the rows that it learnt from, what is in force, and answers to
 * questions that were asked before. An answer holds for one model, its rows, the settings in force, the network as it
 * is, the guard rails and the question: where one of them differs, it is made anew.
 */
export class Advice {
  readonly #store: Store;
  /** Where rows are read: rounds as this process knows them already. */
  readonly #sources: Pick<Store, 'rounds' | 'datasets'>;
  readonly #models: OpenedModels;
  readonly #advise: Advise;
  readonly #inForce: KeptFresh<InForce>;
  readonly #ranges: KeptFresh<NonNullable<Wanted['ranges']>>;
  readonly #datasets: KeptFresh<string>;
  readonly #rows = new RecentlyUsed<Promise<LearntRows>>(MOST_ROW_SETS);
  readonly #everyRow = new RecentlyUsed<Promise<readonly DataRow[]>>(MOST_ROW_SETS);
  readonly #answers = new RecentlyUsed<Promise<readonly Stretch[]>>(MOST_ANSWERS);

  constructor({ services, store, models, advise = adviseHere, now }: AdviceOptions) {
    const options = { maxAgeMs: FRESH_MS, ...(now ? { now } : {}) };
    this.#store = store;
    const list = async () => (await knownRounds(store).list()).filter(({ kind }) => kind === 'measured');
    this.#sources = { datasets: store.datasets, rounds: { ...store.rounds, list } };
    this.#models = models;
    this.#advise = advise;
    this.#inForce = new KeptFresh(async () => settingsInForceWithNotes(services), options);
    this.#ranges = new KeptFresh(async () => allowedRanges(await services.guardRails()), options);
    this.#datasets = new KeptFresh(async () => datasetsOf(store), options);
  }

  /** At most a second old. @throws NotFoundError where nothing says it */
  async inForce(): Promise<InForce> {
    return this.#inForce.get();
  }

  /** After a change of the channel: the next one who asks sees it. */
  forgetInForce(): void {
    this.#inForce.forget();
  }

  /** @throws NotFoundError if imported rows are gone, or others stand in their place */
  async rowsOf(model: ModelRecord, workload: Workload): Promise<LearntRows> {
    // An import in the place of another would go unnoticed else.
    const key = JSON.stringify([model.id, workload, await this.#datasets.get()]);
    return RecentlyUsed.orMade(this.#rows, key, async () => rowsOfModel(this.#sources, model, workload));
  }

  /** All rows that a model was made from, whatever their workload. @throws NotFoundError as for {@link rowsOf} */
  async everyRowOf(model: ModelRecord): Promise<readonly DataRow[]> {
    const key = JSON.stringify([model.id, await this.#datasets.get()]);
    return RecentlyUsed.orMade(this.#everyRow, key, async () => everyRowOfModel(this.#sources, model));
  }

  /**
   * One setting for every period, kept in the store.
   * @throws NotFoundError, ModelFileError, NotEnoughDataError, InfeasibleError, StoreUnreachableError
   */
  async recommend(asked: Asked, modelId?: string): Promise<Recommendation> {
    const [stretch] = await this.#kept(asked, modelId, 'robust');
    if (!stretch) throw new RangeError('nothing was recommended');
    return stretch.recommendation;
  }

  /** The same with settings for each of the periods. */
  async schedule(asked: Asked, modelId?: string): Promise<readonly Stretch[]> {
    return this.#kept(asked, modelId, 'schedule');
  }

  async #kept(asked: Asked, modelId: string | undefined, manner: Manner): Promise<readonly Stretch[]> {
    const opened = await this.#models.open(modelId);
    const [inForce, ranges, datasets, learnt] = await Promise.all([
      this.#inForce.get(),
      this.#ranges.get(),
      this.#datasets.get(),
      this.rowsOf(opened.model, asked.workload),
    ]);
    const wanted = { ...asked, ranges };
    const { model } = opened;
    const learntKey = JSON.stringify([model.id, asked.workload, datasets]);
    const key = JSON.stringify([manner, learntKey, model.file.sha256, wanted, inForce]);
    const known = await RecentlyUsed.orMade(this.#answers, key, async () =>
      this.#advise({ manner, model, learnt, learntKey, wanted, inForce }, opened),
    );
    const stretches = asNew(known, manner);
    for (const { recommendation } of stretches) await this.#store.recommendations.insert(recommendation);
    return stretches;
  }
}

/** The same answer, given now. */
function asNew(stretches: readonly Stretch[], manner: Manner): Stretch[] {
  const createdAt = new Date().toISOString();
  const id = newId('r', createdAt);
  return stretches.map(({ periods, recommendation }, place) => ({
    periods,
    recommendation: {
      ...recommendation,
      id: manner === 'schedule' ? `${id}-${place + 1}` : id,
      createdAt,
    },
  }));
}

async function datasetsOf({ datasets }: Pick<Store, 'datasets'>): Promise<string> {
  return (await datasets.list()).map(({ id, sha256 }) => `${id} ${sha256}`).join();
}
