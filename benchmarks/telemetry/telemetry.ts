import { messageOf } from '../../optimizer/domain/errors.js';
import type { HostUse, NodeMetrics, ProcessUse } from '../../optimizer/domain/inside.js';
import type { Observables } from '../../optimizer/domain/ports.js';
import { hostUse, readHostSample } from './host-use.js';
import { busiestLinkShare, readLinkSpeeds } from './link-use.js';
import { meanStepsMs, restarted } from './node-metrics.js';
import { processUse, readProcessSample, sameProcess } from './process-use.js';
import { scrape, type MetricsPage } from './prometheus.js';

/** What the machine, the processes and the nodes used between the two ends of a span. */
export interface TelemetryReading {
  readonly host?: HostUse | undefined;
  /** Share of its speed that the busiest link used, where one is known. */
  readonly linkShare?: number | undefined;
  readonly processes: readonly ProcessUse[];
  readonly nodes: readonly NodeMetrics[];
  /** What could not be read, each with the name of whom it is about. */
  readonly problems: readonly string[];
}

export interface TelemetrySpan {
  /** Takes the second samples. Never rejects: what cannot be read is a problem of the reading. */
  finish(): Promise<TelemetryReading>;
}

export interface TelemetryOptions {
  /** Steps of the nodes are those on this channel. */
  readonly channel: string;
  /** For the metrics pages, all asked at once: 500 ms at the start and 1,000 ms at the end unless given. */
  readonly deadlineMs?: number | undefined;
}

/** The load waits for the first samples; the second ones are taken beside the round's last answers. */
const START_DEADLINE_MS = 500;
const END_DEADLINE_MS = 1000;
/** The program itself: it reads the chain, and starts and hears the load workers. */
const MANAGER = { name: 'gridtune', kind: 'manager', pid: 'self' } as const;

/** A part of what is watched; it may be missing, and then there is a problem. */
interface Part<T> {
  readonly value?: T;
  readonly problems: readonly string[];
}
type Watch<T> = () => Promise<Part<T>>;
type Node = Observables['metrics'][number];
type Process = Observables['processes'][number] | typeof MANAGER;
type HostPart = Pick<TelemetryReading, 'host' | 'linkShare'>;

/**
 * Takes the first samples of the machine, the network's processes, this process and every node, all at once.
 * Never rejects: watching is an extra, and no round fails for it.
 */
export async function startTelemetry(
  { processes, metrics }: Observables,
  { channel, deadlineMs }: TelemetryOptions,
): Promise<TelemetrySpan> {
  const deadlines = { start: deadlineMs ?? START_DEADLINE_MS, end: deadlineMs ?? END_DEADLINE_MS };
  const [host, processWatches, nodeWatches] = await Promise.all([
    begin('this machine', watchHost),
    Promise.all([...processes, MANAGER].map(async (one) => begin(one.name, async () => watchProcess(one)))),
    Promise.all(metrics.map(async (one) => begin(one.name, async () => watchNode(one, channel, deadlines)))),
  ]);
  return {
    finish: async () => {
      const [hostPart, processParts, nodeParts] = await Promise.all([
        host(),
        Promise.all(processWatches.map(async (watch) => watch())),
        Promise.all(nodeWatches.map(async (watch) => watch())),
      ]);
      return {
        ...hostPart.value,
        processes: processParts.flatMap(({ value }) => value ?? []),
        nodes: nodeParts.flatMap(({ value }) => value ?? []),
        problems: [hostPart, ...processParts, ...nodeParts].flatMap(({ problems }) => problems),
      };
    },
  };
}

/** Begins a watch; what goes wrong at either end becomes its problem. */
async function begin<T>(name: string, watch: () => Promise<Watch<T>>): Promise<Watch<T>> {
  try {
    const end = await watch();
    return async () => end().catch((error: unknown) => ({ problems: [problemOf(name, error)] }));
  } catch (error) {
    const problems = [problemOf(name, error)];
    return async () => ({ problems });
  }
}

function problemOf(name: string, error: unknown): string {
  return `the use of ${name} is missing: ${messageOf(error)}`;
}

async function watchHost(): Promise<Watch<HostPart>> {
  const before = await readHostSample();
  const speeds = await readLinkSpeeds(before.links.keys());
  return async () => {
    const after = await readHostSample();
    const elapsedS = (after.takenMs - before.takenMs) / 1000;
    const linkShare = busiestLinkShare(before.links, after.links, speeds, elapsedS);
    return { value: { host: hostUse(before, after), linkShare }, problems: [] };
  };
}

async function watchProcess({ name, kind, pid }: Process): Promise<Watch<ProcessUse>> {
  const before = await readProcessSample(pid);
  return async () => {
    const after = await readProcessSample(pid);
    if (!sameProcess(before, after))
      return { problems: [`the use of ${name} is missing: another process has its id ${pid} now`] };
    const problem = before.problem ?? after.problem;
    return {
      value: processUse(name, kind, before, after),
      problems: problem === undefined ? [] : [`${name}: ${problem}`],
    };
  };
}

async function watchNode(
  { name, kind, url }: Node,
  channel: string,
  deadlines: { readonly start: number; readonly end: number },
): Promise<Watch<NodeMetrics>> {
  const missing = (why: string): Part<NodeMetrics> => ({
    problems: [`the step times of ${name} are missing: ${why}`],
  });
  const before = await scrape(url, deadlines.start);
  // Without its first page the second says nothing: the node is not asked again.
  if (before.kind === 'failed') return async () => missing(before.reason);
  return async () => {
    const after = await scrape(url, deadlines.end);
    if (after.kind === 'failed') return missing(after.reason);
    if (before.page.series.length === 0 || after.page.series.length === 0)
      return missing(`${url} holds no metrics`);
    if (restarted(before.page, after.page)) return missing('it was restarted meanwhile');
    const meanMs = meanStepsMs(kind, channel, before.page, after.page);
    return { value: { name, kind, meanMs }, problems: malformed(name, url, after.page) };
  };
}

function malformed(name: string, url: string, { malformedLines }: MetricsPage): string[] {
  const [first] = malformedLines;
  if (first === undefined) return [];
  return [
    `the step times of ${name} may be incomplete: ${malformedLines.length} lines of ${url}, the first of them line ${first}, are not in the Prometheus text format`,
  ];
}
