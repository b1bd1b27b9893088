import type { Limit, ProcessUse } from '../../optimizer/domain/inside.js';
import type { TelemetryReading } from './telemetry.js';

/** Node runs a worker on one thread: near one core it sends late, and its own times grow with it. */
const GENERATOR_FULL_CORES = 0.9;
/** Work arrives in bursts, so that at this mean much of it waits for a core already. */
const CPU_FULL = 0.9;
/** Below this Linux still finds pages to drop; above, it takes those that the programs are about to use. */
const MEMORY_FULL = 0.95;
/** With one request at a time the next waits four times its own service time from here on (M/M/1). */
const DISK_FULL = 0.8;
/** Frames of 1,514 bytes reach 98 % of a link's speed at best, and small ones much less. */
const NETWORK_FULL = 0.9;

type Reading = Pick<TelemetryReading, 'host' | 'linkShare' | 'processes'>;

interface Candidate {
  readonly resource: Exclude<Limit['resource'], 'none' | 'load-generator'>;
  readonly utilisation: number | undefined;
  readonly fullFrom: number;
  /** How much of it a process used, to find the one that used most. */
  readonly partOf: (use: ProcessUse) => number;
  /** All that was used of it, by programs that nobody watched too, where that is known. */
  readonly used?: number | undefined;
}

/**
 * The resource that was used up over a window. A load worker at its end comes first: the figures are then the
 * generator's own. Short memory comes before the rest because its pages go to disk and busy both disk and
 * CPU, and CPU before disk because the share of time that a disk is at work overstates one that serves
 * requests side by side.
 * @param workers - the load workers, wherever they ran
 * @returns `none` with the highest utilisation if everything had room to spare; undefined if nothing was
 * watched
 */
export function limitOf(reading: Reading, workers: readonly ProcessUse[]): Limit | undefined {
  const busiestWorker = most(workers, ({ cpuCores }) => cpuCores);
  if (busiestWorker && busiestWorker.cpuCores >= GENERATOR_FULL_CORES)
    return {
      resource: 'load-generator',
      process: busiestWorker.name,
      utilisation: Math.min(1, busiestWorker.cpuCores),
    };
  const candidates = candidatesOf(reading);
  const full = candidates.find(({ utilisation = 0, fullFrom }) => utilisation >= fullFrom);
  if (full) {
    const user = userOf(full, [...reading.processes, ...workers]);
    return {
      resource: full.resource,
      ...(user && { process: user.name }),
      utilisation: full.utilisation,
    };
  }
  const seen = [...candidates.map(({ utilisation }) => utilisation), busiestWorker?.cpuCores].filter(
    (utilisation) => utilisation !== undefined,
  );
  return seen.length === 0 ? undefined : { resource: 'none', utilisation: Math.max(...seen) };
}

/** In the order in which they are named. */
function candidatesOf({ host, linkShare }: Reading): Candidate[] {
  return [
    {
      resource: 'memory',
      utilisation: host?.memoryShare,
      fullFrom: MEMORY_FULL,
      partOf: ({ memoryBytes }) => memoryBytes,
    },
    {
      resource: 'cpu',
      utilisation: host?.cpuShare,
      fullFrom: CPU_FULL,
      partOf: ({ cpuCores }) => cpuCores,
      used: host && host.cpuShare * host.cpus,
    },
    {
      resource: 'disk',
      utilisation: host?.diskShare,
      fullFrom: DISK_FULL,
      partOf: ({ diskReadBytesPerS, diskWriteBytesPerS }) => diskReadBytesPerS + diskWriteBytesPerS,
    },
    {
      resource: 'network',
      utilisation: linkShare,
      fullFrom: NETWORK_FULL,
      partOf: ({ networkBytesPerS }) => networkBytesPerS,
    },
  ];
}

/** Undefined where most of it was used by programs that nobody watched: the network is not to blame then. */
function userOf({ partOf, used = 0 }: Candidate, processes: readonly ProcessUse[]): ProcessUse | undefined {
  const watched = processes.reduce((sum, use) => sum + partOf(use), 0);
  return watched >= used / 2 ? most(processes, partOf) : undefined;
}

/** The process that used most; undefined if none used any. */
function most(processes: readonly ProcessUse[], partOf: (use: ProcessUse) => number): ProcessUse | undefined {
  return processes.filter((use) => partOf(use) > 0).toSorted((a, b) => partOf(b) - partOf(a))[0];
}
