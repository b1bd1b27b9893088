// What a training step takes on each backend of TensorFlow.js: `npm run build && node
// test/bench/tensorflow-steps.mjs`. docs/tensorflow.md has figures and what follows from them. Every cell is
// a process of its own; the cells take turns, and the best ten passes count, so that a busy minute of the
// machine does not fall on one backend alone. The processor time beside the time on the clock, summed over
// threads, depends less on who else is at work.
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';

const BACKENDS = ['wasm', 'node', 'cpu'];
const SIZES = [
  { members: 1, rows: 30, inputs: 3, hidden: [20] },
  { members: 1, rows: 400, inputs: 10, hidden: [32] },
  { members: 10, rows: 400, inputs: 10, hidden: [32] },
  { members: 10, rows: 25_000, batchSize: 512, inputs: 10, hidden: [32] },
  { members: 10, rows: 1000, inputs: 10, hidden: [32] },
  { members: 10, rows: 400, inputs: 10, hidden: [32, 32] },
  { members: 10, rows: 2000, inputs: 10, hidden: [32] },
  { members: 10, rows: 400, inputs: 10, hidden: [64, 64] },
];
/** Plain JavaScript takes seconds a step beyond this. */
const MAX_ON_CPU = 2_000_000;
const ROUNDS = 2;
const MEASURE_MS = 1500;
const PASSES = 10; // between two calls of onEpoch

/** Members x rows x weights of a member. */
function multiplyAddsOf({ members, rows, batchSize = rows, inputs, hidden }) {
  const sizes = [inputs, ...hidden, 2];
  const weights = hidden.concat(2).reduce((sum, out, layer) => sum + (sizes[layer] + 1) * out, 0);
  return members * batchSize * weights;
}

async function measure({ members, rows, batchSize, inputs, hidden }) {
  const { prepareBackend } = await import('../../dist/optimizer/ann/backend.js');
  const { trainNetwork } = await import('../../dist/optimizer/ann/training.js');
  const shape = { members, inputs, hidden, outputs: 2, activation: 'tanh' };
  const wave = (length, step) => Float32Array.from({ length }, (_, i) => Math.sin(i * step));
  const loadingMs = performance.now();
  const { name } = await prepareBackend({ multiplyAddsPerStep: 0 });
  const loadMs = performance.now() - loadingMs;
  const steps = PASSES * (batchSize ? Math.ceil(rows / batchSize) : 1);
  const stop = new AbortController();
  const startedMs = performance.now();
  let passedMs = startedMs;
  let usedBefore = process.cpuUsage();
  let stepMs = Infinity;
  let processorMs = Infinity;
  await trainNetwork(shape, { inputs: wave(rows * inputs, 1.7), outputs: wave(rows * 2, 0.3) }, undefined, {
    seed: 1,
    learningRate: 0.01,
    schedule: 'constant',
    l2: 0.003,
    loss: { kind: 'squared' },
    minEpochs: 0,
    maxEpochs: 100_000,
    patience: 100_000,
    batchSize,
    signal: stop.signal,
    onEpoch: (epoch) => {
      const nowMs = performance.now();
      const { user, system } = process.cpuUsage(usedBefore);
      // The first passes compile.
      if (epoch > PASSES) {
        stepMs = Math.min(stepMs, (nowMs - passedMs) / steps);
        processorMs = Math.min(processorMs, (user + system) / 1000 / steps);
      }
      passedMs = nowMs;
      usedBefore = process.cpuUsage();
      if (nowMs - startedMs > MEASURE_MS && epoch > 2 * PASSES) stop.abort();
    },
  }).catch((error) => {
    if (!stop.signal.aborted) throw error;
  });
  return { name, loadMs, stepMs, processorMs };
}

/** @returns nothing where that backend is not there or too slow for the size. */
function inOwnProcess(name, size) {
  if (name === 'cpu' && multiplyAddsOf(size) > MAX_ON_CPU) return undefined;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [fileURLToPath(import.meta.url), JSON.stringify(size)],
    { env: { ...process.env, GRIDTUNE_TENSORFLOW: name }, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(stderr);
  const measured = JSON.parse(stdout);
  return measured.name === name ? measured : undefined;
}

function best(measured, name) {
  const values = measured.map((figures) => figures[name]);
  return values.length > 0 ? Math.min(...values).toFixed(name === 'loadMs' ? 0 : 2) : '-';
}

function main() {
  const cells = SIZES.flatMap((size) => BACKENDS.map((name) => ({ size, name, measured: [] })));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const cell of cells) {
      const figures = inOwnProcess(cell.name, cell.size);
      if (figures) cell.measured.push(figures);
    }
  }
  const write = (values) => process.stdout.write(`| ${values.join(' | ')} |\n`);
  process.stdout.write(
    `ms a step (processor time); ${availableParallelism()} cores, Node ${process.version}\n\n`,
  );
  write(['network', 'members', 'rows a step', 'multiply-adds', ...BACKENDS]);
  for (const size of SIZES) {
    const { members, rows, batchSize = rows, inputs, hidden } = size;
    const steps = cells
      .filter((cell) => cell.size === size)
      .map(({ measured }) => `${best(measured, 'stepMs')} (${best(measured, 'processorMs')})`);
    write([`${inputs}-${hidden.join('-')}-2`, members, batchSize, multiplyAddsOf(size), ...steps]);
  }
  const loads = BACKENDS.map((name) =>
    cells.filter((cell) => cell.name === name).flatMap((cell) => cell.measured),
  );
  write(['loading, ms', '', '', '', ...loads.map((measured) => best(measured, 'loadMs'))]);
}

if (process.argv[2]) process.stdout.write(JSON.stringify(await measure(JSON.parse(process.argv[2]))));
else main();
