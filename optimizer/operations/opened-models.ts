import type { Predictor } from '../ann/predictor.js';
import { NotFoundError } from '../domain/errors.js';
import type { ModelRecord } from '../domain/model-record.js';
import type { Store } from '../domain/ports.js';
import { modelInCharge } from '../recommender/recommend-from-store.js';
import { KeptFresh } from './kept-fresh.js';
import { knownRounds } from './known-rounds.js';
import { modelsAsTheyCount } from './models-list.js';
import { RecentlyUsed } from './recently-used.js';

/** A registered model that can be asked at once. */
export interface OpenedModel {
  readonly model: ModelRecord;
  readonly predictor: Predictor;
}

export interface OpenedModelsOptions {
  readonly store: Pick<Store, 'models' | 'rounds'>;
  readonly modelsDirectory: string;
  readonly now?: () => number;
}

/** A promotion by another process holds here after this at the latest. */
const FRESH_MS = 1000;
/** Models of a few thousand rows take some MB each. */
const MOST_OPEN = 4;

/** Registered models, kept opened: each file is read and checked once. */
export class OpenedModels {
  readonly #store: OpenedModelsOptions['store'];
  readonly #modelsDirectory: string;
  readonly #models: KeptFresh<readonly ModelRecord[]>;
  readonly #champion: KeptFresh<ModelRecord>;
  readonly #opened = new RecentlyUsed<Promise<Predictor>>(MOST_OPEN);

  constructor({ store, modelsDirectory, now }: OpenedModelsOptions) {
    const options = { maxAgeMs: FRESH_MS, ...(now ? { now } : {}) };
    this.#store = store;
    this.#modelsDirectory = modelsDirectory;
    this.#models = new KeptFresh(() => modelsAsTheyCount(store), options);
    this.#champion = new KeptFresh(
      async () => modelInCharge(await this.#models.get(), () => knownRounds(store).list()),
      options,
    );
  }

  /** Every model with the status that counts, the oldest first; at most a second old. */
  async list(): Promise<readonly ModelRecord[]> {
    return this.#models.get();
  }

  /** @throws NotFoundError */
  async find(id: string): Promise<ModelRecord> {
    const known = (await this.#models.get()).find((model) => model.id === id);
    if (known) return known;
    // It may have been made within the last second.
    const made = await this.#store.models.find(id);
    if (made) {
      this.forget();
      return made;
    }
    throw new NotFoundError(`there is no model ${id}: "gridtune models list" shows those that exist`);
  }

  /**
   * @param id - without one, the champion.
   * @throws NotFoundError; ModelFileError if the file is not the registered one
   */
  async open(id?: string): Promise<OpenedModel> {
    const model = await (id === undefined ? this.#champion.get() : this.find(id));
    const { name, sha256 } = model.file;
    const predictor = await RecentlyUsed.orMade(this.#opened, `${name}/${sha256}`, async () => {
      // Loaded when needed: TensorFlow takes memory and time that not everybody needs.
      const { openModel } = await import('../ann/registry/open-model.js');
      return openModel(model, this.#modelsDirectory);
    });
    return { model, predictor };
  }

  /** After a change of status: the next one who asks sees it. */
  forget(): void {
    this.#models.forget();
    this.#champion.forget();
  }
}
