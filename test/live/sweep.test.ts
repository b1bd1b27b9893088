import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { findProcesses } from '../../network/processes.js';
import { readState } from '../../network/state.js';
import { openEmbedded } from '../../optimizer/store/embedded.js';
import { gridtune, gridtuneJson, loadWorkersOf, startGridtune, type RunningCli } from './cli.js';
import { ORIGINAL_SETTINGS, settingsInForce, sweepOfPlan } from './swept-channel.js';

const home = inject('home');
const plans = path.join(home, 'plans');

async function planFile(
  name: string,
  { counts = [10, 20], rates = [20], seconds = 2, workload = 'publish' } = {},
): Promise<string> {
  const file = path.join(plans, `${name}.yaml`);
  await writeFile(
    file,
    [
      `name: ${name}`,
      `settings: { maxMessageCount: [${counts.join(', ')}], batchTimeoutMs: [100] }`,
      `sendRateTps: [${rates.join(', ')}]`,
      `workload: ${workload}`,
      `window: { warmupS: 0.5, minS: 1, maxS: ${seconds} }`,
    ].join('\n'),
  );
  return file;
}

async function killNode(name: string): Promise<void> {
  const state = await readState(path.join(home, 'network'));
  const node = (await findProcesses(state?.id ?? '')).find((process) => process.name === name);
  if (!node) throw new Error(`${name} does not run`);
  process.kill(node.pid, 'SIGKILL');
}

beforeAll(async () => mkdir(plans, { recursive: true }));

afterEach(async () => {
  // Whatever a test broke is started again for the next one.
  await gridtuneJson(['network', 'up'], { home });
  expect(await settingsInForce()).toEqual(ORIGINAL_SETTINGS);
});

describe('a sweep', () => {
  it('measures every point, stores each round with its context, and puts the settings back', async () => {
    const summary = await gridtuneJson(
      ['sweep', '--plan', await planFile('whole', { workload: 'mixed', rates: [20, 40] })],
      { home },
    );
    expect(summary).toMatchObject({ planned: 4, measured: 4, failed: 0 });

    const csv = path.join(home, 'whole.csv');
    await gridtuneJson(['results', 'export', '--sweep', String(summary['sweepId']), '--out', csv], { home });
    const [header = '', ...rows] = (await readFile(csv, 'utf8')).trim().split('\n');
    expect(rows).toHaveLength(4);
    const column = (name: string): number[] =>
      rows.map((row) => Number(row.split(',')[header.split(',').indexOf(name)]));
    expect(column('max_message_count').toSorted((a, b) => a - b)).toEqual([10, 10, 20, 20]);
    expect(column('failed')).toEqual([0, 0, 0, 0]);
    for (const [index, asked] of column('send_rate_tps').entries()) {
      expect(column('achieved_rate_tps')[index]).toBeGreaterThan(0.8 * asked);
      expect(column('throughput_tps')[index]).toBeGreaterThan(0.7 * asked);
    }
  });

  it('reads records without writing blocks', async () => {
    const summary = await gridtuneJson(
      ['sweep', '--plan', await planFile('reads', { workload: 'read', counts: [10] })],
      { home },
    );
    expect(summary).toMatchObject({ measured: 1, failed: 0 });
  });

  it('refuses a second one on the same channel and leaves the first alone', async () => {
    const first = startGridtune(['sweep', '--plan', await planFile('first', { seconds: 6 }), '--json'], {
      home,
    });
    await first.said(/\[1\/2\]/);
    const second = await gridtune(['sweep', '--plan', await planFile('second')], { home });
    expect(second.code).toBe(1);
    expect(second.stderr).toMatch(/the channel is held by sweep of plan first .*CHANNEL_BUSY/);
    expect(JSON.parse((await first.done).stdout)).toMatchObject({ planned: 2, measured: 2 });
  });

  it('puts the settings back on Ctrl-C and ends with 130', async () => {
    const sweep = await inFirstRound('interrupted');
    sweep.child.kill('SIGINT');
    const { code, stderr } = await sweep.done;
    expect(code).toBe(130);
    expect(stderr).toMatch(/gridtune sweep --resume s-/);
    expect(await settingsInForce()).toEqual(ORIGINAL_SETTINGS);
    expect(await sweepOfPlan('interrupted')).toMatchObject({ status: 'stopped', measured: 0 });
  });

  it('goes on after a kill -9 without measuring a point twice, and puts the first settings back', async () => {
    const killed = startGridtune(['sweep', '--plan', await planFile('killed', { counts: [10, 20, 30] })], {
      home,
    });
    await killed.said(/\[2\/3\]/);
    killed.child.kill('SIGKILL');
    await killed.done;
    expect(await settingsInForce()).not.toEqual(ORIGINAL_SETTINGS);
    const before = await sweepOfPlan('killed');
    expect(before).toMatchObject({ status: 'running', measured: 1, planned: 3 });

    const { code, stdout, stderr } = await gridtune(['sweep', '--resume', before.sweepId, '--json'], {
      home,
    });
    expect({ code, summary: JSON.parse(stdout) }).toEqual({
      code: 0,
      summary: { sweepId: before.sweepId, planned: 3, measured: 3, failed: 0 },
    });
    expect(stderr).toMatch(
      /sweep of plan killed was cut short and left .*: put 500 messages, 2000 ms.* back/,
    );
    expect(stderr.match(/\[\d\/3\]/g)).toEqual(['[2/3]', '[3/3]']);
  });
});

describe('a fault in mid-sweep', () => {
  it('stores the round of a killed load worker as failed and goes on', async () => {
    const sweep = await inFirstRound('worker');
    const [worker] = await loadWorkersOf(sweep.child.pid ?? 0);
    process.kill(worker ?? 0, 'SIGKILL');
    const { code, stderr } = await sweep.done;
    expect(code).toBe(0);
    expect(stderr).toMatch(/round .* failed: load worker 1 ended by itself \(SIGKILL\)/);
    expect(await sweepOfPlan('worker')).toMatchObject({ measured: 1, failed: 1, status: 'finished' });
  });

  it('stores the round of a killed peer as failed, puts the settings back and says what to do', async () => {
    const sweep = await inFirstRound('peer');
    await killNode('peer0.dso1.test');
    const { code, stderr } = await sweep.done;
    expect(code).toBe(1);
    expect(stderr.trim().split('\n').at(-1)).toMatch(
      /down: peer0\.dso1\.test .*run "gridtune network up".*NETWORK_DOWN/,
    );
    expect(await settingsInForce()).toEqual(ORIGINAL_SETTINGS);
    const stopped = await sweepOfPlan('peer');
    expect(stopped).toMatchObject({ measured: 0, failed: 1, status: 'stopped' });

    await gridtuneJson(['network', 'up'], { home });
    expect(await gridtuneJson(['sweep', '--resume', stopped.sweepId], { home })).toMatchObject({
      planned: 2,
      measured: 2,
      failed: 0,
    });
  });

  it('outlives a kill -9 of its embedded store and loses no round', async () => {
    const sweep = await inFirstRound('revived');
    process.kill(await findStore(path.join(home, 'store')), 'SIGKILL');
    const { code } = await sweep.done;
    expect(code).toBe(0);
    expect(await sweepOfPlan('revived')).toMatchObject({
      planned: 2,
      measured: 2,
      failed: 0,
      status: 'finished',
    });
  });

  it('keeps the round when a store of its own goes away, puts the settings back, and stores it on resume', async () => {
    const dataDir = path.join(home, 'other-store');
    const logFile = path.join(home, 'other-store.log');
    // The user's own server, as far as gridtune can tell.
    const open = async (): Promise<Record<string, string>> => ({
      MONGODB_URI: await openEmbedded({ binary: inject('docstoreBinary'), dataDir, logFile }),
    });
    const sweep = await inFirstRound('store', await open());
    process.kill(await findStore(dataDir), 'SIGKILL');
    const { code, stderr } = await sweep.done;
    expect(code).toBe(1);
    expect(stderr.trim().split('\n').at(-1)).toMatch(/the last round is kept in .*STORE_UNREACHABLE/);
    expect(await settingsInForce()).toEqual(ORIGINAL_SETTINGS);

    const [sweepId = ''] = await readdir(path.join(home, 'unsaved'));
    const resumed = await gridtune(['sweep', '--resume', sweepId, '--json'], {
      home,
      environment: await open(),
    });
    expect(JSON.parse(resumed.stdout)).toMatchObject({ planned: 2, measured: 2, failed: 0 });
    expect(resumed.stderr).toMatch(/stored 1 rounds that were kept/);
    expect(resumed.stderr.match(/\[\d\/2\]/g)).toEqual(['[2/2]']);
    expect(await readdir(path.join(home, 'unsaved'))).toEqual([]);
  });

  it('says at once that a store cannot be reached at the start', async () => {
    const environment = { MONGODB_URI: 'mongodb://somebody:secret@127.0.0.1:1/' };
    const { code, stderr } = await gridtune(['sweep', '--plan', await planFile('nowhere')], {
      home,
      environment,
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(/127\.0\.0\.1:1.*STORE_UNREACHABLE/);
    expect(stderr).not.toContain('secret');
  });

  it('names every fault of a plan and touches nothing', async () => {
    const file = path.join(plans, 'broken.yaml');
    await writeFile(
      file,
      'name: broken\nsettings: { absoluteMaxBytes: [6000], colour: [1] }\nsendRateTps: [0]\n',
    );
    const { code, stderr } = await gridtune(['sweep', '--plan', file], { home });
    expect(code).toBe(2);
    expect(stderr).toMatch(/settings\.absoluteMaxBytes\.0: must be a whole number from 1048576/);
    expect(stderr).toMatch(/settings\.colour: is not a known key \(line 2\)/);
    expect(stderr).toMatch(/sendRateTps\.0: must be above 0, got 0 \(line 3\)/);
  });
});

/** A sweep of two long rounds whose first one is sending. */
async function inFirstRound(name: string, environment: Record<string, string> = {}): Promise<RunningCli> {
  const sweep = startGridtune(['sweep', '--plan', await planFile(name, { seconds: 5 })], {
    home,
    environment,
  });
  await sweep.said(/\[1\/2\]/);
  // The change of settings shows that the round is under way.
  await expect.poll(settingsInForce, { timeout: 20_000 }).not.toEqual(ORIGINAL_SETTINGS);
  await expect
    .poll(async () => (await loadWorkersOf(sweep.child.pid ?? 0)).length, { timeout: 20_000 })
    .toBe(1);
  return sweep;
}

/** The docstore that serves a data folder: it works inside it. */
async function findStore(dataDir: string): Promise<number> {
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const command = await readFile(`/proc/${entry}/cmdline`, 'utf8').catch(() => '');
    if (command.includes('docstore') && command.split('\0').includes(dataDir)) return Number(entry);
  }
  throw new Error(`no embedded store serves ${dataDir}`);
}
