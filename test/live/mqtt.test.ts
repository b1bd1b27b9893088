import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Store } from '../../optimizer/domain/ports.js';
import { gridtune, gridtuneJson, loadWorkersOf, root, startGridtune, type RunningCli } from './cli.js';
import { openStore } from './stored.js';

const home = inject('home');
const WORKERS = 2;

/** Load workers that come over a broker, as those of other machines do. */
describe('load workers over MQTT', () => {
  let broker: ChildProcess;
  let workers: RunningCli[];
  let environment: Record<string, string>;
  let plan: string;
  let store: Store;

  beforeAll(async () => {
    broker = fork(path.join(root, 'test', 'live', 'broker.mjs'));
    const [{ port }] = (await once(broker, 'message')) as [{ port: number }];
    const url = `mqtt://127.0.0.1:${port}`;
    const directory = path.join(home, 'mqtt');
    await mkdir(directory, { recursive: true });
    const config = path.join(directory, 'gridtune.yaml');
    await writeFile(config, `benchmark: { workers: "${url}", workerCount: ${WORKERS} }\n`);
    environment = { GRIDTUNE_CONFIG: config };
    plan = path.join(directory, 'plan.yaml');
    await writeFile(
      plan,
      'name: remote\nsettings: { maxMessageCount: [10, 20] }\nsendRateTps: 40\nwindow: { warmupS: 0.5, minS: 4, maxS: 4 }\n',
    );
    workers = Array.from({ length: WORKERS }, () => startGridtune(['worker'], { home, environment }));
    for (const worker of workers) await worker.said(/waiting for orders/);
    store = await openStore();
  });

  afterAll(async () => {
    for (const worker of workers ?? []) worker.child.kill('SIGTERM');
    for (const worker of workers ?? []) expect((await worker.done).code).toBe(130);
    if (broker?.connected) broker.disconnect();
    await store?.close();
  });

  it('share the load: the rate asked, in turns, by both of them', async () => {
    const summary = await gridtuneJson(['sweep', '--plan', plan], { home, environment });
    expect(summary).toMatchObject({ planned: 2, measured: 2, failed: 0 });
    const rounds = await store.rounds.list({ sweepId: String(summary['sweepId']) });
    for (const round of rounds) {
      if (round.kind !== 'measured') throw new Error('not measured');
      // The window holds 160 transactions; one that is due at its very edge falls in or out.
      expect(Math.abs(round.measurement.achievedRateTps - 40)).toBeLessThanOrEqual(40 / 160 + 1e-9);
      expect(round.measurement.failed).toBe(0);
      const { processes } = (await store.observations.find(round.id)) ?? { processes: [] };
      const load = processes.filter(({ kind }) => kind === 'load-worker').map(({ name }) => name);
      expect(load.toSorted()).toEqual(['load-worker-0', 'load-worker-1']);
      // Two processes interleave: never two transactions at one place, never a place left out.
      const { createdMs = [] } = (await store.samples.find(round.id)) ?? {};
      expect(createdMs).toHaveLength(180);
      const spanMs = Math.max(...createdMs) - Math.min(...createdMs);
      expect(spanMs / 179).toBeCloseTo(1000 / 40, 0);
    }
  });

  it('are missed within five seconds when one is killed: its round is stored as failed, the next is measured', async () => {
    const sweep = startGridtune(['sweep', '--plan', plan, '--json'], { home, environment });
    await sweep.said(/\[1\/2\]/);
    await new Promise((resolve) => setTimeout(resolve, 5000)); // past the warm-up, in the midst of the load
    const [victim] = await loadWorkersOf(workers[1]?.child.pid ?? 0);
    process.kill(victim ?? 0, 'SIGKILL');
    const killedMs = performance.now();
    await sweep.said(/lost load worker/);
    expect(performance.now() - killedMs).toBeLessThan(5500);
    const { code, stdout, stderr } = await sweep.done;
    expect({ code, summary: JSON.parse(stdout) }).toMatchObject({
      code: 0,
      summary: { planned: 2, measured: 1, failed: 1 },
    });
    expect(stderr).toMatch(/round .* failed: lost load worker \d \(silent for \d+ ms\)/);
    expect(workers[1]?.stderr()).toMatch(/the load worker ended with SIGKILL; starting another/);
  });

  it('need a broker that is there', async () => {
    const { code, stderr } = await gridtune(['worker', '--broker', 'mqtt://127.0.0.1:1'], { home });
    expect(code).toBe(1);
    expect(stderr).toMatch(/the broker at 127\.0\.0\.1:1 cannot be reached .*ECONNREFUSED.*start it first/);
    const wrong = await gridtune(['worker', '--broker', 'http://x'], { home });
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toMatch(/must be a number or a broker such as mqtt:/);
  });
});
