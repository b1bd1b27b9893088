import { MongoJobRepository, type MongoJobRepositoryConfig } from '@agendajs/mongo-backend';
import type { JobParameters, JobRepositoryOptions, RemoveJobsOptions } from 'agenda';
import type { StoreConnection } from './store-connection.js';

/** Agenda's documents, written through short outages of the store, and never behind another instance's back. */
export class SteadyRepository extends MongoJobRepository {
  readonly #connection: StoreConnection;
  readonly #onError: (error: unknown) => void;
  readonly #lost = new WeakSet<JobParameters>();
  #underWay = 0;

  constructor(
    config: MongoJobRepositoryConfig,
    connection: StoreConnection,
    onError: (error: unknown) => void,
  ) {
    super(config);
    this.#connection = connection;
    this.#onError = onError;
  }

  /** Operations that the store has not answered yet. */
  get underWay(): number {
    return this.#underWay;
  }

  /** Another instance may hold it by now: agenda's word on how it ended here is not written. */
  letGo(job: JobParameters): void {
    this.#lost.add(job);
  }

  /** A look for work is not tried again: the next look is soon, and a lock that nobody knows of would be in its way. */
  override getNextJobToRun(
    ...args: Parameters<MongoJobRepository['getNextJobToRun']>
  ): Promise<JobParameters | undefined> {
    return this.#counted(() => super.getNextJobToRun(...args));
  }

  override saveJob<DATA = unknown>(
    job: JobParameters<DATA>,
    options: JobRepositoryOptions | undefined,
  ): Promise<JobParameters<DATA>> {
    return this.#steady('dispatch a job', () => super.saveJob(job, options));
  }

  override async saveJobState(job: JobParameters, options: JobRepositoryOptions | undefined): Promise<void> {
    if (this.#lost.has(job)) return;
    await this.#steady('keep the state of a dispatched job', () => super.saveJobState(job, options));
  }

  override removeJobs(options: RemoveJobsOptions): Promise<number> {
    return this.#steady('remove a dispatched job', () => super.removeJobs(options));
  }

  /** Agenda does not wait for it. */
  override async unlockJob(job: JobParameters): Promise<void> {
    await this.#steady('unlock a dispatched job', () => super.unlockJob(job)).catch(this.#onError);
  }

  override unlockJobs(...args: Parameters<MongoJobRepository['unlockJobs']>): Promise<void> {
    return this.#steady('unlock dispatched jobs', () => super.unlockJobs(...args));
  }

  #steady<T>(what: string, operation: () => Promise<T>): Promise<T> {
    return this.#counted(() => this.#connection.run(what, operation));
  }

  async #counted<T>(operation: () => Promise<T>): Promise<T> {
    this.#underWay += 1;
    try {
      return await operation();
    } finally {
      this.#underWay -= 1;
    }
  }
}
