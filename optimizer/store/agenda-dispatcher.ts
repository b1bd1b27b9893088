import { Agenda, InMemoryNotificationChannel, type Job as AgendaJob } from 'agenda';
import { z } from 'zod';
import type { Again, JobDispatcher } from '../domain/job-dispatcher.js';
import { waitUntil } from '../domain/wait.js';
import { openDatabase, type ConnectStoreOptions, type OpenDatabase } from './database.js';
import { SteadyRepository } from './steady-repository.js';
import { isDuplicateKey } from './store-connection.js';

const COLLECTION = 'job_dispatch';
const NAME = 'gridtune job';
const LOOK_EVERY_MS = 2000;
const CLOSE_DEADLINE_MS = 20_000;

export interface DispatcherOptions extends ConnectStoreOptions {
  /** Of this process, among those that share the store. */
  readonly instanceId: string;
  /** Jobs that this instance takes at a time. */
  readonly concurrentJobs: number;
  /** How long a job stays a dead instance's. */
  readonly lockMs: number;
  /** What went wrong while nobody waited for it: it is tried again. */
  readonly onError: (error: unknown) => void;
}

type Work = (jobId: string, lost: AbortSignal) => Promise<Again | undefined>;

const dataSchema = z.object({ jobId: z.string() });
const heldSchema = z.looseObject({ lockedAt: z.date(), lastModifiedBy: z.string() });
const waitingSchema = z.looseObject({
  data: dataSchema,
  lockedAt: z.date().nullish(),
  nextRunAt: z.date().nullish(),
});

/**
 * Agenda on the store: one document of its own for each job that waits or is under way, locked by the instance that
 * works on it for as long as that lives.
 * @throws StoreUnreachableError
 */
export async function connectDispatcher(options: DispatcherOptions): Promise<JobDispatcher> {
  const opened = await openDatabase(options);
  const { database, connection } = opened;
  const repository = new SteadyRepository(
    { mongo: database, db: { collection: COLLECTION }, ensureIndex: false },
    connection,
    options.onError,
  );
  await repository.connect();
  // However many ask for it at once, a job has one document.
  await connection.run('index dispatched jobs', () =>
    repository.collection.createIndex({ 'data.jobId': 1 }, { unique: true, name: 'one_a_job' }),
  );
  return new AgendaDispatcher(options, opened, repository);
}

class AgendaDispatcher implements JobDispatcher {
  readonly #options: DispatcherOptions;
  readonly #opened: OpenDatabase;
  readonly #repository: SteadyRepository;
  readonly #agenda: Agenda;
  #working = 0;

  constructor(options: DispatcherOptions, opened: OpenDatabase, repository: SteadyRepository) {
    this.#options = options;
    this.#opened = opened;
    this.#repository = repository;
    const { instanceId, concurrentJobs, lockMs } = options;
    this.#agenda = new Agenda({
      name: instanceId,
      backend: {
        name: 'gridtune',
        repository,
        ownsConnection: false,
        connect: async () => undefined,
        disconnect: async () => undefined,
      },
      notificationChannel: new InMemoryNotificationChannel(),
      processEvery: LOOK_EVERY_MS,
      maxConcurrency: concurrentJobs,
      defaultConcurrency: concurrentJobs,
      lockLimit: concurrentJobs,
      defaultLockLimit: concurrentJobs,
      defaultLockLifetime: lockMs,
      removeOnComplete: true,
    });
    this.#agenda.on('error', options.onError);
    this.#agenda.on('start', () => (this.#working += 1));
    this.#agenda.on('complete', () => (this.#working -= 1));
  }

  async dispatch(jobId: string): Promise<void> {
    // What an instance left behind as neither waiting nor held would never be taken.
    await this.#opened.connection.run('dispatch a job', () =>
      this.#repository.collection.deleteOne({
        name: NAME,
        'data.jobId': jobId,
        lockedAt: null,
        nextRunAt: null,
      }),
    );
    try {
      await this.#agenda
        .create(NAME, { jobId })
        .unique({ 'data.jobId': jobId }, { insertOnly: true })
        .schedule(new Date())
        .save();
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
  }

  async pending(): Promise<ReadonlySet<string>> {
    const documents = await this.#opened.connection.run('list dispatched jobs', () =>
      this.#repository.collection.find({ name: NAME }).toArray(),
    );
    return new Set(
      documents
        .map((document) => waitingSchema.parse(document))
        .filter(({ lockedAt, nextRunAt }) => lockedAt ?? nextRunAt)
        .map(({ data }) => data.jobId),
    );
  }

  async start(work: Work): Promise<void> {
    // Agenda waits for what takes one argument, though its types say so of two alone.
    // oxlint-disable-next-line typescript/no-misused-promises
    this.#agenda.define(NAME, async (job: AgendaJob) => this.#hold(job, work));
    await this.#agenda.start();
  }

  async stop(): Promise<void> {
    await this.#agenda.stop(false);
  }

  async close(): Promise<void> {
    const isQuiet = (): true | undefined =>
      this.#working === 0 && this.#repository.underWay === 0 ? true : undefined;
    await waitUntil('dispatched jobs to be given up', isQuiet, CLOSE_DEADLINE_MS, { everyMs: 20 }).catch(
      this.#options.onError,
    );
    await this.#opened.client.close();
  }

  /** Works on a job while its lock is kept alive. */
  async #hold(job: AgendaJob, work: Work): Promise<void> {
    const { jobId } = dataSchema.parse(job.attrs.data);
    const lost = new AbortController();
    const heart = this.#keepAlive(job, lost);
    try {
      const again = await work(jobId, lost.signal);
      if (again && !lost.signal.aborted) job.attrs.nextRunAt = new Date(Date.now() + again.againInMs);
    } finally {
      clearInterval(heart);
    }
    // Agenda would say on the other instance's document that it is done.
    if (lost.signal.aborted) throw new Error(`job ${jobId} was taken over by another instance`);
  }

  #keepAlive(job: AgendaJob, lost: AbortController): NodeJS.Timeout {
    const { lockMs, instanceId, onError } = this.#options;
    let keptMs = Date.now();
    let isBusy = false;
    const keep = async (): Promise<void> => {
      const nowMs = Date.now();
      // After so long a silence somebody may have taken it over: the clock of this machine may have stood still.
      if (nowMs - keptMs >= lockMs && !(await this.#isHeld(job))) {
        this.#repository.letGo(job.attrs);
        lost.abort();
        return;
      }
      job.attrs.lockedAt = new Date();
      await this.#repository.saveJobState(job.attrs, { lastModifiedBy: instanceId });
      keptMs = nowMs;
    };
    return setInterval(() => {
      if (isBusy || lost.signal.aborted) return;
      isBusy = true;
      void keep()
        .catch(onError)
        .finally(() => (isBusy = false));
    }, lockMs / 3);
  }

  /** Whether the lock is still this instance's. */
  async #isHeld({ attrs }: AgendaJob): Promise<boolean> {
    const [document] = await this.#opened.connection.run(
      'read a dispatched job',
      async () => (await this.#repository.queryJobs({ id: String(attrs._id) })).jobs,
    );
    const held = heldSchema.safeParse(document);
    return held.success && held.data.lastModifiedBy === this.#options.instanceId;
  }
}
