import path from 'node:path';
import { CaliperLoadGenerator } from '../../benchmarks/caliper/load-generator.js';
import { LiveRoundRunner } from '../../benchmarks/run-round.js';
import { Spool } from '../../benchmarks/spool.js';
import { standAsWorker } from '../../benchmarks/caliper/standing-worker.js';
import { clientAccessSchema } from '../../benchmarks/caliper/worker-options.js';
import { runSearch, type SearchSweepRequest } from '../../benchmarks/search-sweep.js';
import { runSweep } from '../../benchmarks/sweep.js';
import type { SweepServices } from '../../benchmarks/sweep-record.js';
import { offerSteadyLoad } from '../../benchmarks/steady-load.js';
import { runSoak } from '../../benchmarks/soak/soak.js';
import { offlineSigning } from '../../network/channel/offline-signing.js';
import { programCacheDirectory } from '../../network/tools/program-cache.js';
import { readAppConfig } from '../config/app-config.js';
import { readPlan } from '../config/plan-file.js';
import { readYamlFile } from '../config/yaml-file.js';
import { InvalidInputError } from '../domain/errors.js';
import type { Progress } from '../domain/ports.js';
import type { NewSearch, Search } from '../domain/search.js';
import { systemClock } from '../domain/wait.js';
import { commandLineUser, requesterText } from '../operations/requested-by.js';
import type { Paths, Services } from '../operations/services.js';
import { layOutSearch, refuseImpossible } from '../search/live-layout.js';
import { liveSearch } from '../search/live-search.js';
import { measuredTxBytes } from '../search/live-trials.js';
import { openStrategy } from '../search/strategies.js';
import { auditServices } from './audit-services.js';
import { canaryServices } from './canary-services.js';
import { changeServices } from './change-services.js';
import { networkServices } from './network-services.js';
import { nodeLooksService } from './node-looks-service.js';
import { once } from './once.js';
import { openArchiveOf, openStore } from './open-store.js';
import { serveService } from './serve.js';
import { versionOf } from './version.js';

/**
 * Builds every adapter; each is opened when it is first asked for, and closed by `close`.
 * @param signal - ends what the services are at
 * @param requestedBy - who has the channel changed, for the audit record: the user of the command line unless it is given
 */
export function createServices(
  paths: Paths,
  progress: Progress,
  signal: AbortSignal,
  requestedBy = requesterText(commandLineUser()),
): Services & { close(): Promise<void> } {
  const closers: (() => Promise<void> | void)[] = [];
  const goOptions = { cacheDirectory: programCacheDirectory(), progress, signal };

  const store = once(async () => {
    const opened = await openStore(paths, goOptions);
    closers.push(async () => opened.close());
    return opened;
  });
  const archive = once(async () => {
    const opened = await openArchiveOf(paths, goOptions);
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
  const { endTrail, ...audits } = auditServices(
    { progress, store, network, clientIfAny, requestedBy },
    (close) => closers.push(close),
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
    archive,
    version: async () => versionOf(paths),
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
    offerLoad: async (load, until) =>
      offerSteadyLoad(
        {
          store: await store(),
          network: await network(),
          generator: await generator(),
          clock: systemClock,
          progress,
        },
        load,
        until,
      ),
    serve: async (request) =>
      serveService(
        { paths, version: await versionOf(paths), signal, config: await config(), createServices },
        request,
      ),
    ...ofNetwork,
    clientAccess,
    networkDown: async (options) => {
      await endTrail();
      return ofNetwork.networkDown(options);
    },
    ...audits,
    ...canaryServices({ network, clientAccess, progress }),
    ...nodeLooksService({ network }),
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
    sweepId: request.sweepId,
    layOut: (inForce) => {
      const { warnings, ...laidOut } = layOutSearch(request, plan, { inForce, consensus, txBytes, rails });
      for (const warning of warnings) progress.warn(warning);
      return laidOut;
    },
  };
}

function spoolOf(paths: Paths): Spool {
  return new Spool(path.join(paths.home, 'unsaved'));
}
