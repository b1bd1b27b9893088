import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { gridtune, gridtuneJson, startGridtune } from './cli.js';
import { ORIGINAL_SETTINGS, settingsInForce, sweepOfPlan } from './swept-channel.js';

const home = inject('home');
const plans = path.join(home, 'plans');

/** At 20 tps blocks of 4 messages wait 100 ms on average, all the others 250 ms. */
async function planFile(name: string, seconds = 2): Promise<string> {
  const file = path.join(plans, `${name}.yaml`);
  await writeFile(
    file,
    [
      `name: ${name}`,
      'settings: { maxMessageCount: [4, 100, 200, 500], batchTimeoutMs: 500 }',
      'sendRateTps: 20',
      `window: { warmupS: 0.5, minS: ${seconds}, maxS: ${seconds} }`,
    ].join('\n'),
  );
  return file;
}

const options = ['--search', '--send-rate', '20', '--strategy', 'random', '--budget', '6', '--seed', '3'];

/** The settings of the rounds that a search said it measures, in order, without those said to be cut off. */
function roundsIn(stderr: string): string[] {
  return [...stderr.matchAll(/\[(\d+)\/6\] (\d+) messages/g)].map(
    ([, place, messages]) => `${place}: ${messages}`,
  );
}

beforeAll(async () => mkdir(plans, { recursive: true }));

afterEach(async () => {
  await gridtuneJson(['network', 'up'], { home });
  expect(await settingsInForce()).toEqual(ORIGINAL_SETTINGS);
});

describe('a search', () => {
  /** The rounds of the first search, which others with its options repeat. */
  let uninterrupted: string[] = [];

  it('spends its budget, tells what it believes after every round, and recommends the quick setting', async () => {
    const plan = await planFile('searched');
    const { code, stdout, stderr } = await gridtune(['sweep', ...options, '--plan', plan, '--json'], {
      home,
    });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      strategy: 'random',
      planned: 6,
      measured: 6,
      failed: 0,
      stopped: 'the budget of 6 rounds is spent',
      recommended: { ...ORIGINAL_SETTINGS, maxMessageCount: 4, batchTimeoutMs: 500 },
      belief: { rounds: 6 },
    });
    expect(stderr.match(/best so far: /g)).toHaveLength(6);
    uninterrupted = roundsIn(stderr);
    expect(await sweepOfPlan('searched')).toMatchObject({ status: 'finished', measured: 6 });
  });

  it('goes on after a kill -9 with the rounds that it would have measured without', async () => {
    const plan = await planFile('killed-search');
    const killed = startGridtune(['sweep', ...options, '--plan', plan], { home });
    await killed.said(/\[4\/6\]/);
    killed.child.kill('SIGKILL');
    await killed.done;
    const { sweepId } = await sweepOfPlan('killed-search');

    const resumed = await gridtune(['sweep', '--resume', sweepId, '--json'], { home });
    expect(resumed.code).toBe(0);
    expect(JSON.parse(resumed.stdout)).toMatchObject({ sweepId, measured: 6, failed: 0 });
    const before = roundsIn(killed.stderr()).slice(0, 3);
    expect([...before, ...roundsIn(resumed.stderr)]).toEqual(uninterrupted);
  });

  it('puts the settings back on Ctrl-C, ends with 130 and says how to go on', async () => {
    const plan = await planFile('interrupted-search', 8);
    const search = startGridtune(['sweep', ...options, '--plan', plan], { home });
    await search.said(/\[1\/6\]/);
    search.child.kill('SIGINT');
    const { code, stderr } = await search.done;
    expect(code).toBe(130);
    expect(stderr).toMatch(/gridtune sweep --resume s-/);
    expect(await settingsInForce()).toEqual(ORIGINAL_SETTINGS);
    expect(await sweepOfPlan('interrupted-search')).toMatchObject({ status: 'stopped', measured: 0 });
  });

  it('says what comes closest where no setting keeps the limits', async () => {
    const plan = await planFile('unkept');
    const short = [
      '--search',
      '--send-rate',
      '20',
      '--strategy',
      'gridtune',
      '--budget',
      '5',
      '--plan',
      plan,
    ];
    const limited = [...short, '--limit', 'latencyMeanMs<=1'];
    expect(await gridtuneJson(['sweep', ...limited], { home })).toMatchObject({
      measured: 4,
      stopped: 'no candidate has a chance to keep the limits',
      recommended: null,
      belief: { limitsHold: 0, closest: { settings: { maxMessageCount: 4 }, broken: ['latencyMeanMs<=1'] } },
    });
  });
});
