import type { AccessToken } from './access-token.js';
import type { Application, Verification } from './application.js';
import type { AuditLog } from './audit.js';
import type { LiveComparison } from './comparison.js';
import type { Dataset, ResultsTable } from './dataset.js';
import type { KeptAnswer } from './idempotency.js';
import type { Job, JobEvents } from './job.js';
import type { Observation } from './inside.js';
import type { ModelRecord } from './model-record.js';
import type { Proposal } from './proposal.js';
import type { Recommendation } from './recommendation.js';
import type { Round, Samples, Sweep } from './round.js';
import type { Schedule } from './schedule.js';
import type { OrdererSettings } from './settings.js';
import type { Study } from './study.js';
import type { Delivery, Webhook } from './webhook.js';

/** What is kept, and who holds the channel. */

/** A set of values of one kind, each under its own id. */
export interface Repository<T extends { readonly id: string }> {
  /** @throws AlreadyExistsError if the id is taken. */
  insert(value: T): Promise<void>;
  /** Writes the whole value, whether or not the id is there. */
  put(value: T): Promise<void>;
  /** @throws CorruptDocumentError if what is stored is not such a value. */
  find(id: string): Promise<T | undefined>;
  /** Every value whose top-level fields equal `where`, ordered by id. */
  list(where?: Readonly<Record<string, string | number>>): Promise<T[]>;
  /** One top-level text of every value (empty where it has none), by its id: what is new or was written again, without reading all of it. */
  stamps(field: string): Promise<ReadonlyMap<string, string>>;
}

/** Values that several may write at once: a write says which state it follows. */
export interface VersionedRepository<
  T extends { readonly id: string; readonly version: number },
> extends Repository<T> {
  /** Writes `value` in place of the stored one of `value.version - 1`. @returns false if another state is stored by now. */
  replace(value: T): Promise<boolean>;
  /** @returns whether there was one. */
  remove(id: string): Promise<boolean>;
}

/** Who may change a channel now, and what it must get back if the holder dies. */
export interface ChannelClaim {
  /** Network and channel. */
  readonly id: string;
  readonly holder: string;
  /** What the holder is doing, for the message to whoever is refused. */
  readonly purpose: string;
  readonly host: string;
  readonly pid: number;
  /** Settings to put back when the work ends, however it ends. */
  readonly restore?: OrdererSettings | undefined;
  /** Milliseconds since the epoch after which the claim may be taken over. */
  readonly expiresAtMs: number;
}

/** Claims on channels: one holder at a time, by one atomic write. */
export interface ChannelClaims {
  /**
   * Takes a free, own or expired claim.
   * @returns the claim that stands in the way, or `taken` with the claim that was replaced, if any.
   */
  take(
    claim: ChannelClaim,
    nowMs: number,
  ): Promise<
    | { readonly taken: true; readonly previous?: ChannelClaim | undefined }
    | { readonly taken: false; readonly heldBy: ChannelClaim }
  >;
  /** Pushes the end of one's own claim out. @returns false if somebody else holds it by now. */
  renew(id: string, holder: string, expiresAtMs: number): Promise<boolean>;
  /** Gives one's own claim up; the claim of another holder stays. */
  release(id: string, holder: string): Promise<void>;
  find(id: string): Promise<ChannelClaim | undefined>;
}

/** Imported results files. One is there as a whole or not at all, whatever cuts its import short. */
export interface Datasets {
  /** @throws AlreadyExistsError if the name is taken, unless `replace` says that it may be. */
  save(
    source: Pick<Dataset, 'id' | 'importedAt' | 'file' | 'sha256'>,
    table: ResultsTable,
    options: { readonly replace: boolean },
  ): Promise<Dataset>;
  find(name: string): Promise<Dataset | undefined>;
  /** Ordered by name. */
  list(): Promise<Dataset[]>;
  /** @throws CorruptDocumentError if rows are missing, as after a replacement that happened meanwhile. */
  table(dataset: Dataset): Promise<ResultsTable>;
}

/** Everything that is kept. */
export interface Store {
  readonly sweeps: Repository<Sweep>;
  readonly rounds: Repository<Round>;
  readonly samples: Repository<Samples>;
  readonly observations: Repository<Observation>;
  readonly datasets: Datasets;
  readonly models: Repository<ModelRecord>;
  readonly recommendations: Repository<Recommendation>;
  readonly applications: Repository<Application>;
  readonly verifications: Repository<Verification>;
  readonly studies: Repository<Study>;
  readonly comparisons: Repository<LiveComparison>;
  readonly proposals: Repository<Proposal>;
  readonly jobs: VersionedRepository<Job>;
  /** Under the id of the job. */
  readonly jobEvents: VersionedRepository<JobEvents>;
  readonly tokens: VersionedRepository<AccessToken>;
  readonly schedules: VersionedRepository<Schedule>;
  readonly webhooks: VersionedRepository<Webhook>;
  readonly deliveries: VersionedRepository<Delivery>;
  readonly keptAnswers: VersionedRepository<KeptAnswer>;
  readonly claims: ChannelClaims;
  readonly audit: AuditLog;
  close(): Promise<void>;
}
