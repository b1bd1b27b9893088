import type { AuditRecord, SettingsHistory, TuningLedger } from '../../domain/audit.js';
import { AuditMismatchError, CorruptDocumentError, GridtuneError, messageOf } from '../../domain/errors.js';
import type { Network, Progress, Store } from '../../domain/ports.js';
import { withDeadline } from '../../domain/wait.js';
import { compareRecords, type LedgerView } from './compare-records.js';
import { explainChanges, type ExplainedChanges } from './explain-changes.js';
import { handOver } from './ledger-outbox.js';
import { measuringOfSweep, measuringsOfRounds, type Measuring } from './measuring.js';
import { warningsOf } from './recording.js';
import type { AuditReport } from './report.js';
import { wrongWriters } from './writers.js';

export interface AuditServices {
  readonly store: Pick<Store, 'audit' | 'applications' | 'sweeps' | 'rounds' | 'verifications'>;
  readonly network: Pick<Network, 'id' | 'channelName'>;
  readonly progress: Progress;
  readonly openLedger: () => Promise<TuningLedger | undefined>;
  readonly readHistory: () => Promise<SettingsHistory>;
}

/** Longer than the longest batch timeout: a record counts once it is committed. */
const HAND_OVER_DEADLINE_MS = 75_000;

/**
 * Holds against each other what the store has recorded, what the ledger keeps, and what the channel itself
 * remembers of its settings. First the ledger gets what it lacks.
 * @throws StoreUnreachableError; AuditMismatchError if a record in the store is not even one; what cannot be asked
 * otherwise is a problem in the report
 */
export async function auditChannel(services: AuditServices): Promise<AuditReport> {
  const { network } = services;
  const problems: string[] = [];
  const ledger = await askLedger(services, problems);
  const log = await readLog(services);
  const compared = compareRecords(log, ledger);
  const history = await orProblem(services.readHistory, 'the channel could not be read', problems);
  const { changes, disagreements } = history
    ? await explain(history, log, ledger, services)
    : { changes: [], disagreements: [] };
  return {
    networkId: network.id,
    channel: network.channelName,
    records: compared.records,
    changes,
    pending: compared.records.filter(({ standing }) => standing === 'pending').length,
    problems,
    disagreements: [
      ...compared.disagreements,
      ...(ledger && history ? wrongWriters(ledger.records, history) : []),
      ...disagreements,
    ],
  };
}

async function readLog({ store, network }: AuditServices): Promise<AuditRecord[]> {
  try {
    return await store.audit.list(network.id, network.channelName);
  } catch (cause) {
    if (!(cause instanceof CorruptDocumentError)) throw cause;
    throw new AuditMismatchError(
      `the store's log holds what no gridtune wrote: ${cause.message}. What was there is on the ledger, if it was handed over`,
      { cause },
    );
  }
}

async function askLedger(services: AuditServices, problems: string[]): Promise<LedgerView | undefined> {
  const { network } = services;
  const ledger = await orProblem(services.openLedger, 'the ledger could not be read', problems);
  if (!ledger) {
    if (problems.length === 0)
      problems.push('no chaincode is configured, so nothing is recorded on the ledger');
    return undefined;
  }
  try {
    await catchUp(ledger, services, problems);
    return await orProblem(
      async () => {
        const { records, unreadable } = await ledger.list(network.id);
        const ofChannel = records.filter(({ record }) => record.channel === network.channelName);
        return { mspId: ledger.mspId, records: ofChannel, unreadable };
      },
      'the ledger could not be read',
      problems,
    );
  } finally {
    ledger.close();
  }
}

async function catchUp(
  ledger: TuningLedger,
  { store, network, progress }: AuditServices,
  problems: string[],
): Promise<void> {
  const handed = await orProblem(
    () =>
      withDeadline(
        'records written to the ledger',
        handOver({ log: store.audit, ledger, network }, 'committed'),
        HAND_OVER_DEADLINE_MS,
      ),
    'the ledger could not be written',
    problems,
  );
  if (handed) for (const warning of warningsOf(handed)) progress.warn(warning);
}

async function explain(
  history: SettingsHistory,
  log: readonly AuditRecord[],
  ledger: LedgerView | undefined,
  { store, network }: AuditServices,
): Promise<ExplainedChanges> {
  // What somebody put under another's name explains nothing.
  const borneOut = (ledger?.records ?? []).filter(({ doubt }) => doubt === undefined);
  const records = [...log, ...borneOut.map(({ record }) => record)];
  const distinct = [...new Map(records.map((record) => [record.sha256, record])).values()];
  const where = { networkId: network.id };
  const [applications, measurings] = await Promise.all([
    store.applications.list(where),
    measuringsOf(store, network.id),
  ]);
  return explainChanges(history.changes, { records: distinct, applications, measurings });
}

async function measuringsOf(store: AuditServices['store'], networkId: string): Promise<Measuring[]> {
  const [sweeps, verifications, rounds] = await Promise.all([
    store.sweeps.list({ networkId }),
    store.verifications.list(),
    store.rounds.list(),
  ]);
  const sweepIds = new Set(sweeps.map(({ id }) => id));
  const finished = new Set(verifications.map(({ id }) => id));
  const ofNetwork = rounds.filter(({ context }) => context.networkId === networkId);
  return [...sweeps.map(measuringOfSweep), ...measuringsOfRounds(ofNetwork, sweepIds, finished)];
}

/** What cannot be asked now is told in the report, and everything else is looked at all the same. */
async function orProblem<T>(
  work: () => Promise<T>,
  what: string,
  problems: string[],
): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof GridtuneError)) throw error;
    problems.push(`${what}: ${messageOf(error)}`);
    return undefined;
  }
}
