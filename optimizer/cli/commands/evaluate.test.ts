import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ProgressDouble } from '../../../test/doubles/network.js';
import { gridRows } from '../../dataset/round.fixture.js';
import { runProgram } from '../program.js';
import type { Services } from '../../operations/services.js';

const HEADER =
  'max_message_count,batch_timeout_ms,send_rate_tps,throughput_tps,latency_avg_ms,latency_p95_ms';
const csv = (counts: number[], timeouts: number[]) =>
  [
    HEADER,
    ...gridRows(counts, timeouts, 2).map(
      ({ maxMessageCount, batchTimeoutMs, sendRateTps, throughputTps, latencyMeanMs }) =>
        `${maxMessageCount},${batchTimeoutMs},${sendRateTps},${throughputTps},${latencyMeanMs},${2 * latencyMeanMs}`,
    ),
  ].join('\n');

let folder: string;
const fileOf = (name: string) => path.join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'gridtune-evaluate-'));
  await writeFile(fileOf('a.csv'), csv([5, 20], [50, 500]));
  await writeFile(fileOf('b.csv'), `${csv([10, 15], [100])}\n5,50,60,0,0,0`);
});
afterAll(() => rm(folder, { recursive: true }));

async function run(...argv: string[]) {
  let out = '';
  let err = '';
  const progress = new ProgressDouble();
  const services = { progress, signal: new AbortController().signal, close: async () => {} };
  const code = await runProgram(['evaluate', ...argv], {
    version: '1',
    openServices: () => services as unknown as Services & { close(): Promise<void> },
    writeOut: (text) => (out += text),
    writeError: (text) => (err += text),
  });
  return { code, out, err, progress };
}

const SCORE = {
  mapePct: expect.any(Number),
  medianApePct: expect.any(Number),
  mae: expect.any(Number),
  r2: expect.any(Number),
};
const PLAIN_SCORE = { ...SCORE, coverage90Pct: null };

it('prints one JSON document, with the test file scored after training', async () => {
  const curve = fileOf('curve.csv');
  const { code, out, progress } = await run(
    ...['--train', fileOf('a.csv'), '--test', fileOf('b.csv'), '--seed', '3', '--json', '--importance'],
    ...['--learning-curve', curve],
  );
  expect(code).toBe(0);
  const document = JSON.parse(out) as Record<string, unknown>;
  expect(document).toMatchObject({
    rows: { train: 8, test: 4 },
    trainSeconds: expect.any(Number),
    model: expect.any(String),
    throughputTps: SCORE,
    latencyAvgMs: SCORE,
    setAside: { train: 0, test: 1 },
    files: [curve, fileOf('curve.html')],
  });
  const baseline = { throughputTps: { mapePct: expect.any(Number) }, latencyAvgMs: PLAIN_SCORE };
  expect(document['baselines']).toMatchObject({
    trainingMean: baseline,
    nearestPoint: baseline,
    constantShare: baseline,
    cutModel: { ...baseline, latencyP95Ms: PLAIN_SCORE },
    plainAnn3x20x2: baseline,
  });
  expect(out).not.toContain('latencyMeanMs":');
  expect(progress.warnings).toEqual(document['warnings']);
  expect(progress.warnings).toContainEqual(
    expect.stringMatching(/b\.csv\/6 is left out: throughputTps is 0/),
  );
  expect(await readFile(curve, 'utf8')).toMatch(/^recipe,points,rows,seed,/);
  expect(await readFile(fileOf('curve.html'), 'utf8')).toContain('</html>');
}, 60_000);

it('refuses a learning curve that cannot be written, before anything is learnt', async () => {
  const { code, err, progress } = await run(
    ...['--train', fileOf('a.csv'), '--test', fileOf('b.csv'), '--learning-curve', fileOf('none/curve.csv')],
  );
  expect(code).toBe(1);
  expect(err).toMatch(/the learning curve cannot be written into .*none/);
  expect(progress.steps).toEqual([]);
});

it.each([
  [['--train', 'a.csv'], "required option '--test <file>' not specified"],
  [['--train', 'a.csv', '--test', 'b.csv', '--seed', '1.5'], '--seed: must be a whole number, got 1.5'],
])('is used wrongly with %j', async (argv, message) => {
  const { code, err } = await run(...argv);
  expect(code).toBe(2);
  expect(err).toContain(message);
});
