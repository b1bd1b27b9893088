import type { ModelInput } from '../../dataset/columns.js';
import { datasetHash } from '../../dataset/hash.js';
import { measuredRound, SETTINGS } from '../../dataset/round.fixture.js';
import { rowsFromRounds } from '../../dataset/rows.js';
import { NetworkDownError } from '../../domain/errors.js';
import { guardRailsSchema } from '../../domain/guard-rails.js';
import type { JobQueue } from '../../domain/job-queue.js';
import type { ModelRecord } from '../../domain/model-record.js';
import { wide } from '../../recommender/prediction.fixture.js';
import { modelRecord } from '../../store/testing/sample-values.js';
import type { Route } from '../route.js';
import { openTestService, type TestService } from './test-service.js';

/** Rounds of a network at two rates, for tests of what is learnt from them. */
export const ROUNDS = [5, 60, 200].flatMap((maxMessageCount) =>
  [50, 250].flatMap((batchTimeoutMs) =>
    [60, 120].map((sendRateTps) =>
      measuredRound({ settings: { maxMessageCount, batchTimeoutMs }, sendRateTps }),
    ),
  ),
);
const LEARNT = rowsFromRounds(ROUNDS);

/** A model of {@link ROUNDS} whose file a test has to bring or to stand in for. */
export function learntModel(id: string, change: Partial<ModelRecord> = {}): ModelRecord {
  const roundIds = LEARNT.map(({ roundId }) => roundId);
  const rows = { train: 9, validation: 0, test: 3 };
  return modelRecord(id, {
    ...{ roundIds, rows, datasetHash: datasetHash(LEARNT), baselines: {}, networkId: 'network' },
    ...change,
  });
}

/** Stands in for an opened model: 10 ms and half the timeout, everything sent commits. */
export function sketchedPredictor() {
  return {
    artifact: {
      box: {
        maxMessageCount: { min: 5, max: 200 },
        batchTimeoutMs: { min: 50, max: 250 },
        sendRateTps: { min: 60, max: 120 },
        preferredMaxBytes: { min: SETTINGS.preferredMaxBytes, max: SETTINGS.preferredMaxBytes },
        absoluteMaxBytes: { min: SETTINGS.absoluteMaxBytes, max: SETTINGS.absoluteMaxBytes },
        ...Object.fromEntries(
          Object.entries(LEARNT[0]?.context ?? {}).map(([name, value]) => [name, { min: value, max: value }]),
        ),
      },
    },
    predict: (points: readonly ModelInput[]) =>
      points.map(({ batchTimeoutMs, sendRateTps }) => wide(sendRateTps, 10 + batchTimeoutMs / 2, 1.1)),
  };
}

/** A service without a network, on a store with rounds and no model. */
export async function openLearntService(
  routes: readonly Route[],
  { jobs = {}, modelsDirectory = '/models' }: { jobs?: Partial<JobQueue>; modelsDirectory?: string } = {},
): Promise<TestService> {
  const service = await openTestService(routes, {
    jobs,
    services: {
      paths: { models: modelsDirectory } as never,
      guardRails: async () => guardRailsSchema.parse({}),
      network: async () => {
        throw new NetworkDownError('there is no network');
      },
    },
  });
  for (const round of ROUNDS) await service.store.rounds.insert(round);
  return service;
}
