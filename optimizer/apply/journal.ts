import type { Application } from '../domain/application.js';
import type { TrailEntry } from '../domain/audit.js';
import { StoreUnreachableError, messageOf } from '../domain/errors.js';
import type { ApplyServices } from './apply-services.js';

type JournalServices = Pick<ApplyServices, 'store' | 'audit'>;
type Changes = Partial<Omit<Application, 'id'>>;
export type Told = Pick<TrailEntry, 'action' | 'note'>;

/**
 * What became of one application, step by step, in the store and in the audit log. The log is told first, so that
 * a status in the store never says more than the log does; a step that is cut in half is told again by whoever
 * settles it.
 */
export class Journal {
  #application: Application;
  readonly #services: JournalServices;
  readonly #untold: Told[] = [];
  #failure: unknown;

  private constructor(application: Application, services: JournalServices) {
    this.#application = application;
    this.#services = services;
  }

  /** Begins with an application that nobody has heard of. @throws StoreUnreachableError */
  static async begin(application: Application, services: JournalServices, told: Told): Promise<Journal> {
    const journal = new Journal(application, services);
    await services.store.applications.insert(application);
    await journal.#tell(told);
    return journal;
  }

  /** Goes on with an application that the store has. */
  static resume(application: Application, services: JournalServices): Journal {
    return new Journal(application, services);
  }

  get application(): Application {
    return this.#application;
  }

  /** Records a step before the next one is taken. @throws StoreUnreachableError: take no step then. */
  async require(changes: Changes, told?: Told): Promise<void> {
    this.#application = { ...this.#application, ...changes };
    if (told) await this.#tell(told);
    await this.#services.store.applications.put(this.#application);
  }

  /**
   * Records what has happened already. If that is not possible now it is made up for by {@link settle}: what has
   * happened goes on, and must be told all the same.
   */
  async note(changes: Changes, told?: Told): Promise<void> {
    this.#application = { ...this.#application, ...changes };
    if (told) this.#untold.push(told);
    // A store that went away would hold every further step up, each for as long as it tries.
    if (this.#failure === undefined) await this.#flush();
  }

  /** @throws StoreUnreachableError made of `message` if something that was noted cannot be recorded even now */
  async settle(message: (why: string) => string): Promise<void> {
    if (this.#failure !== undefined) await this.#flush();
    if (this.#failure === undefined) return;
    throw new StoreUnreachableError(message(messageOf(this.#failure)), { cause: this.#failure });
  }

  async #flush(): Promise<void> {
    try {
      for (let told = this.#untold[0]; told; told = this.#untold[0]) {
        await this.#tell(told);
        this.#untold.shift();
      }
      await this.#services.store.applications.put(this.#application);
      this.#failure = undefined;
    } catch (error) {
      this.#failure = error;
    }
  }

  async #tell(told: Told): Promise<void> {
    const { id, because, before, after, blockNumber, sent } = this.#application;
    await this.#services.audit.record({
      ...told,
      subjectId: id,
      because,
      before,
      after,
      blockNumber,
      transactionId: sent?.transactionId,
    });
  }
}
