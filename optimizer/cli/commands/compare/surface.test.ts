import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ProgressDouble } from '../../../../test/doubles/network.js';
import { runProgram } from '../../program.js';
import type { Services } from '../../../operations/services.js';

let folder: string;
const fileOf = (name: string) => path.join(folder, name);
const HEADER = 'max_message_count,batch_timeout_ms,send_rate_tps,throughput_tps,latency_avg_ms';
/** Loading TensorFlow and the drawing library alone may take long on a busy machine. */
const SLOW_MS = 120_000;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'gridtune-compare-'));
  // Count 10 at 200 ms is best at 60 tps: 100 ms; every other setting is 20 % and more above.
  const rows = [1, 10, 100].flatMap((count, c) =>
    [100, 200, 400].flatMap((timeout, t) =>
      [0, 1].map((replicate) => [
        count,
        timeout,
        60,
        60,
        100 * 1.2 ** (3 * Math.abs(c - 1) + Math.abs(t - 1)) + replicate,
      ]),
    ),
  );
  await writeFile(fileOf('surface.csv'), [HEADER, ...rows.map((row) => row.join(','))].join('\n'));
  await writeFile(fileOf('empty.csv'), `${HEADER}\n`);
});
afterAll(() => rm(folder, { recursive: true }));

async function run(argv: string[], signal = new AbortController().signal) {
  let out = '';
  let err = '';
  const progress = new ProgressDouble();
  const services = { progress, signal, close: async () => {} };
  const code = await runProgram(['compare', ...argv], {
    version: '1',
    openServices: () => services as unknown as Services & { close(): Promise<void> },
    writeOut: (text) => (out += text),
    writeError: (text) => (err += text),
  });
  return { code, out, err, progress };
}
/** Named as on the command line and as in the document. */
const baselines = ['--strategies', 'random, grid,latinHypercube'];
const onSurface = (...more: string[]) => ['--surface', fileOf('surface.csv'), '--send-rate', '60', ...more];

it('prints one JSON document as agreed, the same for the same seed', async () => {
  const argv = onSurface(
    '--objective',
    'min-latency',
    '--budget',
    '9',
    '--seeds',
    '3',
    '--json',
    ...baselines,
  );
  const { code, out, progress } = await run(argv);
  expect(code).toBe(0);
  const summary = {
    regretPct: { median: 0, p90: 0 },
    trialsToWithin5Pct: { median: expect.any(Number), p90: expect.any(Number) },
    curve: expect.any(Array),
  };
  const document = JSON.parse(out) as { strategies: Record<string, { curve: number[] }> };
  expect(document).toMatchObject({
    ...{ budget: 9, seeds: 3, seedList: [1, 2, 3] },
    optimum: { maxMessageCount: 10, batchTimeoutMs: 200, objective: 100.5 },
    strategies: { random: summary, grid: summary, latinHypercube: summary },
  });
  for (const { curve } of Object.values(document.strategies)) expect(curve).toHaveLength(9);
  expect(progress.steps).toContain('8/9');
  expect((await run(argv)).out).toBe(out);
});

it('takes a budget larger than the surface', async () => {
  const { out } = await run(onSurface('--budget', '40', '--seeds', '2', '--json', ...baselines));
  expect(JSON.parse(out)).toMatchObject({
    strategies: { grid: { curve: { length: 40 }, regretPct: { median: 0 } } },
  });
});

it(
  'runs the loop of the published work',
  async () => {
    const { out } = await run(
      onSurface('--budget', '8', '--seeds', '1', '--strategies', 'thesis-loop', '--json'),
    );
    expect(JSON.parse(out)).toMatchObject({ strategies: { thesisLoop: { curve: { length: 8 } } } });
  },
  SLOW_MS,
);

it(
  'writes document, CSV and page into a folder',
  async () => {
    const out = fileOf('made/here');
    const { code } = await run(onSurface('--budget', '4', '--seeds', '2', '--out', out, ...baselines));
    expect(code).toBe(0);
    expect((await readdir(out)).toSorted()).toEqual(['comparison.json', 'regret.csv', 'report.html']);
    const again = JSON.parse(await readFile(path.join(out, 'comparison.json'), 'utf8')) as {
      command: string;
    };
    expect(again.command).toContain('--strategies random,grid,latin-hypercube --budget 4 --seed 1 --seeds 2');
  },
  SLOW_MS,
);

it('tells people the table', async () => {
  const { out } = await run(onSurface('--budget', '9', '--seeds', '2', ...baselines));
  expect(out).toMatch(/the best is maxMessageCount 10, batchTimeoutMs 200 with 101/);
  expect(out).toMatch(/latinHypercube +0 +0/);
});

it('ends with 130 when cancelled', async () => {
  const { code } = await run(onSurface('--strategies', 'random'), AbortSignal.abort());
  expect(code).toBe(130);
});

it.each([
  [['--send-rate', '60'], 2, 'say what to compare on'],
  [['--surface', 'surface.csv'], 2, '--send-rate: a surface is compared on at one send rate, got none'],
  [['--surface', 'surface.csv', '--send-rate', '30,60'], 2, 'at one send rate, got 30 60'],
  [['--surface', 'surface.csv', '--send-rate', '90'], 1, 'one of the rates that it has, 60'],
  [['--surface', 'empty.csv', '--send-rate', '60'], 2, 'must be followed by at least one row'],
  [['--surface', 'none.csv', '--send-rate', '60'], 1, 'cannot be read'],
  [
    ['--surface', 'surface.csv', '--send-rate', '60', '--strategies', 'luck'],
    2,
    'must be some of gridtune,random,grid',
  ],
  [
    ['--surface', 'surface.csv', '--send-rate', '60', '--strategies', 'grid,grid'],
    2,
    'must not name grid twice',
  ],
  [
    ['--surface', 'surface.csv', '--send-rate', '60', '--budget', '0'],
    2,
    '--budget: must be a whole number from 1',
  ],
  [
    ['--surface', 'surface.csv', '--send-rate', '60', '--limit', 'latencyMeanMs<=50'],
    1,
    'the closest is maxMessageCount 10',
  ],
  [['--surface', 'surface.csv', '--send-rate', '60', '--latency', 'p95'], 2, 'needs latency_p95_ms'],
  [
    ['--surface', 'surface.csv', '--send-rate', '60', '--limit', 'throughputTps<=20'],
    2,
    'nothing can keep both',
  ],
])('refuses %j with %d', async (argv, exitCode, message) => {
  const { code, err, out } = await run(argv.map((word) => (word.endsWith('.csv') ? fileOf(word) : word)));
  expect(err).toContain(message);
  expect({ code, out }).toEqual({ code: exitCode, out: '' });
});
