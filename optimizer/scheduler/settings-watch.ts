import type { Application } from '../domain/application.js';
import type { Store } from '../domain/ports.js';
import { describeSettings } from '../domain/settings.js';
import type { Notifier } from '../domain/webhook.js';

/** Tells when settings came in force that every node reports, whoever changed them. */
export class SettingsWatch {
  readonly #store: Pick<Store, 'applications'>;
  readonly #notifier: Notifier;
  /** Ids of what is verified; undefined before the first look. */
  #known: ReadonlySet<string> | undefined;

  constructor({
    store,
    notifier,
  }: {
    readonly store: Pick<Store, 'applications'>;
    readonly notifier: Notifier;
  }) {
    this.#store = store;
    this.#notifier = notifier;
  }

  /** The first look only takes down what is verified already. @throws StoreUnreachableError */
  async look(): Promise<void> {
    const verified = await this.#store.applications.list({ status: 'verified' });
    const before = this.#known;
    this.#known = new Set(verified.map(({ id }) => id));
    if (!before) return;
    for (const application of verified) if (!before.has(application.id)) await this.#tell(application);
  }

  async #tell({ id, kind, because, channel, after, networkId }: Application): Promise<void> {
    const isBack = kind === 'rollback';
    await this.#notifier.notify({
      type: isBack ? 'settings-taken-back' : 'settings-changed',
      subjectId: id,
      message: `channel ${channel} ${isBack ? 'went back to' : 'has'} ${describeSettings(after)}`,
      data: { networkId, channel, because, settings: after },
      // Every instance sees it.
      key: `application ${id}`,
    });
  }
}
