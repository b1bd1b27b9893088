import type { ChildProcess } from 'node:child_process';
import type { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import type { SendingLoop } from './paced-sending.js';

/**
 * The parts of Caliper 0.6 that gridtune uses. Caliper ships no types and reads its configuration once, when
 * it is first loaded, so it is loaded here and nowhere else.
 */
export interface CaliperCore {
  readonly CaliperWorker: { readonly prototype: { runDuration: SendingLoop } };
  readonly WorkerOrchestrator: new (
    benchmark: { readonly test: { readonly workers: { readonly number: number } } },
    workerArguments: readonly object[],
  ) => WorkerOrchestrator;
  readonly WorkerMessageHandler: new (
    messenger: WorkerMessenger,
    connectorFactory: (workerIndex: number) => Promise<object>,
  ) => {
    waitForExit(): Promise<void>;
    /** Of the manager that this worker belongs to, once one has called. */
    readonly managerUuid?: string;
  };
  readonly ConnectorBase: new (workerIndex: number, blockchainType: string) => ConnectorBase;
  readonly WorkloadModuleBase: new () => WorkloadModuleBase;
  readonly TxStatus: new (id?: string) => TxStatus;
  readonly CaliperUtils: {
    getBuiltinMessengers(): Map<string, string>;
    loadModuleFunction(
      builtIn: Map<string, string>,
      name: string,
      functionName: string,
    ): (options: object) => WorkerMessenger;
  };
}

export interface WorkerOrchestrator {
  workerObjects: ChildProcess[];
  /** Runs from the launch of the workers until all have answered. */
  readonly pollingInterval?: NodeJS.Timeout;
  launchWorker(index: number): void;
  prepareWorkerConnections(): Promise<void>;
  prepareTestRound(specification: RoundSpecification): Promise<void>;
  startTest(specification: RoundSpecification): Promise<unknown>;
  /** Called with the content of every update message. */
  pushUpdate(sender: string, content: unknown): void;
  readonly messenger: WorkerMessenger;
  readonly workers: Readonly<Record<string, unknown>>;
  /** Tells every worker to leave, and ends the connection to them. */
  stop(): Promise<void>;
}

/** Constructors of the messages that Caliper keeps to itself. */
export interface CaliperMessages {
  readonly TxUpdateMessage: new (sender: string, recipients: readonly string[], content: object) => object;
  readonly TxResetMessage: new (sender: string, recipients: readonly string[]) => object;
  readonly RegisterMessage: new (sender: string) => object;
}

export const ALL = 'all';

export interface TestMessage {
  getRateControlSpec(): RoundSpecification['rateControl'];
  getRoundIndex(): number;
  getWorkersNumber(): number;
}

export interface RoundSpecification {
  readonly label: string;
  readonly testRound: number;
  /** Seconds. */
  readonly txDuration: number;
  readonly rateControl: {
    readonly type: string;
    readonly opts: { readonly tps: number; readonly tellIds: boolean };
  };
  readonly workload: { readonly module: string; readonly arguments: object };
}

export interface WorkerMessenger {
  on(type: 'register' | 'txReset', listener: (message: { getSender(): string }) => void): void;
  send(message: object): void;
  getUUID(): string;
  initialize(): Promise<void>;
  configureProcessInstances(processes: readonly NodeJS.Process[]): Promise<void>;
  dispose(): Promise<void>;
}

export interface TxStatus {
  SetTimeCreate(ms: number): void;
  SetStatusSuccess(ms?: number): void;
  SetStatusFail(): void;
  SetVerification(verified: boolean): void;
  SetResult(result: unknown): void;
  Set(key: string, value: unknown): void;
  Get(key: string): unknown;
  IsCommitted(): boolean;
}

export interface ConnectorBase extends EventEmitter {
  sendRequests(request: unknown): Promise<TxStatus>;
  _sendSingleRequest(request: unknown): Promise<TxStatus>;
}

export interface WorkloadModuleBase {
  readonly workerIndex: number;
  readonly roundIndex: number;
  readonly roundArguments: unknown;
  readonly sutAdapter: ConnectorBase;
  initializeWorkloadModule(...parameters: unknown[]): Promise<void>;
  submitTransaction(): Promise<void>;
}

export interface CaliperSettings {
  /** Folder with our compiled modules: Caliper resolves their names here, on each machine for itself. */
  readonly modulesDirectory: string;
  readonly benchmarkFile: string;
  readonly logFile: string;
  /** `mqtt://host:port` of a broker, where workers run on other machines. */
  readonly broker?: string | undefined;
}

const require = createRequire(import.meta.url);
const OBSERVER_INTERVAL_MS = 50;
const POLL_INTERVAL_MS = 50;

/** Loads Caliper with settings that suit a manager inside another program: no console output, short waits. */
export function loadCaliper({
  modulesDirectory,
  benchmarkFile,
  logFile,
  broker,
}: CaliperSettings): CaliperCore {
  const ownArguments = process.argv;
  process.argv = ownArguments.slice(0, 2); // Caliper would take our own options for its own
  try {
    const configuration: {
      set(key: string, value: unknown): void;
    } = require('@hyperledger/caliper-core/lib/common/config/config-util.js');
    const settings: Readonly<Record<string, unknown>> = {
      'caliper-workspace': modulesDirectory,
      'caliper-benchconfig': benchmarkFile,
      'caliper-progress-reporting-enabled': false,
      'caliper-observer-internal-interval': OBSERVER_INTERVAL_MS,
      'caliper-worker-pollinterval': POLL_INTERVAL_MS,
      'caliper-logging-targets-console-enabled': false,
      'caliper-logging-targets-file-enabled': true,
      'caliper-logging-targets-file-options-level': 'warn',
      'caliper-logging-targets-file-options-filename': logFile,
      'caliper-worker-remote': broker !== undefined,
      'caliper-worker-communication-method': broker === undefined ? 'process' : 'mqtt',
      ...(broker === undefined ? {} : { 'caliper-worker-communication-address': broker }),
    };
    for (const [key, value] of Object.entries(settings)) configuration.set(key, value);
    return require('@hyperledger/caliper-core');
  } finally {
    process.argv = ownArguments;
  }
}

/** To be called after {@link loadCaliper}. */
export function loadMessages(): CaliperMessages {
  const messages = '@hyperledger/caliper-core/lib/common/messages';
  return {
    TxUpdateMessage: require(`${messages}/txUpdateMessage.js`),
    TxResetMessage: require(`${messages}/txResetMessage.js`),
    RegisterMessage: require(`${messages}/registerMessage.js`),
  };
}
