import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { CaliperLoadGenerator } from '../benchmarks/caliper/load-generator.js';
import { LiveRoundRunner } from '../benchmarks/run-round.js';
import { Spool } from '../benchmarks/spool.js';
import { standAsWorker } from '../benchmarks/caliper/standing-worker.js';
import { clientAccessSchema } from '../benchmarks/caliper/worker-options.js';
import { runSearch, type SearchSweepRequest } from '../benchmarks/search-sweep.js';
import { runSweep } from '../benchmarks/sweep.js';
import type { SweepServices } from '../benchmarks/sweep-record.js';
import { runSoak } from '../benchmarks/soak/soak.js';
import { offlineSigning } from '../network/channel/offline-signing.js';
import { MARKER } from '../network/processes.js';
import { goBuild } from '../network/tools/go-build.js';
import { programCacheDirectory } from '../network/tools/program-cache.js';
import { auditServices } from './composition/audit-services.js';
import { canaryServices } from './composition/canary-services.js';
import { changeServices } from './composition/change-services.js';
import { networkServices } from './composition/network-services.js';
import { runProgram } from './cli/program.js';
import type { Paths, Services } from './cli/services.js';
import { TerminalProgress } from './cli/terminal-progress.js';
import { readAppConfig } from './config/app-config.js';
import { readPlan } from './config/plan-file.js';
import { readYamlFile } from './config/yaml-file.js';
import { InvalidInputError } from './domain/errors.js';
import type { Progress, Store } from './domain/ports.js';
import type { NewSearch, Search } from './domain/search.js';
import { systemClock } from './domain/wait.js';
import { layOutSearch, refuseImpossible } from './search/live-layout.js';
import { liveSearch } from './search/live-search.js';
import { measuredTxBytes } from './search/live-trials.js';
import { openStrategy } from './search/strategies.js';
import { docstoreModule } from './store/docstore-module.js';
import { openEmbedded } from './store/embedded.js';
import { connectStore } from './store/mongo-store.js';

/** The composition root: the only file that builds adapters. */

/** @returns the exit code of the command line. */
export async function main(argv: readonly string[]): Promise<number> {
  const paths = findPaths();
  const { version } = JSON.parse(await readFile(path.join(paths.root, 'package.json'), 'utf8'));
  const progress = new TerminalProgress(process.stderr);
  const cancel = cancelOnSignals(progress);
  return runProgram(argv, {
    version: String(version),
    openServices: () => createServices(paths, progress, cancel),
    writeOut: (text) => process.stdout.write(text),
    writeError: (text) => process.stderr.write(text),
  });
}

function findPaths(): Paths {
  const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
  const chosen = process.env['GRIDTUNE_HOME'];
  const base = chosen ? path.resolve(chosen) : root;
  return {
    root,
    home: chosen ? base : path.join(root, '.gridtune'),
    models: path.join(base, 'models'),
    reports: path.join(base, 'reports'),
    plans: path.join(root, 'benchmarks', 'plans'),
    config: process.env['GRIDTUNE_CONFIG'] ?? path.join(base, 'gridtune.yaml'),
  };
}

/** The first signal stops the work in good order; only a third one gives up on that. */
function cancelOnSignals(progress: Progress): AbortSignal {
  const controller = new AbortController();
  let received = 0;
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      received += 1;
      if (received > 2) process.exit(130);
      progress.warn(
        received === 1
          ? 'stopping; the channel gets its settings back'
          : 'still stopping; once more gives up and may leave the channel changed',
      );
      controller.abort();
    });
  }
  return controller.signal;
}

function createServices(
  paths: Paths,
  progress: Progress,
  signal: AbortSignal,
): Services & { close(): Promise<void> } {
  const closers: (() => Promise<void> | void)[] = [];
  const goOptions = { cacheDirectory: programCacheDirectory(), progress, signal };

  const store = once(async () => {
    const opened = await openStore(paths, goOptions);
    closers.push(async () => opened.close());
    return opened;
  });
  const config = once(async () => readAppConfig(paths.config));
  const { network, clientAccess, clientIfAny, ...ofNetwork } = networkServices(
    { paths, progress, signal },
    config,
    goOptions,
    (close) => closers.push(close),
  );
  const caliper = {
    modulesDirectory: path.join(paths.root, 'dist', 'benchmarks', 'caliper'),
    workDirectory: path.join(paths.home, 'sessions'),
    logFile: path.join(paths.home, 'caliper.log'),
  };
  const generator = once(async () => {
    const { workers, workerCount } = (await config()).benchmark;
    const opened = new CaliperLoadGenerator({
      ...caliper,
      access: await clientAccess(),
      workers:
        typeof workers === 'number'
          ? { kind: 'local', count: workers }
          : { kind: 'mqtt', broker: workers, count: workerCount },
    });
    closers.push(async () => opened.stop());
    return opened;
  });
  const spool = spoolOf(paths);
  const runner = once(async () => {
    const [kept, live, load] = [await store(), await network(), await generator()];
    return new LiveRoundRunner({ store: kept, network: live, generator: load, spool, progress });
  });

  const guardRails: Services['guardRails'] = async () => (await config()).guardRails;
  const { endTrail, ...audits } = auditServices({ progress, store, network, clientIfAny }, (close) =>
    closers.push(close),
  );
  const { settle, changes } = changeServices({ progress, store, network, guardRails, audit: audits.audit });
  const sweepServices = async (): Promise<SweepServices> => ({
    store: await store(),
    network: await network(),
    runner: await runner(),
    rails: await guardRails(),
    settle,
    spool,
    clock: systemClock,
    progress,
  });

  return {
    paths,
    progress,
    signal,
    store,
    network,
    offlineSigning,
    runner,
    guardRails,
    changes,
    sweep: async (request) => {
      const sweep = 'planFile' in request ? { plan: await readPlan(request.planFile) } : request;
      return runSweep(await sweepServices(), sweep, signal);
    },
    search: async (request) => {
      const begin = 'resume' in request ? request : await newSearch(request, sweepServices);
      const roundSource = async (search: Search) => liveSearch(await openStrategy(search.strategy), search);
      return runSearch({ ...(await sweepServices()), roundSource }, begin, signal);
    },
    soak: async (request) =>
      runSoak({ ...(await sweepServices()), generator: await generator() }, request, signal),
    ...ofNetwork,
    clientAccess,
    networkDown: async (options) => {
      await endTrail();
      return ofNetwork.networkDown(options);
    },
    ...audits,
    ...canaryServices({ network, clientAccess, progress }),
    standAsWorker: async ({ broker, accessFile }) => {
      const { workers } = (await config()).benchmark;
      const address = broker ?? (typeof workers === 'string' ? workers : undefined);
      if (address === undefined)
        throw new InvalidInputError('worker', [{ path: '', message: 'give --broker mqtt://host:port' }]);
      const { modulesDirectory, workDirectory, logFile } = caliper;
      const access =
        accessFile === undefined
          ? await clientAccess()
          : await readYamlFile('access', accessFile, clientAccessSchema);
      const workspace = path.join(workDirectory, `worker-${process.pid}`);
      return standAsWorker(
        { broker: address, access, modulesDirectory, workspace, logFile, progress },
        signal,
      );
    },
    close: async () => {
      for (const close of closers.toReversed()) await close();
    },
  };
}

/** Whatever is wrong with a request is told before the network is touched. */
async function newSearch(
  request: NewSearch,
  openServices: () => Promise<SweepServices>,
): Promise<SearchSweepRequest> {
  refuseImpossible(request);
  await openStrategy(request.strategy);
  const plan = request.planFile === undefined ? undefined : await readPlan(request.planFile);
  const { store, network, rails, progress } = await openServices();
  const { consensus } = await network.context();
  const rounds = await store.rounds.list({ kind: 'measured' });
  const txBytes = measuredTxBytes(
    rounds.filter(
      ({ context, load }) => context.networkId === network.id && load.workload === request.load.workload,
    ),
  );
  return {
    layOut: (inForce) => {
      const { warnings, ...laidOut } = layOutSearch(request, plan, { inForce, consensus, txBytes, rails });
      for (const warning of warnings) progress.warn(warning);
      return laidOut;
    },
  };
}

/** The user's MongoDB where MONGODB_URI names one, else the embedded store. */
async function openStore(paths: Paths, goOptions: Parameters<typeof goBuild>[1]): Promise<Store> {
  const uri = process.env['MONGODB_URI'];
  if (uri) return connectStore({ uri, databaseName: databaseOf(uri) });
  const binary = path.join(await goBuild(docstoreModule(paths.root), goOptions), 'docstore');
  const dataDir = path.join(paths.home, 'store');
  await mkdir(dataDir, { recursive: true });
  const owner = createHash('sha256').update(dataDir).digest('hex').slice(0, 12);
  const open = async (): Promise<string> =>
    openEmbedded({
      binary,
      dataDir,
      logFile: path.join(paths.home, 'store.log'),
      environment: { [MARKER]: `${owner}:docstore` },
    });
  // A run outlives the end of its embedded store: it is started again on the same data.
  return connectStore({ uri: await open(), databaseName: DATABASE, revive: open });
}

const DATABASE = 'gridtune';

function databaseOf(uri: string): string {
  const named = /^mongodb(?:\+srv)?:\/\/[^/]+\/([^/?]+)/.exec(uri)?.[1];
  return named ? decodeURIComponent(named) : DATABASE;
}

function spoolOf(paths: Paths): Spool {
  return new Spool(path.join(paths.home, 'unsaved'));
}

/** Does the work on the first call and gives its result to every later one. */
function once<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => (result ??= work());
}
