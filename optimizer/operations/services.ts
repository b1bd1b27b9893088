import type { CanaryServices } from '../apply/canary/watch.js';
import type { ApplyServices } from '../apply/apply-services.js';
import type { GuardRails } from '../domain/guard-rails.js';
import type { AuditTrail, SettingsHistory, TuningLedger } from '../domain/audit.js';
import type { Load } from '../domain/load.js';
import type { NodeLook } from '../domain/node-look.js';
import type { OfflineSigning } from '../domain/offline-signing.js';
import type { ClientAccess, Network, Progress, RoundRunner, Store } from '../domain/ports.js';
import type { Plan } from '../domain/plan.js';
import type { RunningService, ServeRequest } from '../domain/running-service.js';
import type { SearchRequest, SearchSummary } from '../domain/search.js';
import type { OrdererSettings } from '../domain/settings.js';
import type { SoakReport, SoakRequest } from '../domain/soak.js';
import type { StoreArchive } from '../domain/store-archive.js';

/** Where the program keeps what it makes. */
export interface Paths {
  /** The project's own folder. */
  readonly root: string;
  /** State of this installation: network, store, logs. */
  readonly home: string;
  readonly models: string;
  readonly reports: string;
  /** The plans that come with the program. */
  readonly plans: string;
  /** The installation's own settings; the file need not exist. */
  readonly config: string;
}

/** What commands may ask for; built in `main.ts`. Each part is opened once and closed at the end. */
export interface Services {
  readonly paths: Paths;
  readonly progress: Progress;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  store(): Promise<Store>;
  /** The same store for copies of the whole. */
  archive(): Promise<StoreArchive>;
  /** Of this program. */
  version(): Promise<string>;
  /** The attached network where the configuration names one, else the embedded. @throws NetworkDownError */
  network(): Promise<Network>;
  runner(): Promise<RoundRunner>;
  /** What the installation's configuration lets its settings be. @throws InvalidInputError */
  guardRails(): Promise<GuardRails>;
  /** What the channel was created with. */
  initialSettings(): Promise<OrdererSettings>;
  /** Starts what is not running; makes the network first if there is none. @throws AttachedError */
  networkUp(topologyFile?: string): Promise<{ readonly id: string; readonly started: boolean }>;
  /** @returns names of the processes that were stopped. @throws AttachedError */
  networkDown(options: { readonly wipe: boolean }): Promise<string[]>;
  /** Reading and signing proposals; needs no network. */
  readonly offlineSigning: OfflineSigning;
  /**
   * Writes a connection profile and a configuration with which others attach to the embedded network.
   * @returns the files. @throws AttachedError, NetworkDownError, AlreadyExistsError
   */
  networkProfile(directory: string): Promise<string[]>;
  /** How clients reach this machine's network. @throws NetworkDownError, InvalidInputError */
  clientAccess(): Promise<ClientAccess>;
  /** Where commands that change the channel tell each step. @throws NetworkDownError, StoreUnreachableError */
  audit(): Promise<AuditTrail>;
  /** What it takes to change the channel. @throws NetworkDownError, StoreUnreachableError, InvalidInputError */
  changes(): Promise<ApplyServices>;
  /** The records on the ledger; the caller closes it. @returns undefined without chaincode. @throws NetworkDownError */
  tuningLedger(): Promise<TuningLedger | undefined>;
  /** How the settings in force came about, as the channel itself tells. @throws NetworkDownError */
  settingsHistory(): Promise<SettingsHistory>;
  /** What the nodes' own metrics pages tell; empty where there are none. @throws NetworkDownError */
  nodeLooks(): Promise<readonly NodeLook[]>;
  /** What watching the channel after a change needs. @throws NetworkDownError */
  canary(): Promise<CanaryServices>;
  /** Sends load for sweeps of other machines until cancelled. */
  standAsWorker(options: {
    readonly broker?: string | undefined;
    readonly accessFile?: string | undefined;
  }): Promise<never>;
  /** Plays clients until cancelled; nothing is measured. @throws NetworkDownError */
  offerLoad(load: Load, signal: AbortSignal): Promise<void>;
  /**
   * Serves the REST interface and the page, with a log and services of its own, until {@link signal} is aborted.
   * @throws PortInUseError, InvalidInputError, StoreUnreachableError
   */
  serve(request: ServeRequest): Promise<RunningService>;
  /** Continues a sweep or makes a new one. */
  readonly sweep: SweepService;
  /**
   * Updates the channel many times under load and looks every transaction up afterwards.
   * @throws InvalidInputError, GuardRailError, ChannelBusyError, NetworkDownError, LoadGeneratorError, CancelledError
   */
  soak(request: SoakRequest): Promise<SoakReport>;
  /** Continues a search or begins one: a sweep whose rounds a strategy chooses. */
  readonly search: SearchService;
}

/**
 * @throws InvalidInputError, NotFoundError, ChannelBusyError, NetworkDownError, StoreUnreachableError,
 * LoadGeneratorError, CancelledError
 */
export type SearchService = (request: SearchRequest) => Promise<SearchSummary>;

export type SweepService = (
  request:
    | {
        readonly plan: Plan;
        /** Chosen by whoever has to find the sweep again; without it a new one. */
        readonly sweepId?: string | undefined;
      }
    | { readonly planFile: string }
    | { readonly resume: string },
) => Promise<{
  readonly sweepId: string;
  readonly planned: number;
  readonly measured: number;
  readonly failed: number;
}>;
