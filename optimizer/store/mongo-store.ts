import { accessTokenSchema } from '../domain/access-token.js';
import { applicationSchema, verificationSchema } from '../domain/application.js';
import { liveComparisonSchema } from '../domain/comparison.js';
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
import { auditCodec, mongoAuditLog } from './audit-log.js';
import { claimCodec, mongoClaims } from './claims.js';
import { datasetChunkCodec, datasetCodec, datasetStore } from './datasets.js';
import { openDatabase, type ConnectStoreOptions } from './database.js';
import { documentCodec, type DocumentCodec, type StoredDocument } from './document-codec.js';
import { withStatusAndLineage } from './model-upgrade.js';
import { mongoRepository, versionedRepository } from './mongo-repository.js';

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
  models: documentCodec('models', modelRecordSchema, {
    upgrades: [withStatusAndLineage],
    folded: ['roundIds'],
  }),
  recommendations: documentCodec('recommendations', recommendationSchema, {
    // To 2: goal, intervals, gain, limits and what lies around came in. Version 1 kept none of it, and absent says so.
    upgrades: [(fields) => fields],
    folded: [
      ...['roundIds', 'warnings', 'predicted', 'predictedCurrent', 'contender', 'limits', 'rates'],
      ...['binding', 'safeRegion', 'front', 'evidence'],
    ],
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
  const { client, database, connection } = await openDatabase(options);
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
