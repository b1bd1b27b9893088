import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import type { LiveComparisonDocument } from '../../optimizer/research/live-comparison/document.js';
import { gridtune, gridtuneJson, startGridtune } from './cli.js';
import { ORIGINAL_SETTINGS, settingsInForce } from './swept-channel.js';

const home = inject('home');
const plans = path.join(home, 'plans');

async function planFile(name: string): Promise<string> {
  const file = path.join(plans, `${name}.yaml`);
  await writeFile(
    file,
    [
      `name: ${name}`,
      'settings: { maxMessageCount: [5, 500], batchTimeoutMs: [100] }',
      'sendRateTps: [20]',
      'window: { warmupS: 0.5, minS: 1, maxS: 2 }',
    ].join('\n'),
  );
  return file;
}

beforeAll(async () => mkdir(plans, { recursive: true }));

afterEach(async () => expect(await settingsInForce()).toEqual(ORIGINAL_SETTINGS));

type Written = LiveComparisonDocument & { readonly files: Record<string, string> };

describe('compare --live', { timeout: 600_000 }, () => {
  it('measures every contender in alternating rounds and leaves the channel as it was', async () => {
    const out = path.join(home, 'compared');
    const written = (await gridtuneJson(
      [
        ...['compare', '--live', '--plan', await planFile('compared'), '--budget', '2', '--seed', '3'],
        ...['--out', out],
      ],
      { home },
    )) as unknown as Written;
    expect(written).toMatchObject({ version: 1, comparison: { status: 'finished', repeats: 5, seed: 3 } });
    expect(written.preparation.gridRounds).toBe(2);
    expect(written.comparison.searches.map(({ contender }) => contender)).toEqual([
      'gridtune',
      'randomSearch',
    ]);
    for (const { rounds } of written.comparison.searches) expect(rounds).toBeLessThanOrEqual(2);
    for (const { settings, measured, failed } of written.contenders)
      expect(measured + failed).toBe(settings ? 5 : 0);
    // 500 messages or 2 s at 20 tps: blocks wait for their timer. 100 messages or 250 ms wait an eighth of that.
    const thesis = written.comparisons.find(({ contender }) => contender === 'thesisBaseline');
    const latency = thesis?.figures.find(({ figure }) => figure === 'latencyMeanMs');
    expect(latency?.difference.changePct).toBeLessThan(-50);
    expect((await readdir(out)).toSorted()).toEqual([
      'comparison.json',
      'comparisons.csv',
      'report.html',
      'rounds.csv',
    ]);
    const lines = (await readFile(path.join(out, 'rounds.csv'), 'utf8')).trim().split('\n');
    expect(lines).toHaveLength(1 + written.rounds.length);
    const { sweeps } = (await gridtuneJson(['results', 'list'], { home })) as {
      sweeps: { sweepId: string; measured: number; failed: number }[];
    };
    const contest = sweeps.find(({ sweepId }) => sweepId === written.comparison.contestSweepId);
    expect((contest?.measured ?? 0) + (contest?.failed ?? 0)).toBe(written.rounds.length);
  });

  it('ends with 130 on Ctrl-C, and goes on where it was', async () => {
    const two = ['--contenders', 'fabricDefault,thesisBaseline'];
    const running = startGridtune(['compare', '--live', '--plan', await planFile('cut-short'), ...two], {
      home,
    });
    await running.said(/\[3\/10\]/);
    running.child.kill('SIGINT');
    const { code, stderr } = await running.done;
    expect(code).toBe(130);
    const [, id = ''] = /compare --live --resume (c-[0-9a-z-]+)/.exec(stderr) ?? [];
    expect(await settingsInForce()).toEqual(ORIGINAL_SETTINGS);
    const resumed = await gridtune(['compare', '--live', '--resume', id, '--json'], { home });
    expect(resumed.code).toBe(0);
    const { comparison, rounds } = JSON.parse(resumed.stdout) as LiveComparisonDocument;
    expect(comparison).toMatchObject({ id, status: 'finished' });
    expect(rounds).toHaveLength(10);
    expect(resumed.stderr).not.toMatch(/\[1\/10\]/);
  });
});
