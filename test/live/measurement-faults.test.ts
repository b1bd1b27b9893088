import { createServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { CaliperLoadGenerator } from '../../benchmarks/caliper/load-generator.js';
import { LiveRoundRunner } from '../../benchmarks/run-round.js';
import { Spool } from '../../benchmarks/spool.js';
import { openEmbeddedNetwork } from '../../network/embedded-network.js';
import { findProcesses } from '../../network/processes.js';
import type { Store } from '../../optimizer/domain/ports.js';
import { gridtune, gridtuneJson, root, startGridtune } from './cli.js';
import { openStore } from './stored.js';

const home = inject('home');
const plans = path.join(home, 'plans');
const silent = { step: () => undefined, advance: () => undefined, warn: () => undefined };

let store: Store;
beforeAll(async () => {
  await mkdir(plans, { recursive: true });
  store = await openStore();
});
afterAll(async () => store?.close());

async function planFile(name: string, counts: number[], seconds: number): Promise<string> {
  const file = path.join(plans, `${name}.yaml`);
  const window = `{ warmupS: 0.5, minS: ${seconds}, maxS: ${seconds} }`;
  await writeFile(
    file,
    `name: ${name}\nsettings: { maxMessageCount: [${counts.join(', ')}], batchTimeoutMs: 200 }\nsendRateTps: 40\nwindow: ${window}\n`,
  );
  return file;
}

describe('a fault beside the load', () => {
  it('such as a system clock set back by ten minutes moves no figure and hangs nothing', async () => {
    const preload = pathToFileURL(path.join(root, 'test', 'live', 'clock-step.mjs')).href;
    const { code, stdout } = await gridtune(
      ['sweep', '--plan', await planFile('clock', [10, 20, 30], 4), '--json'],
      { home, environment: { NODE_OPTIONS: `--import ${preload}` } },
    );
    expect(code).toBe(0);
    const { sweepId, ...summary } = JSON.parse(stdout);
    expect(summary).toEqual({ planned: 3, measured: 3, failed: 0 });
    const rounds = await store.rounds.list({ sweepId });
    const stepped = rounds.filter(({ startedAt }) => Date.parse(startedAt) < Date.now() - 500_000);
    expect(stepped.length).toBeGreaterThan(0); // the clock really was set back under way
    for (const round of rounds) {
      if (round.kind !== 'measured') throw new Error(`${round.id} was not measured`);
      // 4 s at 40 tps, less what the whole blocks of 200 ms leave out at the edges.
      expect(round.measurement.failed).toBe(0);
      expect(round.measurement.succeeded).toBeGreaterThan(140);
      expect(round.measurement.latencyP99Ms).toBeLessThan(5000);
      expect(Date.parse(round.endedAt)).toBeGreaterThan(Date.parse(round.startedAt));
      expect(Date.parse(round.endedAt)).toBeLessThan(Date.parse(round.startedAt) + 30_000);
    }
  });

  it('such as a metrics port that answers nothing leaves the round its times, and is told', async () => {
    const sockets: Socket[] = [];
    const hole = createServer((socket) => sockets.push(socket));
    hole.listen(0, '127.0.0.1');
    await once(hole, 'listening');
    const network = await openEmbeddedNetwork(path.join(home, 'network'));
    const url = `http://127.0.0.1:${(hole.address() as AddressInfo).port}/metrics`;
    const generator = new CaliperLoadGenerator({
      access: network.client,
      workers: { kind: 'local', count: 1 },
      modulesDirectory: path.join(root, 'dist', 'benchmarks', 'caliper'),
      workDirectory: path.join(home, 'sessions'),
      logFile: path.join(home, 'caliper.log'),
    });
    const observables = async () => {
      const { processes, metrics } = await network.observables();
      return {
        processes,
        metrics: metrics.map((page) => (page.kind === 'orderer' ? { ...page, url } : page)),
      };
    };
    const runner = new LiveRoundRunner({
      store,
      network: { ...network, observables },
      generator,
      spool: new Spool(path.join(home, 'unsaved')),
      progress: silent,
    });
    try {
      const { settings } = await network.channel.read();
      const round = await runner.run(
        { pointId: 'silent', replicate: 1, settings, load: { workload: 'publish', sendRateTps: 30 } },
        {
          sweepId: 'silent-port',
          window: { warmupS: 0.5, minS: 3, maxS: 3 },
          signal: new AbortController().signal,
        },
      );
      if (round.kind !== 'measured') throw new Error(round.reason.message);
      expect(round.measurement.failed).toBe(0);
      expect(round.measurement.achievedRateTps).toBeCloseTo(30, 1);
      expect(round.inside?.problems).toEqual([
        expect.stringMatching(/the step times of orderer.* are missing: .*(500|answer)/),
      ]);
      const observation = await store.observations.find(round.id);
      expect(observation?.nodes.map(({ kind }) => kind)).toEqual(['peer', 'peer', 'peer']);
      expect(observation?.processes.length).toBeGreaterThan(6);
    } finally {
      await runner.stop();
      network.channel.close();
      for (const socket of sockets) socket.destroy();
      hole.close();
    }
  });

  it('such as an orderer that is restarted in mid-sweep costs its round and not the sweep', async () => {
    const sweep = startGridtune(['sweep', '--plan', await planFile('restart', [10, 20, 30], 5), '--json'], {
      home,
    });
    await sweep.said(/\[2\/3\]/);
    await new Promise((resolve) => setTimeout(resolve, 2000)); // in the midst of the load
    const { networkId } = await gridtuneJson(['network', 'status'], { home });
    const orderer = (await findProcesses(String(networkId))).find(({ name }) => name.startsWith('orderer'));
    if (!orderer) throw new Error('no orderer runs');
    process.kill(orderer.pid, 'SIGKILL');
    await sweep.said(/down: orderer/);
    await gridtuneJson(['network', 'up'], { home });
    const { code, stdout, stderr } = await sweep.done;
    expect(stderr).toMatch(/waiting up to 20 s for the node to come back/);
    expect({ code, summary: JSON.parse(stdout) }).toMatchObject({
      code: 0,
      summary: { planned: 3, measured: 2, failed: 1 },
    });
  });
});
