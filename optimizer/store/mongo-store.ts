import { MongoClient } from 'mongodb';
import { accessTokenSchema } from '../domain/access-token.js';
import { applicationSchema, verificationSchema } from '../domain/application.js';
import { liveComparisonSchema } from '../domain/comparison.js';
import { InvalidInputError, StoreUnreachableError } from '../domain/errors.js';
import { keptAnswerSchema } from '../domain/idempotency.js';
import { observationSchema } from '../domain/inside.js';
import { jobEventsSchema, jobSchema } from '../domain/job.js';
import { modelRecordSchema } from '../domain/model-record.js';
import type { Repository, Store, VersionedRepository } from '../domain/ports.js';
import { proposalSchema } from '../domain/proposal.js';
import { recommendationSchema } from '../domain/recommendation.js';
import { roundSchema, samplesSchema, sweepSchema } from '../domain/round.js';
import { scheduleSchema } from '../domain/schedule.js';
import { studySchema } from '../domain/study.js';
import { deliverySchema, webhookSchema } from '../domain/webhook.js';
import { systemClock, withDeadline, type Clock } from '../domain/wait.js';
import { auditCodec, mongoAuditLog } from './audit-log.js';
import { claimCodec, mongoClaims } from './claims.js';
import { datasetChunkCodec, datasetCodec, datasetStore } from './datasets.js';
import { documentCodec, type DocumentCodec, type StoredDocument } from './document-codec.js';
import { withStatusAndLineage } from './model-upgrade.js';
import { mongoRepository, versionedRepository } from './mongo-repository.js';
import { asGridtuneError, noAnswer, storeConnection } from './store-connection.js';

export interface ConnectStoreOptions {
  readonly uri: string;
  readonly databaseName: string;
  /** How long to look for the server, 5 s by default. */
  readonly connectTimeoutMs?: number;
  /** How long an operation is tried again after it lost the connection, 15 s by default. */
  readonly retryDeadlineMs?: number;
  /** Brings the store back after it ended: `openEmbedded` for an embedded one. */
  readonly revive?: (() => Promise<unknown>) | undefined;
  readonly clock?: Clock;
}

/** How each kind of value is stored. */
export const codecs = {
  sweeps: documentCodec('sweeps', sweepSchema),
  rounds: documentCodec('rounds', roundSchema, {
    // To 2: `quality` and `inside` came in. Version 1 measured neither, and absent says so.
    upgrades: [(fields) => fields],
  }),
  samples: documentCodec('samples', samplesSchema, {
    packed: ['createdMs', 'latencyMs', 'block', 'failure', 'endorseMs'],
  }),
  observations: documentCodec('observations', observationSchema, {
    packed: [
      'blockNumber',
      'blockTransactions',
      'blockBytes',
      'blockOrderedMs',
      'blockCommittedMs',
      'blockValid',
    ],
  }),
  datasets: datasetCodec,
  datasetRows: datasetChunkCodec,
  models: documentCodec('models', modelRecordSchema, { upgrades: [withStatusAndLineage] }),
  recommendations: documentCodec('recommendations', recommendationSchema, {
    // To 2: goal, intervals, gain, limits and what lies around came in. Version 1 kept none of it, and absent says so.
    upgrades: [(fields) => fields],
  }),
  applications: documentCodec('applications', applicationSchema),
  verifications: documentCodec('verifications', verificationSchema),
  studies: documentCodec('studies', studySchema),
  comparisons: documentCodec('comparisons', liveComparisonSchema),
  proposals: documentCodec('proposals', proposalSchema),
  jobs: documentCodec('jobs', jobSchema),
  jobEvents: documentCodec('job_events', jobEventsSchema),
  tokens: documentCodec('tokens', accessTokenSchema),
  schedules: documentCodec('schedules', scheduleSchema),
  webhooks: documentCodec('webhooks', webhookSchema),
  deliveries: documentCodec('deliveries', deliverySchema),
  keptAnswers: documentCodec('kept_answers', keptAnswerSchema),
} as const;

/**
 * Connects to MongoDB, or to what speaks its protocol.
 * @throws StoreUnreachableError within `connectTimeoutMs` if there is none; InvalidInputError for a bad URI.
 */
export async function connectStore(options: ConnectStoreOptions): Promise<Store> {
  const { databaseName, connectTimeoutMs = 5000, retryDeadlineMs = 15_000, clock = systemClock } = options;
  const client = newClient(options.uri, connectTimeoutMs, retryDeadlineMs);
  const host = hostOf(client);
  const database = client.db(databaseName);
  try {
    await withDeadline('a ping', database.command({ ping: 1 }), connectTimeoutMs);
  } catch (error) {
    await client.close().catch(() => undefined);
    throw whyNotConnected(error, host);
  }

  const connection = storeConnection({ host, retryDeadlineMs, revive: options.revive, clock });
  const repository = <T extends { readonly id: string }>(codec: DocumentCodec<T>): Repository<T> =>
    mongoRepository(database.collection<StoredDocument>(codec.collection), codec, connection);
  const versioned = <T extends { readonly id: string; readonly version: number }>(
    codec: DocumentCodec<T>,
  ): VersionedRepository<T> =>
    versionedRepository(database.collection<StoredDocument>(codec.collection), codec, connection);
  const chunks = database.collection<StoredDocument>(datasetChunkCodec.collection);
  return {
    sweeps: repository(codecs.sweeps),
    rounds: repository(codecs.rounds),
    samples: repository(codecs.samples),
    observations: repository(codecs.observations),
    datasets: datasetStore({
      datasets: repository(codecs.datasets),
      chunks: repository(codecs.datasetRows),
      removeChunk: async (id) => {
        await connection.run('delete rows of a dataset', () => chunks.deleteOne({ _id: id }));
      },
    }),
    models: repository(codecs.models),
    recommendations: repository(codecs.recommendations),
    applications: repository(codecs.applications),
    verifications: repository(codecs.verifications),
    studies: repository(codecs.studies),
    comparisons: repository(codecs.comparisons),
    proposals: repository(codecs.proposals),
    jobs: versioned(codecs.jobs),
    jobEvents: versioned(codecs.jobEvents),
    tokens: versioned(codecs.tokens),
    schedules: versioned(codecs.schedules),
    webhooks: versioned(codecs.webhooks),
    deliveries: versioned(codecs.deliveries),
    keptAnswers: versioned(codecs.keptAnswers),
    audit: mongoAuditLog(database.collection<StoredDocument>(auditCodec.collection), connection),
    claims: mongoClaims(database.collection<StoredDocument>(claimCodec.collection), connection),
    close: () => client.close(),
  };
}

function newClient(uri: string, connectTimeoutMs: number, socketTimeoutMS: number): MongoClient {
  try {
    return new MongoClient(uri, {
      appName: 'gridtune',
      connectTimeoutMS: connectTimeoutMs,
      // Below the deadline of the whole, so that the driver's own words are the cause.
      serverSelectionTimeoutMS: 0.9 * connectTimeoutMs,
      socketTimeoutMS,
      // A claim or a value just written has to be seen, whatever the URI asks for.
      readPreference: 'primary',
    });
  } catch {
    // The driver's message may hold the URI, and that a password.
    throw new InvalidInputError('MONGODB_URI', [
      { path: '', message: 'must be a MongoDB connection string, such as mongodb://db.example.org:27017' },
    ]);
  }
}

/** Besides the driver, the name service may fail, and the deadline be reached. */
function whyNotConnected(error: unknown, host: string): unknown {
  const known = asGridtuneError(error, 'connect', host);
  if (known instanceof StoreUnreachableError || !(error instanceof Error)) return known;
  return noAnswer(host, 'connect', error);
}

/** From what the driver parsed, which keeps credentials apart. */
function hostOf({ options }: MongoClient): string {
  return options.srvHost ?? options.hosts.map(String).join(',');
}
