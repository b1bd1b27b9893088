import { withOneChampion, type ModelRecord } from '../domain/model-record.js';
import type { Store } from '../domain/ports.js';
import type { Notifier } from '../domain/webhook.js';

/** Tells when a network gets another champion, whoever promoted it. */
export class ChampionWatch {
  readonly #store: Pick<Store, 'models'>;
  readonly #notifier: Notifier;
  /** Champion by network; undefined before the first look. */
  #known: ReadonlyMap<string, string> | undefined;

  constructor({ store, notifier }: { readonly store: Pick<Store, 'models'>; readonly notifier: Notifier }) {
    this.#store = store;
    this.#notifier = notifier;
  }

  /** The first look only takes down who is in charge. @throws StoreUnreachableError */
  async look(): Promise<void> {
    const champions = withOneChampion(await this.#store.models.list()).filter(
      ({ status }) => status === 'champion',
    );
    const before = this.#known;
    this.#known = new Map(champions.map((champion) => [networkOf(champion), champion.id]));
    if (!before) return;
    for (const champion of champions) {
      const previous = before.get(networkOf(champion));
      if (previous !== champion.id) await this.#tell(champion, previous);
    }
  }

  async #tell({ id, statusAt, statusReason, networkId }: ModelRecord, previous: string | undefined) {
    await this.#notifier.notify({
      type: 'champion-changed',
      subjectId: id,
      message: `model ${id} is the champion now${previous === undefined ? '' : `, after ${previous}`}: ${statusReason}`,
      data: {
        ...(networkId === undefined ? {} : { networkId }),
        ...(previous === undefined ? {} : { previousId: previous }),
      },
      // Every instance sees it.
      key: `champion ${id} ${statusAt}`,
    });
  }
}

function networkOf({ networkId = '' }: ModelRecord): string {
  return networkId;
}
