import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type * as Files from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { hostUseSchema, nodeMetricsSchema, processUseSchema } from '../../optimizer/domain/inside.js';
import type { Observables } from '../../optimizer/domain/ports.js';
import { readProcessSample } from './process-use.js';
import { startTelemetry } from './telemetry.js';

/** Files that read otherwise than they are; everything else is the machine itself. */
const replaced = vi.hoisted(() => new Map<string, (text: string) => string>());
vi.mock('node:fs/promises', async (importOriginal) => {
  const files = await importOriginal<typeof Files>();
  const readFile = async (path: string, ...rest: [BufferEncoding?]) => {
    const content = await files.readFile(path, ...rest);
    const replace = replaced.get(path);
    return replace && typeof content === 'string' ? replace(content) : content;
  };
  return { ...files, readFile };
});

/** Long enough for anything that answers at all; nothing waits for it. */
const PATIENT_MS = 15_000;

const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  replaced.clear();
  for (const end of ends.splice(0)) await end();
});

async function start(program: string): Promise<ChildProcess & { readonly pid: number }> {
  const child = spawn(process.execPath, ['-e', `process.stdout.write('up');${program}`]);
  ends.push(async () => stop(child));
  await once(child.stdout, 'data');
  return child as ChildProcess & { readonly pid: number };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

const SPIN = 'for (;;);';
const REST = 'setInterval(() => undefined, 60_000)';

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`;
}

/** Answers with one page after the other, and with the last from then on. */
async function serving(...pages: readonly string[]): Promise<string> {
  let asked = 0;
  return serve((_, response) => {
    response.end(pages[Math.min(asked, pages.length - 1)]);
    asked += 1;
  });
}

function page(sum: number, count: number, startS = 1.7e9): string {
  const series = (suffix: string): string => `blockcutter_block_fill_duration_${suffix}{channel="exchange"}`;
  return `process_start_time_seconds ${startS}\n${series('sum')} ${sum}\n${series('count')} ${count}\n`;
}

const orderer = (name: string, url: string) => ({ name, kind: 'orderer' as const, url });
const STEADY = { blockcutter_block_fill_duration: (1000 * (3 - 1)) / (14 - 10) };

async function begin(observables: Partial<Observables>, deadlineMs = PATIENT_MS) {
  return startTelemetry({ processes: [], metrics: [], ...observables }, { channel: 'exchange', deadlineMs });
}

describe('the processes of a reading', () => {
  it('tells one that works from one that rests', async () => {
    const [spinning, resting] = await Promise.all([start(SPIN), start(REST)]);
    const span = await begin({
      processes: [
        { name: 'peer-busy', kind: 'peer', pid: spinning.pid },
        { name: 'peer-idle', kind: 'peer', pid: resting.pid },
      ],
    });
    const { cpuS } = await readProcessSample(spinning.pid);
    await expect
      .poll(async () => (await readProcessSample(spinning.pid)).cpuS, { timeout: PATIENT_MS })
      .toBeGreaterThan(cpuS + 0.1);
    const { host, processes, nodes, problems } = await span.finish();
    expect(problems).toEqual([]);
    expect(nodes).toEqual([]);
    expect(processes.map(({ name, kind }) => [name, kind])).toEqual([
      ['peer-busy', 'peer'],
      ['peer-idle', 'peer'],
      ['gridtune', 'manager'],
    ]);
    const [busy, idle] = processes;
    expect(busy?.cpuCores).toBeGreaterThan(0);
    expect(busy?.cpuCores).toBeGreaterThan(2 * (idle?.cpuCores ?? Infinity));
    expect(idle?.memoryBytes).toBeGreaterThan(1e6);
    for (const use of processes) expect(processUseSchema.parse(use)).toEqual(use);
    expect(hostUseSchema.parse(host)).toEqual(host);
    expect(host?.cpuShare).toBeGreaterThan(0);
  });

  it('names one that ended, and keeps the others', async () => {
    const [leaving, staying] = await Promise.all([start(REST), start(REST)]);
    const span = await begin({
      processes: [
        { name: 'chaincode-org1', kind: 'chaincode', pid: leaving.pid },
        { name: 'peer-org1', kind: 'peer', pid: staying.pid },
      ],
    });
    await stop(leaving);
    const { host, processes, problems } = await span.finish();
    expect(problems).toEqual([`the use of chaincode-org1 is missing: process ${leaving.pid} is not there`]);
    expect(processes.map(({ name }) => name)).toEqual(['peer-org1', 'gridtune']);
    expect(host).toBeDefined();
  });

  it('names one that was gone already, once', async () => {
    const gone = await start(REST);
    await stop(gone);
    const span = await begin({ processes: [{ name: 'orderer', kind: 'orderer', pid: gone.pid }] });
    const { processes, problems } = await span.finish();
    expect(problems).toEqual([`the use of orderer is missing: process ${gone.pid} is not there`]);
    expect(processes.map(({ name }) => name)).toEqual(['gridtune']);
  });

  it('takes a later process with the same id for none of the network', async () => {
    const child = await start(REST);
    const span = await begin({ processes: [{ name: 'peer-org1', kind: 'peer', pid: child.pid }] });
    // Field 22, its start.
    replaced.set(`/proc/${child.pid}/stat`, (text) => text.replace(/^((?:\S+ ){21})\d+/, '$1999999999'));
    const { processes, problems } = await span.finish();
    expect(problems).toEqual([
      `the use of peer-org1 is missing: another process has its id ${child.pid} now`,
    ]);
    expect(processes.map(({ name }) => name)).toEqual(['gridtune']);
  });

  it('keeps CPU and memory of one whose io may not be read, and says so once', async () => {
    const child = await start(SPIN);
    replaced.set(`/proc/${child.pid}/io`, () => {
      throw Object.assign(new Error('permission denied'), { code: 'EACCES' });
    });
    const span = await begin({ processes: [{ name: 'peer-org1', kind: 'peer', pid: child.pid }] });
    const { processes, problems } = await span.finish();
    expect(problems).toEqual([
      expect.stringMatching(`^peer-org1: /proc/${child.pid}/io cannot be read \\(EACCES\\)`),
    ]);
    expect(processes[0]?.memoryBytes).toBeGreaterThan(1e6);
    expect(processes[0]?.networkBytesPerS).toBe(0);
  });
});

describe('the machine of a reading', () => {
  it('is missing where a file of it is, and the rest is there', async () => {
    const span = await begin({});
    replaced.set('/proc/diskstats', () => {
      throw new Error('not there');
    });
    const reading = await span.finish();
    expect(reading.problems).toEqual([
      'the use of this machine is missing: /proc/diskstats cannot be read: the use of a machine can only be read on Linux',
    ]);
    expect(reading.host).toBeUndefined();
    expect(reading.processes).toHaveLength(1);
  });
});

describe('the nodes of a reading', () => {
  it('have the mean of each step between two pages', async () => {
    const span = await begin({ metrics: [orderer('orderer1', await serving(page(1, 10), page(3, 14)))] });
    const { nodes, problems } = await span.finish();
    expect(problems).toEqual([]);
    expect(nodes).toEqual([{ name: 'orderer1', kind: 'orderer', meanMs: STEADY }]);
    expect(nodeMetricsSchema.parse(nodes[0])).toEqual(nodes[0]);
  });

  it('are named where they fail, each in its way, and the others are there', async () => {
    let asked = 0;
    const metrics = [
      orderer('silent', await serve(() => undefined)),
      orderer('failing', await serve((_, response) => void response.writeHead(500).end())),
      orderer(
        'falls silent',
        await serve((_, response) => {
          asked += 1;
          if (asked === 1) response.end(page(1, 10));
        }),
      ),
      orderer('restarted', await serving(page(1, 10), page(3, 14, 1.8e9))),
      orderer('empty', await serving('')),
      orderer('garbled', await serving(page(1, 10), `<html>\n${page(3, 14)}oops\n`)),
      orderer('steady', await serving(page(1, 10), page(3, 14))),
    ];
    const span = await begin({ metrics }, 2500);
    const { nodes, problems, host } = await span.finish();
    const url = (name: string): string => metrics.find((node) => node.name === name)?.url ?? '';
    expect(problems).toEqual([
      `the step times of silent are missing: ${url('silent')} did not answer within 2500 ms`,
      `the step times of failing are missing: ${url('failing')} answered with status 500`,
      `the step times of falls silent are missing: ${url('falls silent')} did not answer within 2500 ms`,
      'the step times of restarted are missing: it was restarted meanwhile',
      `the step times of empty are missing: ${url('empty')} holds no metrics`,
      `the step times of garbled may be incomplete: 2 lines of ${url('garbled')}, the first of them line 1, are not in the Prometheus text format`,
    ]);
    expect(nodes.map(({ name, meanMs }) => [name, meanMs])).toEqual([
      ['garbled', STEADY],
      ['steady', STEADY],
    ]);
    expect(host).toBeDefined();
  });

  it('are not asked again after they were silent at the start', async () => {
    let asked = 0;
    const url = await serve(() => {
      asked += 1;
    });
    const span = await begin({ metrics: [orderer('silent', url)] }, 200);
    await span.finish();
    expect(asked).toBe(1);
  });
});
